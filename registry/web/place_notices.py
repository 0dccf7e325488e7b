"""The places that a page is asked for, and the notices they bring: every page tells them, through the layout.

A route says which part of its address is a place: `<place:code>`. A field of a form or an address that names places
bears one of `FIELDS`. tests/house/test_notices.py walks every route and fails where neither is so.
"""

from collections.abc import Sequence

from flask import Flask, Response, flash, request
from werkzeug.routing import UnicodeConverter

from registry.domain.as_of import AsOf
from registry.services.place_notices import notices_of
from registry.web.dates import page_dates
from registry.web.language import legible, words
from registry.web.typed import Typed, places_in

FIELDS = ("place", "places", "township", "townships", "person_place")
"""Fields that name places: one each, or many parted by line ends, commas or semicolons."""
MOST_TOLD = 20
_REDIRECTS = range(300, 400)


class PlaceAsked(str):
    """The part of an address that names a place."""

    __slots__ = ()


class PlaceConverter(UnicodeConverter):
    """`<place:code>` in a route."""

    def to_python(self, value: str) -> PlaceAsked:
        """Remembers that this part is a place."""
        return PlaceAsked(value)


def open_notices(app: Flask) -> None:
    """Let routes name places, and pages tell what must be told of them, also after a redirect."""
    app.url_map.converters["place"] = PlaceConverter
    told = {"notices_of_places": notices_of_places, "asked_places": None, "asked_dates": None}
    app.context_processor(lambda: told)
    app.after_request(_tell_on_the_next_page)


def places_asked() -> list[str]:
    """The places that the address and the form name, as typed."""
    named = [part for part in (request.view_args or {}).values() if isinstance(part, PlaceAsked)]
    return [*named, *places_in(Typed(request.values), FIELDS)]


def notices_of_places(places: Sequence[str] | None = None, dates: AsOf | None = None) -> list[str]:
    """The sentences that these places bring on these dates; those of the request unless a page says others."""
    as_of, asked = dates or page_dates(), places_asked() if places is None else places
    found = notices_of(asked[:MOST_TOLD], on=as_of.on, known_at=as_of.known_at)
    return [legible(words().notice(notice.code, notice.facts)) for notice in found]


def _tell_on_the_next_page(response: Response) -> Response:
    """A redirect leads to the successor's own page, or to one that names no place: it is told there."""
    if response.status_code in _REDIRECTS and request.blueprint:
        for sentence in notices_of_places():
            flash(sentence)
    return response
