"""The search page: a plain GET form, so that an address holds what was searched and a reload shows it again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for

from registry.domain.as_of import AsOf
from registry.domain.errors import BadInput
from registry.domain.searching import MOST_CHARACTERS, WordingKind
from registry.domain.standings import StandingMark
from registry.services.search import MOST_LOOKED_UP, search_as_typed
from registry.web.dates import now, page_dates
from registry.web.errors import status_of
from registry.web.language import legible, words

pages = Blueprint("search", __name__, url_prefix="/search")

FIRST = 20
_BESIDE = {"text": "q", "kinds": "kind"}
"""Fields of the service by the names they have in the form."""


def _address(kind: str, standing: Mapping[str, Any], place: str, as_of: AsOf) -> str:
    """Where one standing is read: the township's list, the village, the catalogue, on the day that was searched."""
    asked: dict[str, Any] = as_of.query
    if standing["mark"] == StandingMark.HUNG:
        return url_for("villages.one", code=standing["place"], **asked)
    if kind == WordingKind.PLAQUE:
        return url_for("catalogues.versions", sort="plaques", code=standing["place"])
    if kind == WordingKind.CERTIFICATE:
        return url_for("certificates.one", code=place or standing["place"], **asked)
    return url_for("lists.one", place=standing["place"], **asked)


@pages.get("")
def search() -> tuple[str, int]:
    """The form, and below it what answers it; what was typed stays, also where it cannot be searched."""
    typed, as_of = {name: request.args.get(name, "") for name in ("q", "place")}, page_dates()
    kinds = [kind for kind in request.args.getlist("kind") if kind]
    hits, cut, wrong, status = [], 0, {}, as_of.status
    if "q" in request.args and not as_of.wrong:
        asked = {"place": typed["place"], **as_of.query}
        try:
            found = search_as_typed(typed["q"], **asked, kinds=kinds, first=FIRST, now=now())
            hits, cut = [hit.as_data() for hit in found], MOST_LOOKED_UP if found.cut else 0
        except BadInput as error:
            wrong = {_BESIDE.get(error.field, error.field): legible(words().error(error))}
            status = status_of(error)
    page = render_template(
        "search/search.html",
        typed={name: legible(value) for name, value in typed.items()},
        chosen=[kind.upper() for kind in kinds],
        kinds=[kind.value for kind in WordingKind],
        hits=hits,
        cut=cut,
        address=lambda kind, standing: _address(kind, standing, typed["place"].strip(), as_of),
        asked="q" in request.args and not wrong and not as_of.wrong,
        as_of=as_of,
        wrong=wrong,
        longest=MOST_CHARACTERS,
        sample=any(one["sample"] for hit in hits for one in hit["standings"]),
    )
    return page, status
