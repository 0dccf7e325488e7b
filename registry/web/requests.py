"""Submitting a request, and reading what was submitted."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError

from registry.domain.actors import Actor
from registry.domain.errors import BadInput, NotSignedIn
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS, kind_called
from registry.services import access
from registry.web import ask
from registry.web.account import actor, ask_to_sign_in
from registry.web.answer import answers_in_words, shown
from registry.web.ask_form import Typed, address, demand_of
from registry.web.errors import error_page
from registry.web.language import words
from registry.web.submission import Submission, places_of

pages = Blueprint("requests", __name__, url_prefix="/requests")


@pages.get("")
@login_required
def own() -> str:
    """What the reader's unit asked."""
    return render_template("requests/list.html", requests=access.requests_of(_person()))


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One request with its cases and their verdicts."""
    record, spoken = access.request_called(number, actor=_person()), words()
    return render_template(
        "requests/request.html",
        request_=record,
        answers=answers_in_words(record.kind, record.answers, spoken),
        cases=[(case, shown(case.verdict, spoken)) for case in record.cases],
    )


@pages.post("")
def submit() -> Any:
    """Keep a request. The same form sent twice leads to the request it became the first time."""
    typed = Typed(request.form)
    kind, person = kind_called(typed.get("kind", "")), actor()
    if person is None:
        return ask_to_sign_in(address(kind, typed, place=_first(places_of(typed))))
    try:
        number = _keep(kind, typed, person)
    except BadInput as error:
        return _back(kind, typed, error), 400
    flash(words().say("page.request_kept", number=number))
    return redirect(url_for("requests.one", number=number))


def _keep(kind: Kind, typed: Typed, person: Actor) -> str:
    """The number of the request, kept now or when this form was sent before. `place` is what `places` names."""
    typed["place"] = ""
    demand, once = demand_of(kind, typed), typed.get("once", "")
    return access.submit(demand, places=places_of(typed), actor=person, now=datetime.now(UTC), once=once).number


def _back(kind: Kind, typed: Typed, error: BadInput) -> str:
    """The form as it was typed, with the sentence beside what is to be mended."""
    typed["place"] = _first(places_of(typed))
    if error.field != "place":
        return ask.page(kind, typed, wrong=error)
    return ask.page(kind, typed, submission=Submission.of(kind, typed, wrong=words().error(error)))


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long comes back as it was typed, to be sent again."""
    typed, expired = Typed(request.form), words().say("page.error_expired")
    kind = KINDS.get(typed.get("kind", ""))
    if kind is None:
        return error_page(400, expired)
    typed["place"] = _first(places_of(typed))
    if actor() is None:
        return ask_to_sign_in(address(kind, typed))
    return ask.page(kind, typed, submission=Submission.of(kind, typed, wrong=expired)), 400


def _first(places: list[str]) -> str:
    return places[0] if places else ""


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
