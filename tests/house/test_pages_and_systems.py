"""Whatever people do at the pages, systems do over GraphQL, through the same services."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLInputObjectType

from registry.api.schema import schema

REGISTRY = Path(__file__).parents[2] / "registry"


def services_that_write() -> set[str]:
    """Public functions of services that begin to write, by themselves or through another one, as `room.name`."""
    calls: dict[str, set[str]] = {}
    for path in sorted((REGISTRY / "services").glob("*.py")):
        tree, names = ast.parse(path.read_text(encoding="utf-8")), imported(path)
        for made in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            calls[f"{path.stem}.{made.name}"] = {
                *(
                    names.get(node.id, f"{path.stem}.{node.id}")
                    for node in ast.walk(made)
                    if isinstance(node, ast.Name)
                ),
                *called_in(made, names),
            }
    writing = {name for name, uses in calls.items() if "base.begin_writing" in uses}
    while more := {name for name, uses in calls.items() if uses & writing} - writing:
        writing |= more
    return {name for name in writing if not name.partition(".")[2].startswith("_")}


def imported(path: Path) -> dict[str, str]:
    """What each name that a file imports from us stands for, as `room.name`, or as `.room` for a whole room."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("registry"):
            room = str(node.module).rsplit(".", 1)[-1]
            whole = room in ("services", "store")
            found |= {a.asname or a.name: f".{a.name}" if whole else f"{room}.{a.name}" for a in node.names}
    return found


def called_in(tree: ast.AST, names: Mapping[str, str]) -> set[str]:
    """What is used of whole rooms that were imported: `drafts.send`, say."""
    used = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return {
        f"{names[node.value.id][1:]}.{node.attr}"  # type: ignore[attr-defined]
        for node in used
        if names.get(node.value.id, "").startswith(".")  # type: ignore[attr-defined]
    }


def done_at(door: str) -> set[str]:
    """The services that write which a door uses."""
    found: set[str] = set()
    for path in sorted((REGISTRY / door).glob("*.py")):
        tree, names = ast.parse(path.read_text(encoding="utf-8")), imported(path)
        found |= called_in(tree, names) | {
            names[n.id] for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in names
        }
    return found & services_that_write()


OF_ACCOUNTS = frozenset({"links", "people_keeping", "second_factors", "sessions", "signing_in"})
"""Who signs in how, and who is who, is for people who signed in themselves: a token that was stolen must not become
a person, invite one, or end one. Systems are given tokens by whoever runs the registry."""


def test_whatever_people_do_at_the_pages_systems_do_over_graphql() -> None:
    pages, systems = done_at("web"), done_at("api")
    assert not systems & {one for one in services_that_write() if one.partition(".")[0] in OF_ACCOUNTS}
    pages = {one for one in pages if one.partition(".")[0] not in OF_ACCOUNTS}
    assert {"drafts.send", "requests.submit", "inventories.record_plaque", "left_wrong.carry_to_all"} <= pages
    assert pages - systems == set()


FORM_FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*\bname=\"([a-z_]+)(?:-\{\{[^}]*\}\})?\"")
INPUT_FIELDS: dict[str, str] = {
    "adjustment_scope": "ProposeAdjustmentInput.scope",
    "cites_level": "CitationInput.level",
    "department_duties": "DutyShareInput.duties",
    "duty_change_kind": "DutyChangeInput.kind",
    "notice": "MarkNoticesReadInput.numbers",
    "publish_reason": "PublishListDraftInput.reason",
    "upload": "RecordApprovalInput.document",
    "wanted_tier": "DutyRowInput.tier",
    "wins": "PublishListDraftInput.masterWins",
}
"""What forms call otherwise than the inputs of the schema."""
OF_THE_PAGE: dict[str, str] = {
    "asked_as": "the address of the question on the page before: reportDemand(asked) takes the question itself",
    "candidate": "a row to settle on: settleCase(fixed) takes it as the fact it is",
    "choose": "which of two lists is to be chosen next",
    "csrf_token": "that the form is one of ours",
    "by_hand": "of accounts: OF_ACCOUNTS",
    "next": "where one was going before signing in",
    "person_role": "of accounts: OF_ACCOUNTS",
    "sign_in_code": "of accounts: OF_ACCOUNTS",
    "sign_in_name": "of accounts: OF_ACCOUNTS",
    "username": "tells the browser's password store whose password it is",
    "words": "people are found at the page: OF_ACCOUNTS",
    "do": "which button was pressed: each is an act of its own",
    "lang": "the language of what is shown: `language`",
    "part": "which part of a list is shown: `tier`",
    "q": "the text that is looked for: `text`, `search`",
    "seal": "that the verdict is as it was when the button was shown",
    "sure": "that what was foreseen was read: `foresee` tells it",
}
"""What forms hold that is not told to a service."""


def fields_of_forms() -> set[str]:
    """What the forms of the pages ask, but for what macros are handed by name: the answers of questions, which both
    doors have from the same classes."""
    templates = sorted((REGISTRY.parent / "templates").rglob("*.html"))
    return {name for path in templates for name in FORM_FIELD.findall(path.read_text(encoding="utf-8"))}


def test_whatever_a_form_asks_can_be_given_over_graphql() -> None:
    types = schema.graphql_schema.type_map
    inputs = [found for found in types.values() if isinstance(found, GraphQLInputObjectType)]
    given = {name for found in inputs for name in found.fields}
    given |= {name for field in types["Query"].fields.values() for name in field.args}  # type: ignore[attr-defined]
    asked = fields_of_forms()
    assert {"reported_unit", "effective_on", *INPUT_FIELDS} <= asked
    otherwise = INPUT_FIELDS.keys() | OF_THE_PAGE.keys()
    assert {name for name in asked if to_camel_case(name) not in given} - otherwise == set()
    assert otherwise <= asked
    for one in INPUT_FIELDS.values():
        of_type, _, name = one.partition(".")
        assert name in types[of_type].fields, one  # type: ignore[attr-defined]
