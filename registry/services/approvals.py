"""Provincial approvals: confirmed by the province, ended by an amendment or a revocation, which reach admissions."""

import re
from datetime import date, datetime, time
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor
from registry.domain.admissions import Fate
from registry.domain.approval_answers import LONG
from registry.domain.approvals import ProvincialApproval
from registry.domain.kind import read_text
from registry.domain.question import CHINA, day
from registry.domain.verdict import LifterKind
from registry.services.approval_effects import Affected, affected_by, numbered_by
from registry.services.cases import begin_turn
from registry.services.cures import STREAM, tell_if_few
from registry.services.divisions import place_following
from registry.services.permitting import permit
from registry.store import approvals, events
from registry.store.approvals import ApprovalRecord
from registry.store.base import db
from registry.store.turns import ACCESS, take_turn

CODE = re.compile(r"[A-Z0-9-]{1,40}")


def confirm(code: str, *, actor: Actor, now: datetime) -> list[Affected]:
    """The province confirms what was recorded; from now on it may lift what it names.

    One that amends another ends it from its own first day, and admissions that rested on the other go over to it, get
    the number they waited for, or end, in the same transaction. Raises NotFound, NotPermitted, OwnRecord,
    EvidenceOnly, AlreadyConfirmed, CannotAmend.
    """
    at = begin_turn(now)
    affected = _confirm(code, actor, at, looking_ahead=False)
    db.session.commit()
    tell_if_few(approval_called(code).code, now=now)
    return affected


def foresee_confirmation(code: str, *, actor: Actor, now: datetime) -> list[Affected]:
    """What confirming would do to admissions on the amendment's first day. Nothing is kept; raises as `confirm`."""
    try:
        return _confirm(code, actor, begin_turn(now), looking_ahead=True)
    finally:
        db.session.rollback()


def _confirm(code: str, actor: Actor, at: datetime, *, looking_ahead: bool) -> list[Affected]:
    record = _held(code, Action.CONFIRM_APPROVAL, actor, at)
    approval = value_of(record, at)
    if approval.is_evidence_only():
        raise errors.EvidenceOnly(record.number)
    if record.confirmed_at is not None or record.revoked_on is not None:
        raise errors.AlreadyConfirmed(record.number)
    if record.recorded_by == actor.name:
        raise errors.OwnRecord(record.number)
    record.confirmed_at, record.confirmed_by = at, actor.name
    db.session.flush()
    affected = _amend(record, approval, actor, at, looking_ahead=looking_ahead) if record.amends else []
    affected += _numbered(record.code, record.in_force_from, at, looking_ahead)
    _tell("confirm_approval", record, actor, at, facts={"amends": record.amends}, affected=affected)
    return affected


def _numbered(code: str, begins: date, at: datetime, looking_ahead: bool) -> list[Affected]:
    """What it gives a number to that waited for posts, money and powers, beside what rested on what it amends."""
    db.session.flush()
    return numbered_by(code, at=_moment(begins, at, looking_ahead))


def _amend(
    record: ApprovalRecord, approval: ProvincialApproval, actor: Actor, at: datetime, *, looking_ahead: bool
) -> list[Affected]:
    """End what is amended from the first day of what amends it, unless it ends before that anyway."""
    amended = _held(record.amends, Action.CONFIRM_APPROVAL, actor, at)
    if not approval.names_both_sides():
        raise errors.CannotAmend("EVIDENCE", record.number)
    begins = record.in_force_from
    if amended.revoked_on is not None and amended.revoked_on <= begins:
        return []
    amended.revoke(begins, reason="", by=actor.name, at=at)
    affected = _cascaded(amended.code, begins, at, looking_ahead)
    facts = {"amended_by": record.code, "revoked_on": begins.isoformat()}
    _tell("amend_approval", amended, actor, at, facts=facts, affected=affected)
    return affected


def revoke(code: str, revoked_on: str, reason: str, *, actor: Actor, now: datetime) -> list[Affected]:
    """The province revokes an approval from a day on, with a reason; admissions that rest on nothing else end at once.

    The day may lie ahead; then the clock ends them on it. Raises NotFound, NotPermitted, DayTooEarly, EndsAlready,
    other BadInput.
    """
    given = read_text(reason, field="reason", longest=LONG)
    first = day(revoked_on, field="revoked_on")
    at = begin_turn(now)
    affected = _revoke(code, first, given, actor, at, looking_ahead=False)
    db.session.commit()
    return affected


def foresee_revocation(code: str, revoked_on: str, reason: str, *, actor: Actor, now: datetime) -> list[Affected]:
    """What revoking would do to admissions on that day. Nothing is kept. Raises as `revoke`."""
    given = read_text(reason, field="reason", longest=LONG)
    first = day(revoked_on, field="revoked_on")
    try:
        return _revoke(code, first, given, actor, begin_turn(now), looking_ahead=True)
    finally:
        db.session.rollback()


def _revoke(code: str, first: date, reason: str, actor: Actor, at: datetime, *, looking_ahead: bool) -> list[Affected]:
    record = _held(code, Action.REVOKE_APPROVAL, actor, at)
    if first < record.in_force_from:
        raise errors.DayTooEarly("revoked_on", first, record.in_force_from)
    if record.revoked_on is not None and record.revoked_on <= first:
        raise errors.EndsAlready(record.number, record.revoked_on)
    record.revoke(first, reason=reason, by=actor.name, at=at)
    affected = _cascaded(record.code, first, at, looking_ahead)
    facts = {"revoked_on": first.isoformat(), "reason": reason}
    _tell("revoke_approval", record, actor, at, facts=facts, affected=affected)
    return affected


def _cascaded(code: str, first: date, at: datetime, looking_ahead: bool) -> list[Affected]:
    """What becomes of admissions, today; looking ahead, on the first day where that is later (never to be kept)."""
    db.session.flush()
    return affected_by(LifterKind.APPROVAL, code, at=_moment(first, at, looking_ahead))


def _moment(first: date, at: datetime, looking_ahead: bool) -> datetime:
    begins = datetime.combine(first, time.min, tzinfo=CHINA)
    return take_turn(ACCESS, max(at, begins)) if looking_ahead else at


def _tell(
    verb: str, record: ApprovalRecord, actor: Actor, at: datetime, *, facts: dict[str, Any], affected: list[Affected]
) -> None:
    """The event, with what it did to which admissions, at the time of the act."""
    fates = {fate.value.lower(): [one.case for one in affected if one.fate is fate] for fate in Fate}
    told = {"number": record.number, **{name: value for name, value in facts.items() if value}}
    told["admissions"] = {fate: cases for fate, cases in fates.items() if cases}
    events.write(stream=STREAM, verb=verb, actor=actor.name, about=record.code, facts=told, at=at)


def _held(code: str, action: Action, actor: Actor, at: datetime) -> ApprovalRecord:
    """The record, locked, for an actor who may do this at every place it covers. Raises NotFound, NotPermitted."""
    permit(actor, action)
    record = approval_called(code, lock=True)
    require_reach(record, action, actor, at)
    return record


def require_reach(record: ApprovalRecord, action: Action, actor: Actor, at: datetime) -> None:
    """Raises NotPermitted where a place that an approval covers lies outside the actor's division."""
    for code in value_of(record, at).places:
        place = place_following(code, on=at.astimezone(CHINA).date(), known_at=at)
        if place is not None:
            permit(actor, action, at=place)


def approval_called(code: str, *, lock: bool = False) -> ApprovalRecord:
    """The record of this code, for anybody. Raises NotFound."""
    typed = code.strip().upper()
    record = approvals.find_approval(typed, lock=lock) if CODE.fullmatch(typed) else None
    if record is None:
        raise errors.NotFound("approval", code)
    return record


def value_of(record: ApprovalRecord, known_at: datetime) -> ProvincialApproval:
    """A record as it stood at a time. Raises NotFound where it was not there yet."""
    found = approvals.approvals_called([record.code], known_at)
    if not found:
        raise errors.NotFound("approval", record.code)
    return found[0]
