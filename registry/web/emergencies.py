"""Emergency responses: read by anybody; opened and closed by the list office or the province."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, may
from registry.domain.admissions import Fate
from registry.domain.cases import Status
from registry.domain.emergency_answers import CloseAnswers, CorrectionAnswers, OpenAnswers
from registry.domain.errors import BadInput
from registry.domain.question import CHINA
from registry.services import emergencies as services
from registry.services.case_parties import may_read
from registry.services.divisions import place_following, place_today
from registry.store import cases, emergencies
from registry.store.emergencies import EmergencyRecord
from registry.web.answers_form import AnswersForm
from registry.web.language import legible, words
from registry.web.sessions import actor, who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("emergencies", __name__, url_prefix="/emergencies")

PAGE, MOST_CASES, LONGEST_SEARCH = 20, 200, 60


@pages.get("")
def listed() -> str:
    """The responses on record, the latest first, and the form to open one."""
    return _list(Typed())


def _list(typed: Typed, shown: AnswersForm | None = None, wrong: dict[str, str] | None = None, notice: str = "") -> str:
    now, person = datetime.now(UTC), actor()
    asked = {name: legible(request.args.get(name, "")).strip()[:LONGEST_SEARCH] for name in ("place", "after", "open")}
    place = place_today(asked["place"], now=now) if asked["place"] else None
    covering = place.codes() if place else ()
    found = emergencies.responses_listed(
        now, covering=covering, open_only=bool(asked["open"]), after=asked["after"], most=PAGE + 1
    )
    opens = person is not None and may(person, Action.OPEN_EMERGENCY)
    return render_template(
        "emergencies/list.html",
        asked=asked,
        responses=[(one, _name_of(one, now)) for one in found[:PAGE]],
        next_after=found[PAGE - 1].code if len(found) > PAGE else "",
        form=(shown or _open_form(typed)) if opens else None,
        typed=typed,
        wrong=wrong or {},
        notice=notice,
    )


def _name_of(record: EmergencyRecord, now: datetime) -> str:
    place = place_following(record.division, on=now.astimezone(CHINA).date(), known_at=now)
    return place.full_name or place.name if place else record.division


def _open_form(typed: Typed) -> AnswersForm:
    return AnswersForm(OpenAnswers, typed, words(), labels={}, prefix="open-")


def _correction_form(typed: Typed) -> AnswersForm:
    return AnswersForm(CorrectionAnswers, typed, words(), labels={}, prefix="correct-")


def _close_form(typed: Typed) -> AnswersForm:
    return AnswersForm(CloseAnswers, typed, words(), labels={}, prefix="close-")


@pages.post("")
@login_required
def open_response() -> Any:
    """Put a declared response on record."""
    typed = Typed(request.form)
    shown = _open_form(typed)
    matters = typed.get("response_matters", "")
    try:
        made = services.open_response(shown.answers(), matters, actor=who_acts(), now=datetime.now(UTC))
    except BadInput as error:
        shown.mend(error)
        beside = {error.field: legible(words().error(error))} if error.field == "response_matters" else {}
        if beside:
            shown.wrong = ""
        return _list(typed, shown, wrong=beside), 400
    flash(words().say("page.emergencies_kept", code=made.code))
    return redirect(url_for("emergencies.one", code=made.code))


@pages.get("/<code>")
def one(code: str) -> str:
    """One response: what it names, and to signed-in readers the cases under it that they may read."""
    return _page(code)


def _page(
    code: str, shown: AnswersForm | None = None, notice: str = "", *, correction: AnswersForm | None = None
) -> str:
    now, person = datetime.now(UTC), actor()
    record = services.response_called(code)
    ends = person is not None and _may_end(record, person, now)
    under = cases.cases_under(record.code, most=MOST_CASES) if person else []
    return render_template(
        "emergencies/response.html",
        record=record,
        place=_name_of(record, now),
        signed_in=person is not None,
        cases=[case for case in under if person and may_read(case, person, now)],
        form=(shown or _close_form(Typed())) if ends and record.end is None else None,
        correction=(correction or _correction_form(Typed())) if ends and record.end else None,
        notice=notice,
    )


def _may_end(record: EmergencyRecord, person: Actor, now: datetime) -> bool:
    place = place_following(record.division, on=now.astimezone(CHINA).date(), known_at=now)
    reaches = place is not None and place.lies_in(person.division)
    return reaches and may(person, Action.CLOSE_EMERGENCY)


@pages.post("/<code>/close")
@login_required
def close_response(code: str) -> Any:
    """Put the last day of a response on record; what was admitted under it ends with it."""
    shown = _close_form(Typed(request.form))
    last_day = shown.answers()["response_end"]
    try:
        affected = services.close_response(code, last_day, actor=who_acts(), now=datetime.now(UTC))
    except BadInput as error:
        shown.mend(error)
        return _page(code, shown), 400
    waiting = sum(
        case.status == Status.AWAITING_VERIFICATION.value for case in cases.cases_under(code, most=MOST_CASES)
    )
    ended = sum(one.fate is Fate.ENDED for one in affected)
    flash(words().say("page.emergency_closed_now", ended=ended, waiting=waiting))
    return redirect(url_for("emergencies.one", code=code))


@pages.post("/<code>/correct")
@login_required
def correct_end(code: str) -> Any:
    """Correct a last day that was recorded wrongly; what it ended stays ended, and is told."""
    shown = _correction_form(Typed(request.form))
    given = shown.answers()
    try:
        done = services.correct_end(
            code, given["response_end"], given["reason"], actor=who_acts(), now=datetime.now(UTC)
        )
    except BadInput as error:
        shown.mend(error)
        return _page(code, correction=shown), 400
    ended = sum(one.fate is Fate.ENDED for one in done.affected)
    flash(words().say("page.emergency_corrected_now", ended=ended, stay=len(done.stay_ended)))
    return redirect(url_for("emergencies.one", code=code))


comes_back_as("emergencies.correct_end", lambda typed, code: _page(code, correction=_correction_form(typed)))
comes_back_as("emergencies.open_response", _list)
comes_back_as("emergencies.close_response", lambda typed, code: _page(code, _close_form(typed)))
