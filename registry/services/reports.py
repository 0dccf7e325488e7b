"""Reporting an unlawful demand 反映: to the office that answers it, and to nobody else who reported."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.divisions import Level, Place
from registry.domain.errors import (
    NotFound,
    NotPermitted,
    ReportNotHere,
    ReportNotPossible,
)
from registry.domain.kind import read_text
from registry.domain.notices import Box, NewsCode
from registry.domain.question import CHINA, day
from registry.domain.reports import (
    ALPHABET,
    ANONYMOUS,
    ANSWERS,
    LONGEST_PAPER,
    LONGEST_TEXT,
    NUMBER_LENGTH,
    PREFIX,
    REPORT_MOVES,
    Reported,
    ReportedUnit,
    ReportStatus,
    ReportVerb,
)
from registry.services.divisions import division_codes, place_following
from registry.services.notices import tell
from registry.services.permitting import permit
from registry.services.report_offices import (
    barred_from,
    demander_of,
    has_it,
    holders_beside,
    is_held,
    is_of,
    office_for,
    own_place,
    passed_on,
)
from registry.services.units import LONGEST_NAME
from registry.store import events, people, reports, units
from registry.store.base import begin_writing, db
from registry.store.reports import ReporterRecord, ReportRecord, ReportStepRecord

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """A report as the actor may see it. `by` is who reported, as far as the actor may know: a unit or village, and
    the name where it was left; nothing for whoever may not know. `verbs` are the answers that the actor can give."""

    report: ReportRecord
    by: str
    by_name: str
    is_own: bool
    verbs: tuple[ReportVerb, ...]


def read_report(typed: Mapping[str, str]) -> Reported:
    """What was typed into a report. Raises BadInput."""
    on = typed.get("reported_on", "").strip()
    return Reported(
        asked=read_text(typed.get("reported_demand", ""), field="reported_demand", longest=LONGEST_TEXT),
        demander=read_text(typed.get("reported_demander", ""), field="reported_demander", longest=LONGEST_NAME),
        asked_on=day(on, field="reported_on") if on else None,
        paper=read_text(typed.get("reported_paper", ""), field="reported_paper", longest=LONGEST_PAPER, required=False),
        named=bool(typed.get("named")),
        unit=read_text(typed.get("reported_unit", ""), field="reported_unit", longest=LONGEST_NAME, required=False),
    )


def report(
    typed: Mapping[str, str], *, verdict: Mapping[str, Any] | None = None, actor: Actor, now: datetime
) -> ReportRecord:
    """Report a demand; `verdict` is what the registry found of it, where it was asked. Raises BadInput, NotPermitted.

    The event says that something was reported and binds what it was by a fingerprint; it tells neither who nor what.
    """
    permit(actor, Action.REPORT_DEMAND)
    given, place = read_report(typed), own_place(actor, now)
    demander = demander_of(given, place)
    begin_writing()
    is_known = bool(demander[0]) or given.unit != ReportedUnit.UNKNOWN
    office, division = office_for(actor, place, demander, now, is_known=is_known)
    record = _keep(given, demander, verdict, office=office, division=division, now=now)
    _keep_reporter(record, given, actor, place)
    take_step(record, ReportVerb.REPORT, ReportStatus.SUBMITTED, by=ANONYMOUS, now=now)
    tell_the_office(record, now)
    db.session.commit()
    return record


def _keep(
    given: Reported,
    demander: tuple[str, str],
    verdict: Mapping[str, Any] | None,
    *,
    office: Role,
    division: str,
    now: datetime,
) -> ReportRecord:
    """The report under a number by chance: one that counted would tell from which county, and when."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))
    record = ReportRecord(
        number=f"{PREFIX}-{drawn}",
        status=ReportStatus.SUBMITTED.value,
        office=office.value,
        division=division,
        asked=given.asked,
        demander=demander[0],
        demander_name=demander[1],
        asked_on=given.asked_on,
        paper=given.paper,
        verdict=dict(verdict) if verdict else None,
        recorded_at=now,
        secret=secrets.token_hex(32),
    )
    db.session.add(record)
    db.session.flush()
    return record


def _keep_reporter(record: ReportRecord, given: Reported, actor: Actor, place: Place) -> None:
    person, unit = people.find_person(actor.name), units.find_unit(actor.unit) if actor.unit else None
    db.session.add(
        ReporterRecord(
            report=record.number,
            person=actor.name,
            person_name=person.name if person else "",
            unit=actor.unit,
            unit_name=unit.name if unit else place.full_name,
            role=actor.role.value,
            division=place.code,
            named=given.named,
        )
    )


def take_step(
    record: ReportRecord, verb: ReportVerb, status: ReportStatus, text: str = "", *, by: str, now: datetime
) -> None:
    """Put a step on record and tell of it. The event names nobody and only the day: who answers would tell where it
    came from, and the minute would tell who was signed in."""
    office = record.office if verb is not ReportVerb.REPORT else ""
    position = len(record.steps) + 1
    step = {"verb": verb.value, "status": status.value, "office": office, "answer": text, "actor": by}
    record.steps.append(ReportStepRecord(report=record.number, position=position, recorded_at=now, **step))
    record.status = status.value
    db.session.flush()
    events.write(
        stream="reports",
        verb=verb.value.lower(),
        actor=ANONYMOUS if verb is ReportVerb.REPORT else "office",
        about=record.number,
        facts={"status": status.value, "sha256": fingerprint_of(record, position)},
        at=datetime.combine(now.astimezone(CHINA).date(), time.min, tzinfo=CHINA).astimezone(UTC),
    )


def fingerprint_of(record: ReportRecord, position: int) -> str:
    """The SHA-256 of a report as reported and of one step, with its secret, in hexadecimal."""
    step = record.steps[position - 1]
    asked_on = record.asked_on.isoformat() if record.asked_on else ""
    reported = [record.number, record.asked, record.demander, record.demander_name, asked_on, record.paper]
    spelled = json.dumps(
        [record.secret, reported, record.verdict, [step.verb, step.status, step.office, step.answer]],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(spelled.encode()).hexdigest()


def report_called(number: str, *, actor: Actor, now: datetime) -> Seen:
    """A report for whoever made it, the office that has it, and the township that passed it on.

    Raises NotFound for everybody else, whether or not there is one.
    """
    permit(actor, Action.READ_REPORT)
    record = reports.find_report(number.strip().upper()[:20])
    seen = _seen(record, actor, now) if record else None
    if seen is None:
        raise NotFound("report", number)
    return seen


def _seen(record: ReportRecord, actor: Actor, now: datetime) -> Seen | None:
    reporter = reports.reporter_of(record.number)
    if reporter is not None and reporter.person == actor.name:
        return Seen(record, reporter.unit_name, reporter.person_name, True, ())
    if is_of(actor, (record.demander, record.demander_name)) or reporter is None:
        return None
    codes = division_codes(actor.division, now)
    theirs = has_it(actor, codes, record)
    if not theirs and not passed_on(actor, codes, record):
        return None
    possible = ANSWERS.get(actor.role, ()) if theirs else ()
    verbs = tuple(verb for verb in possible if (ReportStatus(record.status), verb) in REPORT_MOVES)
    return Seen(record, reporter.unit_name, reporter.person_name if reporter.named else "", False, verbs)


def received(actor: Actor, *, now: datetime) -> list[Seen]:
    """The reports that the actor's office has, or passed on."""
    permit(actor, Action.READ_REPORT)
    if not may(actor, Action.ANSWER_REPORT):
        return []
    found = reports.reports_with(actor.role.value, division_codes(actor.division, now), most=MOST_SHOWN)
    seen = [_seen(record, actor, now) for record in found]
    return [one for one in seen if one is not None and not one.is_own]


def own(actor: Actor) -> list[ReportRecord]:
    """What the actor reported."""
    permit(actor, Action.READ_REPORT)
    return reports.reports_by(actor.name, most=MOST_SHOWN)


def answer(number: str, verb: ReportVerb, text: str, *, actor: Actor, now: datetime) -> ReportRecord:
    """Take a report up, pass it on to the special mechanism's office, or close it, which takes a reason; the reporter
    is told that there is an answer. Raises NotFound, NotPermitted, ReportNotPossible, ReportNotHere, BadInput."""
    permit(actor, Action.ANSWER_REPORT)
    said = read_text(text, field="report_answer", longest=LONGEST_TEXT, required=verb is ReportVerb.CLOSE)
    begin_writing()
    reports.find_report(number.strip().upper()[:20], lock=True)
    seen = report_called(number, actor=actor, now=now)
    _require(seen, verb, actor)
    record, following = seen.report, REPORT_MOVES[(ReportStatus(seen.report.status), verb)]
    take_step(record, verb, following, said, by=actor.name, now=now)
    if verb is ReportVerb.HAND_ON:
        _hand_on(record, now)
    reporter = reports.reporter_of(record.number)
    if reporter is not None:
        tell(Box(person=reporter.person), NewsCode.REPORT_ANSWERED, record.number, at=now, sealed=True)
    db.session.commit()
    return record


def _require(seen: Seen, verb: ReportVerb, actor: Actor) -> None:
    if seen.is_own or verb not in ANSWERS.get(actor.role, ()):
        raise NotPermitted(Action.ANSWER_REPORT.value)
    if verb not in seen.verbs:
        raise ReportNotPossible(verb.value, seen.report.status)


def _hand_on(record: ReportRecord, now: datetime) -> None:
    """From a township to the special mechanism's office of its county. Raises ReportNotHere."""
    place = place_following(record.division, on=now.astimezone(CHINA).date(), known_at=now)
    county = place.at(Level.COUNTY) if place else None
    if county is None or not is_held(Role.OVERSIGHT, county.code, barred_from(record), now):
        raise ReportNotHere(record.demander_name)
    record.through, record.office, record.division = record.division, Role.OVERSIGHT.value, county.code
    tell_the_office(record, now)


def tell_the_office(record: ReportRecord, now: datetime) -> None:
    """Tell each who holds the office, but nobody who is or may be of the unit that demanded, and not who reported."""
    for holder in holders_beside(Role(record.office), record.division, barred_from(record), now):
        box = Box(person=holder.sign_in_name)
        tell(box, NewsCode.REPORT_RECEIVED, record.number, at=now, sealed=True)
