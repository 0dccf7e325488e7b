"""Admissions a page at a time, each as it stands today: what they rest on is asked once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.admissions import AdmissionFilter, Validity, last_valid_day, validity_on
from registry.domain.cases import READ_IN_THEIR_DIVISION, Verb, last_day_of
from registry.domain.divisions import Place
from registry.domain.pages import InMemory, Paged
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind
from registry.services.admissions import Live
from registry.services.expiring import SOON
from registry.services.many_places import places_following
from registry.services.permitting import permit
from registry.store import approvals, emergencies, record_pages
from registry.store.admissions import AdmissionRecord
from registry.store.case_pages import with_steps
from registry.store.expiring import Sought, admissions_by_ending
from registry.store.successions import belonging

LASTS = frozenset({Validity.VALID, Validity.RESOURCES_DUE, Validity.NOT_YET})


@dataclass(frozen=True, slots=True)
class AdmissionsWanted:
    """Which admissions are looked for; `place` is a division with all below it, `kind` a kind's code."""

    which: AdmissionFilter = AdmissionFilter.ALL
    place: Place | None = None
    kind: str = ""


def admissions_read_by(actor: Actor, wanted: AdmissionsWanted, *, now: datetime) -> Paged[Any]:
    """The admissions of the actor's unit and, for those who read in their division, what lies there: the latest first;
    of those that end within 60 days, what ends first first. Raises NotPermitted."""
    permit(actor, Action.READ_REQUEST)
    today = now.astimezone(CHINA).date()
    reads_there = actor.role in READ_IN_THEIR_DIVISION
    if wanted.which is AdmissionFilter.EXPIRING:
        last = today + timedelta(days=SOON)
        division = actor.division if reads_there else None
        ending = Sought(actor.unit, division, AdmissionFilter.EXPIRING, on=today, soon=last)
        found = [record for record, _ in admissions_by_ending(ending)]
        soon = [one for one in standing_today(found, now=now) if _ends_by(one, last) and _is_such(one, wanted)]
        return InMemory(sorted(soon, key=_by_last_day), _by_last_day, (int, str))
    return record_pages.admissions_page(
        actor.unit,
        belonging(actor.division, today, now) if reads_there else None,
        on=today,
        over={AdmissionFilter.RUNNING: False, AdmissionFilter.ENDED: True}.get(wanted.which),
        place=wanted.place.code if wanted.place else "",
        kind=wanted.kind,
    )


def _ends_by(one: Live, last: Any) -> bool:
    return one.validity in LASTS and one.until is not None and one.until <= last


def _is_such(one: Live, wanted: AdmissionsWanted) -> bool:
    lies_there = wanted.place is None or one.place.lies_in(wanted.place.code)
    return lies_there and wanted.kind in ("", one.admission.kind)


def _by_last_day(one: Live) -> tuple[int, str]:
    return one.until.toordinal() if one.until else 0, one.admission.case


def standing_today(rows: Sequence[AdmissionRecord | Live], *, now: datetime) -> list[Live]:
    """Each as `as_it_stands` says of one, today; what stands already is left as it is."""
    records = [row for row in rows if isinstance(row, AdmissionRecord)]
    if not records:
        return [row for row in rows if isinstance(row, Live)]
    today = now.astimezone(CHINA).date()
    cases = with_steps([record.case for record in records])
    places = places_following({record.place for record in records}, on=today, known_at=now)
    rests = record_pages.lifters_of_cases(cases)
    papers = {one.code: one for one in approvals.approvals_called(_codes(rests, LifterKind.APPROVAL), now)}
    responses = {one.code: one for one in emergencies.responses_called(_codes(rests, LifterKind.EMERGENCY), now)}
    found = []
    for record in records:
        held = {one.lifter for one in rests.get(record.case, ())}
        on_papers = tuple(papers[code] for code in sorted(held & papers.keys()))
        under = tuple(responses[code] for code in sorted(held & responses.keys()))
        admission, place = record.as_admission(), places[record.place]
        validity = validity_on(admission, today, place, approvals=on_papers, responses=under)
        until = last_day_of(last_valid_day(admission, on_papers, under))
        moved = [step for step in cases[record.case].steps if step.verb == Verb.CARRY_OVER.value]
        found.append(Live(record, validity, today, until, place, on_papers, under, moved[-1] if moved else None))
    return found


def _codes(rests: dict[str, list[Any]], kind: LifterKind) -> list[str]:
    return sorted({one.lifter for held in rests.values() for one in held if one.kind == kind.value})
