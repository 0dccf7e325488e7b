"""The schema for those who write the other systems: a reference to read and search, and a console to try it in.

What is shown comes from the types that serve /graphql, worked out once for all requests.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for

from registry.domain.errors import NotFound
from registry.web.language import chosen_language, legible
from registry.web.schema_search import LONGEST, MOST, ROOTS, Reference, Told, search

pages = Blueprint("explorer", __name__, url_prefix="/api")
SCHEMA_DOOR = "registry-schema-door"
SORTS = ("Object", "Interface", "Union", "InputObject", "Enum", "Scalar")


@dataclass(frozen=True)
class SchemaDoor:
    """What the GraphQL door tells these pages of itself: doors do not import each other, so `app.py` hands it in.

    `reference` tells every type, `text` the schema in SDL; `skeleton` gives a first operation with its variables for a
    question or an act, empty for anything else.
    """

    reference: Reference
    text: Callable[[], str]
    skeleton: Callable[[str], tuple[str, str]]
    examples: Sequence[Mapping[str, Any]]


def _door() -> SchemaDoor:
    door: SchemaDoor = current_app.extensions[SCHEMA_DOOR]
    return door


@cache
def _types(reference: Reference) -> dict[str, Told]:
    return {one["name"]: one for one in reference()}


@pages.get("")
def front() -> Response:
    """What can be asked and done, every type there is, and what a search finds."""
    types, typed = _types(_door().reference), legible(request.args.get("q", ""))
    found, more = search(_door().reference, typed)
    named = {sort: [one for one in types.values() if one["sort"] == sort] for sort in SORTS}
    roots = [types[name] for name in ROOTS]
    return _kept(
        render_template(
            "explorer/front.html",
            roots=roots,
            named={sort: [one for one in listed if one not in roots] for sort, listed in named.items() if listed},
            typed=typed,
            found=found,
            more=MOST if more else 0,
            longest=LONGEST,
        )
    )


@pages.get("/types/<name>")
def one_type(name: str) -> Response:
    """One type: its fields with their arguments, or its values; each has an address of its own behind the #."""
    types = _types(_door().reference)
    if name not in types:
        raise NotFound("schema_type", name[:100])
    used = {one: sorted(user for user in types[name][one]) for one in ("interfaces", "possible", "users")}
    return _kept(render_template("explorer/type.html", one=types[name], root=name in ROOTS, longest=LONGEST, **used))


@pages.get("/console")
def console() -> Response:
    """A place to write an operation and run it with one's own token, which never leaves the page but for /graphql."""
    examples = {str(one["code"]): one for one in _door().examples}
    chosen = examples.get(request.args.get("example", ""))
    text, variables = _door().skeleton(request.args.get("field", ""))
    begun = chosen or ({"text": text, "variables": variables} if text else next(iter(examples.values())))
    return _kept(
        render_template(
            "explorer/console.html",
            begun=begun,
            examples=list(examples.values()),
            schema=url_for("explorer.told", language=chosen_language()),
        )
    )


@pages.get("/schema.graphql")
def text() -> Response:
    """The schema in SDL, as `registry schema` prints it."""
    return _kept(Response(_sdl(_door().text), mimetype="text/plain"))


@pages.get("/schema.<any(zh, en):language>.json")
def told(language: str) -> Response:
    """What the console needs to know of the schema, with the words of one language."""
    return _kept(Response(_json(_door().reference, language), mimetype="application/json"))


@cache
def _sdl(written: Callable[[], str]) -> str:
    return f"{written()}\n"


@cache
def _json(reference: Reference, language: str) -> str:
    types = {one["name"]: _short(one, language) for one in reference()}
    return json.dumps(types, ensure_ascii=False, separators=(",", ":"))


def _short(one: Told, language: str) -> Told:
    told = {"sort": one["sort"], "said": one[language], "possible": one["possible"]}
    fields = {field["name"]: _short_field(field, language) for field in one["fields"]}
    return {**told, "fields": fields, "values": {value["name"]: value[language] for value in one["values"]}}


def _short_field(field: Told, language: str) -> Told:
    arguments = {one["name"]: _short_field(one, language) for one in field.get("arguments", ())}
    return {"type": field["type"], "of": field["of"], "said": field[language], "arguments": arguments}


def _kept(answer: str | Response) -> Response:
    """An answer that may be kept and is asked after each time; one for a signed-in person is not kept at all."""
    response = make_response(answer)
    if response.mimetype != "text/html":
        response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
