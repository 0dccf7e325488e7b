"""Submitting a request, and reading what was submitted."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError

from registry.domain.actors import Action, Actor, may
from registry.domain.errors import BadInput, NotSignedIn
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS, kind_called
from registry.domain.outcome import Outcome
from registry.services import requests
from registry.services.permitting import permit
from registry.store.access import RequestRecord
from registry.store.cases import CaseRecord
from registry.web import ask
from registry.web.account import sign_in_first
from registry.web.answer import answers_in_words, shown
from registry.web.errors import error_page, is_a_form
from registry.web.judging import Judged
from registry.web.language import words
from registry.web.sessions import actor, who_may_submit
from registry.web.typed import Typed, address, demand_of, places_of, short

pages = Blueprint("requests", __name__, url_prefix="/requests")


@pages.get("")
@login_required
def own() -> str:
    """What the reader's unit asked, and what lies in their division."""
    person = _person()
    found = requests.requests_of(person)
    return render_template("requests/list.html", requests=found, own=person.unit, submits=who_may_submit() is not None)


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One request with its cases and their verdicts."""
    record, spoken, person = requests.request_called(number, actor=_person()), words(), _person()
    reports_it = may(person, Action.REPORT_DEMAND) and person.unit != record.unit
    return render_template(
        "requests/request.html",
        request_=record,
        answers=answers_in_words(record.kind, record.answers, spoken),
        cases=[
            (case, shown(case.verdict, spoken), _report_of(record, case) if reports_it else "") for case in record.cases
        ],
    )


def _report_of(record: RequestRecord, case: CaseRecord) -> str:
    """Where what was asked at this place is reported; empty where it is lawful."""
    if case.outcome == Outcome.ADMIT.value:
        return ""
    answers = [(name, one) for name, given in case.answers.items() for one in _each(given)]
    asked = Typed([*answers, ("place", case.place), ("department", record.unit), ("on", record.on.isoformat())])
    for paper in record.cites:
        asked.add("cites", paper["number"])
        asked.add("cites_level", paper.get("level") or "")
    return short(url_for("reports.new", asked_as=address(kind_called(record.kind), asked)))


def _each(given: Any) -> list[str]:
    values = given if isinstance(given, list) else [given]
    return [str(value) for value in values if value is not None]


@pages.post("")
def submit() -> Any:
    """Keep a request as it was judged on screen. The same form sent twice leads to the request it became first."""
    typed, person = Typed(request.form), actor()
    kind = kind_called(typed.get("kind", ""))
    if person is None:
        return sign_in_first(kind, typed)
    permit(person, Action.SUBMIT_REQUEST)
    found = ask.judge_all(kind, typed)
    if found.wrong:
        return ask.page(kind, typed, found), 400
    if found.seal != typed.get("seal") or typed.get("known_at", "").strip():
        typed["once"] = ""
        return ask.page(kind, typed, found, notice=words().say("page.judged_again")), 409
    return _kept(kind, typed, person, found)


def _kept(kind: Kind, typed: Typed, person: Actor, found: Judged) -> Any:
    """To the request, kept now or when this form was sent before; back to the form where it cannot be kept."""
    demand, once = demand_of(kind, typed), typed.get("once", "")
    try:
        kept = requests.submit(demand, places=places_of(typed), actor=person, now=datetime.now(UTC), once=once)
    except BadInput as error:
        beside = "places" if error.field == "place" and len(found.answers) > 1 else error.field
        return ask.page(kind, typed, Judged(found.answers, [(beside, error)])), 400
    flash(words().say("page.request_kept", number=kept.number))
    return redirect(url_for("requests.one", number=kept.number))


@pages.errorhandler(CSRFError)
def page_too_old(error: CSRFError) -> Any:
    """A page that stood open for too long comes back as it was typed, to be sent again."""
    typed = Typed(request.form)
    kind = KINDS.get(typed.get("kind", ""))
    if kind is None or not is_a_form():
        return error_page(400, words().say("page.error_bad_request"))
    if actor() is None:
        return sign_in_first(kind, typed)
    return ask.page(kind, typed, ask.judge_all(kind, typed), notice=words().say("page.error_expired")), 400


def _person() -> Actor:
    person = actor()
    if person is None:
        raise NotSignedIn
    return person
