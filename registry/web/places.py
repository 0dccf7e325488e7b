"""A place on a page: what it lies in, what it was called, what it came of and became, and what lies below it."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.domain.actors import Action, may
from registry.domain.divisions import Place
from registry.domain.errors import NotFound
from registry.domain.question import CHINA, day, moment
from registry.services.divisions import CODE_LENGTH, place_called
from registry.services.successions import history_of, those_below
from registry.web.sessions import actor

pages = Blueprint("places", __name__, url_prefix="/places")

MOST_BELOW = 1000


def _may_change(place: Place) -> bool:
    """Whether this page offers to record what becomes of the place."""
    person = actor()
    return person is not None and may(person, Action.CHANGE_DIVISIONS) and place.lies_in(person.division)


@pages.get("/<code>")
def place(code: str) -> str | Response:
    """The place of a code on a day, as known at a time, in use then or not; a name or short code leads to its code."""
    typed, now = request.args, datetime.now(UTC)
    on = day(typed["on"], field="on") if typed.get("on", "").strip() else now.astimezone(CHINA).date()
    known_at = moment(typed["known_at"], now=now) if typed.get("known_at", "").strip() else now
    if not (code.isascii() and code.isdecimal() and len(code) == CODE_LENGTH):
        there = place_called(code, on=on, known_at=known_at).code
        return redirect(url_for("places.place", code=there, on=typed.get("on"), known_at=typed.get("known_at")))
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
        typed={"on": typed.get("on", ""), "known_at": typed.get("known_at", "")},
    )
