"""Submitting a request, and reading what was submitted."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError

from registry.domain.actors import Action, Actor
from registry.domain.cases import Status
from registry.domain.errors import BadInput, NotSignedIn
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS, kind_called
from registry.services import requests
from registry.services.permitting import permit
from registry.web import ask
from registry.web.account import sign_in_first
from registry.web.answer import answers_in_words, shown
from registry.web.errors import error_page, is_a_form
from registry.web.judging import Judged
from registry.web.language import words
from registry.web.sessions import actor, who_may_submit
from registry.web.typed import Typed, demand_of, places_of

pages = Blueprint("requests", __name__, url_prefix="/requests")
PAGE = 30


@pages.get("")
@login_required
def own() -> str:
    """What the reader's unit asked, and what lies in their division, narrowed by where it stands."""
    person = _person()
    status, behind = (request.args.get(name, "")[:40] for name in ("status", "behind"))
    found = requests.requests_of(person, status=status, behind=behind, most=PAGE + 1)
    more = url_for("requests.own", status=status, behind=found[PAGE - 1].number) if len(found) > PAGE else ""
    return render_template(
        "requests/list.html",
        requests=found[:PAGE],
        own=person.unit,
        submits=who_may_submit() is not None,
        status=status,
        statuses=[one for one in Status if one is not Status.DRAFT],
        more=more,
    )


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One request with its cases and their verdicts."""
    record, spoken = requests.request_called(number, actor=_person()), words()
    return render_template(
        "requests/request.html",
        request_=record,
        answers=answers_in_words(record.kind, record.answers, spoken),
        cases=[(case, shown(case.verdict, spoken)) for case in record.cases],
    )


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
