"""The search page: a plain GET form, so that an address holds what was searched and a reload shows it again."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from registry.domain.errors import BadInput
from registry.domain.searching import MOST_CHARACTERS, WordingKind
from registry.services.search import search_as_typed
from registry.web.errors import status_of
from registry.web.language import legible, words

pages = Blueprint("search", __name__, url_prefix="/search")

FIRST = 20
_BESIDE = {"text": "q", "kinds": "kind"}
"""Fields of the service by the names they have in the form."""


@pages.get("")
def search() -> tuple[str, int]:
    """The form, and below it what answers it; what was typed stays, also where it cannot be searched."""
    typed = {name: request.args.get(name, "") for name in ("q", "place", "on", "known_at")}
    kinds = [kind for kind in request.args.getlist("kind") if kind]
    hits, wrong, status = [], {}, 200
    if "q" in request.args:
        asked = {name: typed[name] for name in ("place", "on", "known_at")}
        try:
            found = search_as_typed(typed["q"], **asked, kinds=kinds, first=FIRST, now=datetime.now(UTC))
            hits = [hit.as_data() for hit in found]
        except BadInput as error:
            wrong = {_BESIDE.get(error.field, error.field): legible(words().error(error))}
            status = status_of(error)
    page = render_template(
        "search/search.html",
        typed={name: legible(value) for name, value in typed.items()},
        chosen=[kind.upper() for kind in kinds],
        kinds=[kind.value for kind in WordingKind],
        hits=hits,
        asked="q" in request.args and not wrong,
        wrong=wrong,
        longest=MOST_CHARACTERS,
        sample=any(one["sample"] for hit in hits for one in hit["standings"]),
    )
    return page, status
