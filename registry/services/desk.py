"""What waits on a desk beside cases and adjustments: a fixed number of queries for each role, however much waits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.admissions import AdmissionFilter
from registry.domain.delegated import UNENDED, CleanUpStatus, DelegatedMatter
from registry.domain.desk import ANNOUNCED_FROM, DESKS, MOST_OF_A_SORT, Waiting, Waits
from registry.domain.editions import DraftStatus, DraftVerb, verbs_open_to
from registry.domain.notices import AHEAD
from registry.domain.question import CHINA
from registry.services.divisions import division_codes, place_following
from registry.services.drafts import WRITTEN_BY, drafts_of
from registry.services.mailing import watched
from registry.services.notices import unread_answers
from registry.services.report_offices import OwnSide
from registry.services.village_counts import over_quota
from registry.store import delegated, desk, units
from registry.store.admissions import AdmissionRecord
from registry.store.delegated import Wanted
from registry.store.expiring import Sought, admissions_by_ending
from registry.store.mails import MailRecord
from registry.store.workdays import work_calendar

MOST_MATTERS = 2000
Look = Callable[[Actor, datetime], Iterable[Waiting]]


def waiting_for(actor: Actor, *, now: datetime) -> list[Waiting]:
    """What waits for the actor's role: by its last day, and what has none behind that, the longest waiting first."""
    wanted = DESKS.get(actor.role, ())
    looks = dict.fromkeys(_LOOKS[one] for one in wanted)
    found = [one for look in looks for one in look(actor, now) if one.waits in wanted]
    order = list(Waits)
    return sorted(
        found, key=lambda one: (one.last_day or date.max, one.since or now, order.index(one.waits), one.about)
    )


def _approvals(actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """What the province is to confirm: nobody what they recorded themselves, and no lower paper."""
    found = desk.unconfirmed_within(actor.division)
    proven = desk.with_paper([record.code for record in found])
    for record in found:
        if record.recorded_by != actor.name and not record.as_approval((), ()).is_evidence_only():
            waits = Waits.APPROVAL if record.code in proven else Waits.APPROVAL_UNPROVEN
            yield Waiting(waits, record.code, record.title, record.number, since=record.recorded_at)


def _reports(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Reports that the actor's office has to answer: none of their own, and none about their own unit."""
    if not may(actor, Action.ANSWER_REPORT):
        return
    found = desk.open_reports_of(actor.role.value, division_codes(actor.division, now), but_of=actor.name)
    held, own = desk.hold([actor.unit, *(report.demander for report in found)]), OwnSide(actor)
    for report in found:
        if not own.demanded((report.demander, report.demander_name)):
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
    ending = Sought(actor.unit, division, AdmissionFilter.EXPIRING, on=today, soon=last)
    for record, mark in admissions_by_ending(ending):
        until, since = mark.last, record.recorded_at
        yield Waiting(Waits.ENDING, record.case, _title(record), _unit(record), last_day=until, since=since)


def _of_admission(waits: Waits, record: AdmissionRecord) -> Waiting:
    return Waiting(waits, record.case, _title(record), _unit(record), since=record.recorded_at)


def _title(record: AdmissionRecord) -> str:
    return f"{record.subject} · {record.granted['place']['name']}"


def _unit(record: AdmissionRecord) -> str:
    return str(record.granted["unit"]["name"])


def _plaques(actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Plaques that were admitted: the village says from which day they hang."""
    found = desk.plaques_to_hang(actor.division)
    names = desk.names_of({plaque.village for plaque, _ in found})
    for plaque, admission in found:
        title = f"{plaque.wording} · {names.get(plaque.village, plaque.village)}"
        yield Waiting(Waits.HANGING, plaque.village, title, _unit(admission), since=admission.recorded_at)


def _inventories(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Villages over their quota, and those with plaques or bodies on which nobody decided; each village once, and where
    they are very many, all of a sort as one."""
    undecided = desk.undecided(actor.division, now.astimezone(CHINA).date())
    over = {code: more for code, _, more in over_quota(actor.division, now=now)}
    names = desk.names_of({actor.division, *undecided, *over})
    each = {code: Waiting(Waits.INVENTORY, code, count=p, bodies=b) for code, (p, b) in undecided.items()}
    for code, more in over.items():
        each[code] = replace(each.get(code, Waiting(Waits.INVENTORY, code, count=0)), waits=Waits.OVER_QUOTA, over=more)
    for waits in (Waits.OVER_QUOTA, Waits.INVENTORY):
        found = [one for one in each.values() if one.waits is waits]
        for one in [_together(found, actor.division)] if len(found) > MOST_OF_A_SORT else found:
            yield replace(one, title=names.get(one.about, one.about))


def _together(found: list[Waiting], division: str) -> Waiting:
    """One line that stands for many villages of a division."""
    counts = {name: sum(getattr(one, name) for one in found) for name in ("count", "bodies", "over")}
    return replace(found[0], about=division, **counts)


def _delegated(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """What was delegated before and is open: the township says its word, the list office assesses and decides, but
    nothing that its own unit recorded. Of what is very much only the number is told."""
    today = now.astimezone(CHINA).date()
    own = place_following(actor.division, on=today, known_at=now)
    found = delegated.matters(Wanted(own.code, today, now, statuses=UNENDED), most=MOST_MATTERS) if own else []
    recorders = delegated.recorders_of([matter.code for matter in found])
    of_each: dict[Waits, list[DelegatedMatter]] = {}
    own_codes = units.own_codes(actor.unit)
    for matter in found:
        waits = _next_of(matter, actor, is_own=not recorders.get(matter.code, set()).isdisjoint(own_codes))
        if waits is not None:
            of_each.setdefault(waits, []).append(matter)
    names = desk.names_of({actor.division, *(matter.facts.place for of_one in of_each.values() for matter in of_one)})
    for waits, of_one in of_each.items():
        yield from _of_matters(waits, of_one, actor.division, names)


def _next_of(matter: DelegatedMatter, actor: Actor, *, is_own: bool) -> Waits | None:
    if actor.role is Role.TOWNSHIP_DESK:
        return Waits.DELEGATED_HEAR if matter.word is None else None
    if is_own:
        return None
    return Waits.DELEGATED_ASSESS if matter.status is CleanUpStatus.OPEN else Waits.DELEGATED_DECIDE


def _of_matters(
    waits: Waits, found: list[DelegatedMatter], division: str, names: Mapping[str, str]
) -> Iterable[Waiting]:
    if len(found) > MOST_OF_A_SORT:
        since = min(matter.facts.recorded_at for matter in found)
        yield Waiting(waits, division, names.get(division, division), since=since, count=len(found))
        return
    for matter in found:
        facts = matter.facts
        title = f"{facts.matter} · {names.get(facts.place, facts.place)}"
        yield Waiting(waits, matter.code, title, facts.department_name, since=facts.recorded_at)


def _answers(actor: Actor, now: datetime) -> Iterable[Waiting]:
    """What was answered and nobody has read, as one: reading it clears it."""
    number, since = unread_answers(actor, now=now)
    if number:
        yield Waiting(Waits.ANSWERS, "", since=since, count=number)


def _mails(actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Mail that was refused, by what the server said: something is wrong with it or with an address."""
    refused: dict[str, list[MailRecord]] = {}
    for mail in watched(actor)[1]:
        if mail.attempts and mail.last_error:
            refused.setdefault(mail.last_error, []).append(mail)
    for error, mails in refused.items():
        to = mails[0].to if len(mails) == 1 else ""
        yield Waiting(Waits.MAIL, to, error, since=min(mail.created_at for mail in mails), count=len(mails))


def _calendar(_actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Years whose holidays nobody entered: this one, and the next once they are expected. Until then limits that reach
    into them have no last day."""
    today = now.astimezone(CHINA).date()
    years = [today.year, *([today.year + 1] if today.month >= ANNOUNCED_FROM else [])]
    known = work_calendar(now).years
    for year in years:
        if year not in known:
            yield Waiting(Waits.CALENDAR, str(year), last_day=date(year - 1, 12, 31))


_LOOKS: Mapping[Waits, Look] = {
    Waits.APPROVAL: _approvals,
    Waits.APPROVAL_UNPROVEN: _approvals,
    Waits.REPORT: _reports,
    Waits.DRAFT_AMEND: _drafts,
    Waits.DRAFT_REVIEW: _drafts,
    Waits.DRAFT_PUBLISH: _drafts,
    Waits.DELEGATED_HEAR: _delegated,
    Waits.DELEGATED_ASSESS: _delegated,
    Waits.DELEGATED_DECIDE: _delegated,
    Waits.RESOURCES: _admissions,
    Waits.ENDING: _admissions,
    Waits.HANGING: _plaques,
    Waits.INVENTORY: _inventories,
    Waits.OVER_QUOTA: _inventories,
    Waits.ANSWERS: _answers,
    Waits.MAIL: _mails,
    Waits.CALENDAR: _calendar,
}
