"""The register of chief and grid duties of a place: read by anybody, kept by the list office."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor
from registry.domain.chiefs import AddAnswers, EndAnswers
from registry.domain.divisions import Place
from registry.domain.errors import AlreadyEnded, BadInput, NotPermitted, NotSignedIn
from registry.domain.successions import inventory_codes
from registry.services import chiefs as services
from registry.services.divisions import place_called
from registry.services.permitting import permit
from registry.store import units
from registry.web.answers_form import AnswersForm
from registry.web.dates import page_dates
from registry.web.language import legible, words
from registry.web.sessions import actor
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("chiefs", __name__, url_prefix="/chief-duties")
LABELS = {"matter": "page.clean_up_matter"}


@pages.get("/<place:place>")
def register(place: str) -> Any:
    """The duties in force on a day, those of the divisions above included, and the others on record."""
    return _page(place), page_dates().status


def _page(typed: str, adding: AnswersForm | None = None, ending: dict[str, AnswersForm] | None = None) -> str:
    dates = page_dates()
    place = place_called(typed, on=dates.on, known_at=dates.known_at)
    held, others = services.register_as_of(place, dates.on, dates.known_at)
    acts = dates.is_now and _may(Action.ADD_CHIEF_DUTY, place)
    once = inventory_codes(place.code, place.lineage)
    own = [entry.code for entry in held if entry.place in once] if acts else []
    forms = {code: _end_form(code, Typed()) for code in own}
    return render_template(
        "chiefs/register.html",
        place=place,
        dates=dates,
        parts=(("page.chiefs_in_force", held), ("page.chiefs_not_in_force", others)),
        adding=(adding or _add_form(Typed())) if acts else None,
        ending=forms | (ending or {}),
        added_by={entry.code: _unit(entry.added_by) for entry in (*held, *others)},
    )


def _unit(code: str) -> str:
    unit = units.find_unit(code) if code else None
    return unit.name if unit else code


def _may(action: Action, place: Place) -> bool:
    person = actor()
    try:
        permit(person, action, at=place) if person else None
    except NotPermitted:
        return False
    return person is not None


def _add_form(typed: Typed) -> AnswersForm:
    return AnswersForm(AddAnswers, typed, words(), labels=LABELS, prefix="add-")


def _end_form(code: str, typed: Typed) -> AnswersForm:
    return AnswersForm(EndAnswers, typed, words(), labels={}, prefix=f"end-{code}-")


@pages.post("/<place:place>")
@login_required
def add(place: str) -> Any:
    """Add a duty, with its basis."""
    form = _add_form(Typed(request.form))
    try:
        services.add(place, form.answers(), actor=_person(), now=datetime.now(UTC))
    except BadInput as error:
        form.mend(error)
        return _page(place, adding=form), 400
    return _done(place)


@pages.post("/<place:place>/<code>/end")
@login_required
def end(place: str, code: str) -> Any:
    """Put the last day of a duty on record."""
    form = _end_form(code, Typed(request.form))
    try:
        services.end(code, form.answers(), actor=_person(), now=datetime.now(UTC))
    except BadInput as error:
        form.mend(error)
        return _page(place, ending={code: form}), 400
    except AlreadyEnded as error:
        form.wrong = legible(words().error(error))
        return _page(place, ending={code: form}), 400
    return _done(place)


def _done(place: str) -> Any:
    flash(words().say("page.clean_up_done"))
    return redirect(url_for("chiefs.register", place=place))


def _add_again(typed: Typed, place: str) -> str:
    return _page(place, adding=_add_form(typed))


def _end_again(typed: Typed, place: str, code: str) -> str:
    return _page(place, ending={code: _end_form(code, typed)})


comes_back_as("chiefs.add", _add_again)
comes_back_as("chiefs.end", _end_again)


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
