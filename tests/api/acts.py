"""How the tests act over GraphQL: one mutation with its one input, and what it answered."""

import base64
from collections.abc import Callable
from typing import Any

from graphql import get_named_type, get_nullable_type, is_list_type
from sqlalchemy import func, select

from registry.api.schema import schema
from registry.store.base import db
from registry.store.events import EventRecord
from tests.api.conftest import Ask

TokenOf = Callable[[str], str]
JIUQUAN, ZHANGYE, VILLAGE, COUNTY = "620102001000", "620102002000", "620102001001", "620102000000"
ERRORS = "errors { code path message }"


def act(ask: Ask, token: str, name: str, given: dict[str, Any], shown: str = "") -> dict[str, Any]:
    """The payload of a mutation; the test fails where it was refused as a whole."""
    body = sent(ask, token, name, given, shown)
    assert "errors" not in body, body
    return dict(body["data"][name])


def refused(ask: Ask, token: str, name: str, given: dict[str, Any]) -> str:
    """The code by which a mutation is refused as a whole."""
    body = sent(ask, token, name, given, "")
    assert body["data"] == {name: None}, body
    return str(body["errors"][0]["extensions"]["code"])


def to_mend(ask: Ask, token: str, name: str, given: dict[str, Any]) -> tuple[str, list[str]]:
    """Code and path of the one thing to mend; the sentence says something, and no event was written."""
    before = told()
    [error] = act(ask, token, name, given)["errors"]
    assert error["message"] and told() == before
    assert leads_somewhere(name, error["path"]), f"{name} has nothing at {error['path']}"
    return error["code"], error["path"]


def leads_somewhere(name: str, path: list[str]) -> bool:
    """Whether the path of a user error of a mutation leads to something that the schema has."""
    of_type: Any = schema.graphql_schema.type_map["Mutation"].fields[name]  # type: ignore[attr-defined]
    for part in path:
        if part.isdecimal():
            of_type = get_nullable_type(of_type.type if hasattr(of_type, "type") else of_type)
            of_type = of_type.of_type if is_list_type(of_type) else None
        else:
            held = of_type.args if hasattr(of_type, "args") else None
            inside = of_type.type if hasattr(of_type, "type") else of_type
            is_list = held is None and is_list_type(get_nullable_type(inside))
            fields = held if held is not None else getattr(get_named_type(inside), "fields", {})
            of_type = None if is_list else fields.get(part)
        if of_type is None:
            return False
    return True


def sent(ask: Ask, token: str, name: str, given: dict[str, Any], shown: str) -> dict[str, Any]:
    of_input = schema.graphql_schema.type_map["Mutation"].fields[name].args["input"].type  # type: ignore[attr-defined]
    query = f"mutation ($input: {of_input}) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"
    return dict(ask(query, {"input": given}, token=token).json)


def look(ask: Ask, query: str, token: str = "", **variables: Any) -> dict[str, Any]:
    """What a query answers; the test fails where it was refused."""
    body = ask(query, variables, token=token).json
    assert "errors" not in body, body
    return dict(body["data"])


def told() -> int:
    """How many events there are, but for those of tokens."""
    db.session.rollback()
    others = select(func.count()).select_from(EventRecord).where(EventRecord.stream != "people")
    return db.session.scalar(others) or 0


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def submitted(ask: Ask, token: str, matter: str, *places: str, **more: Any) -> dict[str, Any]:
    """A request that was submitted, with its cases."""
    given = {"places": list(places) or [JIUQUAN], "delegation": {"matter": matter}, **more}
    shown = "request { number cases { number status } attachments { name address } application }"
    return dict(act(ask, token, "submitRequest", given, shown)["request"])


def plain(told: Any) -> Any:
    """An answer with each connection, of which only the nodes were asked for, as the list of them."""
    if isinstance(told, dict):
        return plain(told["nodes"]) if told.keys() == {"nodes"} else {name: plain(one) for name, one in told.items()}
    return [plain(one) for one in told] if isinstance(told, list) else told
