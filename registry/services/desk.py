"""What waits on a desk beside cases and adjustments: a fixed number of queries for each role, however much waits."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.admissions import last_valid_day
from registry.domain.desk import DESKS, Waiting, Waits
from registry.domain.editions import DraftStatus, DraftVerb, verbs_open_to
from registry.domain.notices import AHEAD
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind
from registry.services.divisions import division_codes
from registry.services.drafts import WRITTEN_BY, drafts_of
from registry.services.mailing import watched
from registry.services.report_offices import is_of
from registry.store import approvals, desk, emergencies
from registry.store.admissions import AdmissionLifterRecord, AdmissionRecord
from registry.store.expiring import may_end_by

MOST_VILLAGES = 30
T = TypeVar("T")
Look = Callable[[Actor, datetime], Iterable[Waiting]]


def waiting_for(actor: Actor, *, now: datetime) -> list[Waiting]:
    """What waits for the actor's role: by its last day, and what has none behind that, the longest waiting first."""
    wanted = DESKS.get(actor.role, ())
    looks = dict.fromkeys(_LOOKS[one] for one in wanted)
    found = [one for look in looks for one in look(actor, now) if one.waits in wanted]
    return sorted(found, key=lambda one: (one.last_day or date.max, one.since or now, one.about))


def _approvals(actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """What the province is to confirm: nobody what they recorded themselves, and no lower paper."""
    for record in desk.unconfirmed_within(actor.division):
        if record.recorded_by != actor.name and not record.as_approval((), ()).is_evidence_only():
            yield Waiting(Waits.APPROVAL, record.code, record.title, record.number, since=record.recorded_at)


def _reports(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Reports that the actor's office has to answer: none of their own, and none about their own unit."""
    if not may(actor, Action.ANSWER_REPORT):
        return
    found = desk.open_reports_of(actor.role.value, division_codes(actor.division, now))
    held = desk.fetch_units([actor.unit, *(report.demander for report, _ in found)])
    for report, reporter in found:
        if reporter.person != actor.name and not is_of(actor.unit, (report.demander, report.demander_name)):
            yield Waiting(Waits.REPORT, report.number, report.asked, report.demander_name, since=report.recorded_at)
    del held


_OF_DRAFTS = {
    DraftStatus.DRAFT: (DraftVerb.SEND, Waits.DRAFT_AMEND),
    DraftStatus.IN_REVIEW: (DraftVerb.APPROVE, Waits.DRAFT_REVIEW),
    DraftStatus.REVIEWED: (DraftVerb.PUBLISH, Waits.DRAFT_PUBLISH),
}


def _drafts(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """One's own drafts to be finished, others' to be reviewed, and what was reviewed to be published."""
    found = drafts_of(actor, statuses=tuple(_OF_DRAFTS), now=now)
    authors = desk.who_did([draft.code for draft in found], stream="lists", verbs=WRITTEN_BY)
    names = desk.names_of({draft.place for draft in found})
    for draft in found:
        status = DraftStatus(draft.status)
        verb, waits = _OF_DRAFTS[status]
        own = actor.name in {draft.created_by, *authors.get(draft.code, ())}
        is_theirs = {Waits.DRAFT_AMEND: draft.created_by == actor.name, Waits.DRAFT_REVIEW: not own}
        if verb in verbs_open_to(actor, status) and is_theirs.get(waits, True):
            yield Waiting(waits, draft.code, draft.title, names.get(draft.place, ""), since=draft.changed_at)


def _admissions(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Admissions that wait for resources, and those that end within the days in which that is announced."""
    division = None if actor.role is Role.DEPARTMENT_CLERK else actor.division
    for record in desk.without_number(actor.unit, division):
        yield _of_admission(Waits.RESOURCES, record)
    today = now.astimezone(CHINA).date()
    last = today + timedelta(days=max(AHEAD))
    yield from _ending(may_end_by(actor.unit, division, day=last), now)


def _ending(records: list[AdmissionRecord], now: datetime) -> Iterable[Waiting]:
    today = now.astimezone(CHINA).date()
    rests = desk.lifters_of_all([record.case for record in records])
    held = {one.lifter for of_one in rests.values() for one in of_one}
    papers = {paper.code: paper for paper in approvals.approvals_called(held, now)}
    responses = {response.code: response for response in emergencies.responses_called(held, now)}
    for record in records:
        on = rests.get(record.case, [])
        until = last_valid_day(
            record.as_admission(), _held(papers, on, LifterKind.APPROVAL), _held(responses, on, LifterKind.EMERGENCY)
        )
        if until is not None and today <= until <= today + timedelta(days=max(AHEAD)):
            yield Waiting(
                Waits.ENDING, record.case, _title(record), _unit(record), last_day=until, since=record.recorded_at
            )


def _held(known: Mapping[str, T], rests: Iterable[AdmissionLifterRecord], kind: LifterKind) -> list[T]:
    return [known[one.lifter] for one in rests if one.kind == kind.value and one.lifter in known]


def _of_admission(waits: Waits, record: AdmissionRecord) -> Waiting:
    return Waiting(waits, record.case, _title(record), _unit(record), since=record.recorded_at)


def _title(record: AdmissionRecord) -> str:
    return f"{record.subject} · {record.granted['place']['name']}"


def _unit(record: AdmissionRecord) -> str:
    return str(record.granted["unit"]["name"])


def _plaques(actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Plaques that were admitted: the village says from which day they hang."""
    for plaque, admission in desk.plaques_to_hang(actor.division):
        yield Waiting(Waits.HANGING, plaque.village, plaque.wording, _unit(admission), since=admission.recorded_at)


def _inventories(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Villages with plaques or bodies on which nobody decided; where they are very many, all of them as one."""
    found = desk.undecided(actor.division, now.astimezone(CHINA).date())
    if len(found) > MOST_VILLAGES:
        found = {actor.division: (sum(p for p, _ in found.values()), sum(b for _, b in found.values()))}
    names = desk.names_of(found)
    for code, (plaques, bodies) in found.items():
        yield Waiting(Waits.INVENTORY, code, names.get(code, code), plaques=plaques, bodies=bodies)


def _mails(actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Mail that was refused: something is wrong with the server or with an address."""
    refused = [mail for mail in watched(actor)[1] if mail.attempts and mail.last_error]
    for mail in refused:
        yield Waiting(Waits.MAIL, mail.to, mail.last_error, mail.holder, since=mail.created_at)


_LOOKS: Mapping[Waits, Look] = {
    Waits.APPROVAL: _approvals,
    Waits.REPORT: _reports,
    Waits.DRAFT_AMEND: _drafts,
    Waits.DRAFT_REVIEW: _drafts,
    Waits.DRAFT_PUBLISH: _drafts,
    Waits.RESOURCES: _admissions,
    Waits.ENDING: _admissions,
    Waits.HANGING: _plaques,
    Waits.INVENTORY: _inventories,
    Waits.MAIL: _mails,
}
