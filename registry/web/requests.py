"""Submitting a request, and reading what was submitted."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from flask_wtf.csrf import CSRFError

from registry.domain.actors import Action, Actor, may
from registry.domain.applications import read_application
from registry.domain.cases import Status
from registry.domain.errors import BadInput, ClocksDiffer, NotFound, NotSignedIn
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS, kind_called
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.services import requests
from registry.services.approval_effects import MOST_COUNTED, offered_to
from registry.services.attachments import Files, is_open
from registry.services.case_days import why_past_judging
from registry.services.case_parties import may_read
from registry.services.permitting import permit
from registry.services.request_drafts import own_drafts
from registry.store.access import RequestRecord
from registry.store.attachments import attachments_of
from registry.store.cases import CaseRecord
from registry.store.units import are_one, merger_of, own_codes
from registry.web import ask
from registry.web.account import sign_in_first
from registry.web.answer import answers_in_words, shown
from registry.web.applications import application_in_words
from registry.web.errors import error_page, is_a_form, status_of
from registry.web.judging import Judged, Wrong
from registry.web.language import legible, words
from registry.web.sent_files import files_sent, take_more
from registry.web.sessions import actor, issues_slips, who_may_submit
from registry.web.typed import APPLIED, Typed, address, application_of, demand_of, places_of, short

pages = Blueprint("requests", __name__, url_prefix="/requests")
PAGE = 30


@pages.url_value_preprocessor
def _take_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    take_more()


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
        requests=[(one, *_to_read(one, person, status)) for one in found[:PAGE]],
        own=own_codes(person.unit),
        merger=merger_of(person.unit),
        drafts=own_drafts(person) if who_may_submit() else [],
        submits=who_may_submit() is not None,
        offers=offered_to(person, datetime.now(UTC), most=MOST_COUNTED) if not behind else None,
        status=status,
        statuses=[one for one in Status if one is not Status.DRAFT],
        more=more,
    )


def _to_read(record: RequestRecord, person: Actor, status: str) -> tuple[list[CaseRecord], int]:
    """The cases of a request that the reader may read, those in a status where one is chosen; how many are others'."""
    now = datetime.now(UTC)
    own = [case for case in record.cases if may_read(case, person, now)]
    return [case for case in own if not status or case.status == status], len(record.cases) - len(own)


@pages.get("/<number>")
@login_required
def one(number: str) -> str:
    """One request with its cases and their verdicts."""
    return page(number)


def page(number: str, *, files_wrong: str = "") -> str:
    """The page of a request; `files_wrong` is why files sent to it were not taken."""
    person, spoken, now = _person(), words(), datetime.now(UTC)
    record = requests.request_called(number, actor=person)
    own = are_one(record.unit, person.unit)
    adds = own and who_may_submit() is not None and is_open(record)
    reports_it = may(person, Action.REPORT_DEMAND) and not own
    readable = [case for case in record.cases if may_read(case, person, now)]
    return render_template(
        "requests/request.html",
        request_=record,
        answers=answers_in_words(record.kind, record.answers, spoken),
        application_said=application_in_words(
            [case.verdict for case in record.cases], record.application or {}, spoken
        ),
        files=attachments_of(request=record.number),
        files_wrong=files_wrong,
        adds_to=url_for("attachments.add", number=record.number) if adds else "",
        cases=[
            (case, shown(case.verdict, spoken), _report_of(record, case) if reports_it else "") for case in readable
        ],
        past_judging={case.number for case in readable if issues_slips() and why_past_judging(case, now)},
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
    files = files_sent()
    found.wrong_besides.extend(_wrong_application(typed))
    if found.wrong or found.wrong_besides:
        return ask.page(kind, typed, found, notice=_choose_again(files)), 400
    if found.seal != typed.get("seal") or typed.get("known_at", "").strip():
        typed["once"] = ""
        return ask.page(kind, typed, found, notice=words().say("page.judged_again") + _choose_again(files)), 409
    return _kept(kind, typed, person, found, files)


def _wrong_application(typed: Typed) -> list[Wrong]:
    """What is to be mended in the application, beside its own fields."""
    try:
        read_application(dict(application_of(typed)), today=datetime.now(UTC).astimezone(CHINA).date())
    except BadInput as error:
        return [(f"{APPLIED}{error.field}", error)]
    return []


def _choose_again(files: Files) -> str:
    """A browser does not send chosen files a second time by itself, and the reader is told so."""
    return words().say("page.files_again") if files else ""


def _kept(kind: Kind, typed: Typed, person: Actor, found: Judged, files: Files) -> Any:
    """To the request, kept now or when this form was sent before; back to the form where it cannot be kept."""
    try:
        kept = requests.submit(
            demand_of(kind, typed),
            places=places_of(typed),
            application=application_of(typed),
            files=files,
            draft=typed.get("draft", ""),
            actor=person,
            now=datetime.now(UTC),
            once=typed.get("once", ""),
        )
    except NotFound as error:
        typed["draft"] = typed["revision"] = ""
        return ask.page(kind, typed, found, notice=legible(words().error(error)) + _choose_again(files)), 409
    except ClocksDiffer as error:
        return ask.page(kind, typed, found, notice=words().error(error) + _choose_again(files)), status_of(error)
    except BadInput as error:
        beside = "places" if error.field == "place" and len(found.answers) > 1 else error.field
        again = _choose_again(files)
        return ask.page(kind, typed, Judged(found.answers, [(beside, error)]), notice=again), 400
    is_new = kept.once == f"{person.name}:{typed.get('once', '')}"
    flash(words().say("page.request_kept" if is_new else "page.request_asked_today", number=kept.number))
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
