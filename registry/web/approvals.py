"""The register of provincial approvals: read by anybody; confirmed and revoked by the province."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required

from registry.domain.actors import Action, Actor, may
from registry.domain.approvals import ApprovalState, ProvincialApproval
from registry.domain.cases import Verb
from registry.domain.documents import ENDINGS, MediaType
from registry.domain.errors import BadInput, NotFound, NotPermitted
from registry.domain.question import CHINA, day
from registry.services import approvals as services
from registry.services import cases
from registry.services.approval_effects import Affected, Offers, cured_by, offered_to
from registry.services.case_parties import can
from registry.services.divisions import place_following, place_today
from registry.store import admissions, approvals, events, units
from registry.store.approvals import ApprovalRecord
from registry.store.cases import find_case
from registry.web.handed_out import handed_out
from registry.web.language import legible, words
from registry.web.sessions import actor, who_acts
from registry.web.typed import Typed
from registry.web.waiting import comes_back_as

pages = Blueprint("approvals", __name__, url_prefix="/approvals")

PAGE = 20
LONGEST_MARK = 40
LONGEST_SEARCH = 60
_OFFERED = (Action.CONFIRM_APPROVAL, Action.REVOKE_APPROVAL, Action.RECORD_APPROVAL)


@pages.get("")
def listed() -> str:
    """The approvals on record, the latest first; those about something, or covering a place, where asked for."""
    now, person = datetime.now(UTC), actor()
    typed = {name: legible(request.args.get(name, "")).strip()[:LONGEST_SEARCH] for name in ("q", "place", "after")}
    place = place_today(typed["place"], now=now) if typed["place"] else None
    found = approvals.approvals_listed(
        now, about=typed["q"], covering=place.codes() if place else (), after=typed["after"], most=PAGE + 1
    )
    return render_template(
        "approvals/list.html",
        typed=typed,
        shown=[(one, one.state_on(_today(now)), _names_of(one, now)) for one in found[:PAGE]],
        next_after=found[PAGE - 1].code if len(found) > PAGE else "",
        records=person is not None and may(person, Action.RECORD_APPROVAL),
        has_offers=person is not None and may(person, Action.RECONSIDER_CASE),
    )


@pages.get("/offers")
@login_required
def offers() -> str:
    """The cases of the reader's unit that the approvals on record would cure today."""
    found = offered_to(who_acts(), datetime.now(UTC), after=_after())
    return render_template("approvals/offers.html", offers=_offers(found))


@pages.get("/<code>")
def one(code: str) -> str:
    """One approval: what it says, how it stands, what was done with it, and to signed-in readers whom it would cure."""
    return _page(code)


def _page(code: str, wrong: dict[str, str] | None = None, notice: str = "", typed: Typed | None = None) -> str:
    now, person = datetime.now(UTC), actor()
    record = services.approval_called(code)
    approval = services.value_of(record, now)
    unit = units.find_unit(record.recorded_for) if record.recorded_for else None
    lifts = approval.state_on(_today(now)) is ApprovalState.IN_FORCE
    return render_template(
        "approvals/approval.html",
        record=record,
        approval=approval,
        state=approval.state_on(_today(now)),
        places=_names_of(approval, now),
        amended=approvals.find_approval(record.amends) if record.amends else None,
        amended_by=approvals.approvals_amending(record.code),
        document=approvals.document_of(record.code),
        recorded_by=unit.name if unit else "",
        history=[(one, _admissions_told(one.facts)) for one in events.events_about(record.code, stream="approvals")],
        offers=_offers(cured_by(record.code, now, actor=person, after=_after())) if person and lifts else None,
        acts=_acts_of(record, person, now),
        typed=Typed(request.form) if typed is None else typed,
        wrong=wrong or {},
        notice=notice,
    )


def _after() -> str:
    """Where the page before of the cases that it would cure ended."""
    return request.args.get("after", "")[:LONGEST_MARK]


def _today(now: datetime) -> Any:
    return now.astimezone(CHINA).date()


def _names_of(approval: ProvincialApproval, now: datetime) -> list[tuple[str, str]]:
    """The places it covers, with their names today."""
    found = [(code, place_following(code, on=_today(now), known_at=now)) for code in approval.places]
    return [(code, place.full_name or place.name if place else code) for code, place in found]


def _acts_of(record: ApprovalRecord, person: Actor | None, now: datetime) -> dict[str, bool]:
    """What this page offers to do; the services ask again."""
    reaches = {action: person is not None and _reaches(record, action, person, now) for action in _OFFERED}
    waits = record.confirmed_at is None and record.revoked_on is None
    lifts = not services.value_of(record, now).is_evidence_only()
    own = person is not None and record.recorded_by == person.name
    return {
        "confirm": reaches[Action.CONFIRM_APPROVAL] and waits and lifts and not own,
        "own": reaches[Action.CONFIRM_APPROVAL] and waits and lifts and own,
        "revoke": reaches[Action.REVOKE_APPROVAL] and not (record.revoked_on and record.revoked_on <= _today(now)),
        "amend": reaches[Action.RECORD_APPROVAL] and record.revoked_on is None,
    }


def _reaches(record: ApprovalRecord, action: Action, person: Actor, now: datetime) -> bool:
    try:
        services.require_reach(record, action, person, now)
    except NotPermitted:
        return False
    return may(person, action)


def _admissions_told(facts: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What an act did to admissions, by what became of them: number, what was admitted, and where."""
    told = facts.get("admissions", {})
    return [(fate.upper(), [_admitted(number) for number in told[fate]]) for fate in sorted(told)]


def _admitted(case: str) -> tuple[str, str, str]:
    record, found = admissions.admission_of(case), find_case(case)
    return (record.number or "" if record else "", record.subject if record else "", found.place_name if found else "")


def _offers(found: Offers) -> dict[str, Any]:
    """Cases that would be cured, each with whether the reader may have it reconsidered."""
    person, now = actor(), datetime.now(UTC)
    shown = [(one, person is not None and can(one.case, Verb.RECONSIDER, person, now)) for one in found.cured]
    return {"cured": shown, "is_whole": found.is_whole, "next_after": found.next_after}


@pages.post("/<code>/confirm")
@login_required
def confirm(code: str) -> Any:
    """Confirm; where it amends another, first what that would do to admissions is shown."""
    typed, person, now = Typed(request.form), who_acts(), datetime.now(UTC)
    record = services.approval_called(code)
    if record.amends:
        affected = services.foresee_confirmation(code, actor=person, now=now)
        if typed.get("sure") != _seal(affected):
            return _look_again("confirm", code, affected, typed)
    services.confirm(code, actor=person, now=now)
    flash(words().say("page.approval_confirmed", number=services.approval_called(code).number))
    return redirect(url_for("approvals.one", code=code))


@pages.post("/<code>/revoke")
@login_required
def revoke(code: str) -> Any:
    """Revoke from a day on, with a reason; first what that would do to admissions is shown."""
    typed, person, now = Typed(request.form), who_acts(), datetime.now(UTC)
    first, reason = typed.get("revoked_on", ""), typed.get("reason", "")
    try:
        affected = services.foresee_revocation(code, first, reason, actor=person, now=now)
        if typed.get("sure") != _seal(affected):
            return _look_again("revoke", code, affected, typed)
        services.revoke(code, first, reason, actor=person, now=now)
    except BadInput as error:
        return _page(code, {error.field: legible(words().error(error))}), 400
    flash(words().say("page.approval_revoked", number=services.approval_called(code).number))
    return redirect(url_for("approvals.one", code=code))


def _seal(affected: Sequence[Affected]) -> str:
    """What was seen, so that nobody agrees to something else than they read."""
    return hashlib.sha256(repr([(one.case, one.fate.value) for one in affected]).encode()).hexdigest()[:32]


def _look_again(act: str, code: str, affected: Sequence[Affected], typed: Typed) -> str:
    record = services.approval_called(code)
    names = {one.unit: units.find_unit(one.unit) for one in affected}
    return render_template(
        "approvals/sure.html",
        act=act,
        record=record,
        amended=approvals.find_approval(record.amends) if act == "confirm" else None,
        affected=affected,
        unit_names={code: unit.name if unit else code for code, unit in names.items()},
        seal=_seal(affected),
        changed="sure" in typed,
        typed=typed,
        first=day(typed["revoked_on"], field="revoked_on") if act == "revoke" else None,
    )


@pages.get("/<code>/document")
@login_required
def document(code: str) -> Any:
    """The file of the paper, for people who are signed in, under a name of our own and never shown inside a page."""
    record = services.approval_called(code)
    kept = approvals.document_of(record.code)
    if kept is None:
        raise NotFound("approval", code)
    name = f"{record.code}.{ENDINGS[MediaType(kept.media_type)]}"
    return handed_out(kept.content, kept.media_type, name)


@pages.post("/reconsider/<number>")
@login_required
def reconsider(number: str) -> Any:
    """The unit that asked has its rejected case judged again today."""
    case = cases.reconsider(number, seen=_seen(), actor=who_acts(), now=datetime.now(UTC))
    spoken = words()
    flash(spoken.say("page.approval_reconsidered", number=case.number, status=spoken.status(case.status)))
    return redirect(url_for("requests.one", number=case.request))


def _seen() -> int | None:
    """How many steps of the case there were when it was offered."""
    given = request.form.get("seen", "")[:6]
    return int(given) if given.isdecimal() else None


def _form_again(typed: Typed, code: str) -> str:
    return _page(code, typed=typed)


comes_back_as("approvals.confirm", _form_again)
comes_back_as("approvals.revoke", _form_again)
