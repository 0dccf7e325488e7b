"""A place on a page: what it lies in, what it was called, what it came of and became, and what lies below it."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from registry.domain.actors import Action, may
from registry.domain.divisions import Place
from registry.domain.errors import NotFound
from registry.services.divisions import CODE_LENGTH, place_called
from registry.services.successions import history_of, those_below
from registry.web.dates import page_dates
from registry.web.sessions import actor

pages = Blueprint("places", __name__, url_prefix="/places")

MOST_BELOW = 1000


def _may_change(place: Place) -> bool:
    """Whether this page offers to record what becomes of the place."""
    person = actor()
    return person is not None and may(person, Action.CHANGE_DIVISIONS) and place.lies_in(person.division)


@pages.get("/<place:code>")
def place(code: str) -> Any:
    """The place of a code on a day, as known at a time, in use then or not; a name or short code leads to its code."""
    as_of = page_dates()
    on, known_at = as_of.on, as_of.known_at
    if not (code.isascii() and code.isdecimal() and len(code) == CODE_LENGTH):
        there = place_called(code, on=on, known_at=known_at).code
        return redirect(
            url_for("places.place", code=there, on=as_of.typed_on or None, known_at=as_of.typed_known_at or None)
        )
    found = history_of(code, on=on, known_at=known_at)
    if found is None:
        raise NotFound("place", code)
    below = those_below(code, on=on, known_at=known_at, most=MOST_BELOW + 1)
    return render_template(
        "places/place.html",
        told=found.as_data(),
        changes=_may_change(found.asked),
        below=below[:MOST_BELOW],
        more=MOST_BELOW if len(below) > MOST_BELOW else 0,
        as_of=as_of,
    ), as_of.status
