"""Judging a case again: on another day, with facts that were fixed since, or just as it was judged before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from registry.domain.approvals import Citation, PaperLevel
from registry.domain.divisions import Place
from registry.domain.kind import as_answers
from registry.domain.kinds import kind_called
from registry.domain.question import CHINA, Question, as_mapping
from registry.domain.units import Demander, DemanderKind
from registry.domain.verdict import Verdict
from registry.services.access import judged
from registry.services.divisions import place_called, place_following
from registry.services.units import demander_called
from registry.store.access import RequestRecord
from registry.store.cases import CaseRecord, CaseStepRecord

Kept = dict[str, Any]


def as_kept(asked: Question[Any], called: str) -> Kept:
    """A question as a step keeps it; `called` is what the place was asked for by, which its notices follow from."""
    return {
        "kind": asked.kind,
        "answers": as_answers(asked.details),
        "place": asked.place.code,
        "called": called,
        "asked_by": {
            "kind": asked.asked_by.kind.value,
            "code": asked.asked_by.code,
            "name": asked.asked_by.name,
            "formerly": list(asked.asked_by.formerly),
            "called": list(asked.asked_by.called),
            **({"asPrinted": True} if asked.asked_by.as_printed else {}),
        },
        "cites": list(as_mapping(asked.cites)),
        "on": asked.on.isoformat(),
        "known_at": asked.known_at.isoformat(),
    }


def as_asked(kept: Mapping[str, Any]) -> Question[Any]:
    """The question of a step, as it was put."""
    on, known_at, by = date.fromisoformat(kept["on"]), datetime.fromisoformat(kept["known_at"]), kept["asked_by"]
    return Question(
        kind=kept["kind"],
        details=kind_called(kept["kind"]).read(kept["answers"]),
        place=place_called(kept["called"], on=on, known_at=known_at),
        asked_by=Demander(
            DemanderKind(by["kind"]),
            by["code"],
            by["name"],
            tuple(by.get("formerly", ())),
            tuple(by.get("called", ())),
            as_printed=by.get("asPrinted", False),
        ),
        on=on,
        known_at=known_at,
        cites=_cited(kept["cites"]),
    )


def judged_as_then(step: CaseStepRecord) -> Verdict | None:
    """The verdict on a step's question put again, as known then: it must be the one kept. None where none was given."""
    left_out = frozenset(step.facts.get("leaving_out", ()))
    return judged(as_asked(step.question), leaving_out=left_out) if step.question is not None else None


def question_now(
    case: CaseRecord, asked: RequestRecord, *, now: datetime, on: date | None = None, answers: Kept | None = None
) -> Question[Any]:
    """The question of a case as it stands at a time: the place as it is called now, the facts as fixed last.

    `on` is another day than today's, `answers` other facts. Raises BadInput where the answers cannot be read.
    """
    day = on or now.astimezone(CHINA).date()
    place = place_called(case.place, on=day, known_at=now)
    return Question(
        kind=asked.kind,
        details=kind_called(asked.kind).read(case.answers if answers is None else answers),
        place=place,
        asked_by=_asking_unit(asked, place, day, now),
        on=day,
        known_at=now,
        cites=_cited(asked.cites),
    )


def place_of(case: CaseRecord, now: datetime) -> Place:
    """Where the case lies now, also where its place was abolished since."""
    today = now.astimezone(CHINA).date()
    return place_following(case.place, on=today, known_at=now) or place_called(case.place, on=today, known_at=now)


def _asking_unit(asked: RequestRecord, place: Place, on: date, known_at: datetime) -> Demander:
    return demander_called(asked.unit, place, on=on, known_at=known_at)


def _cited(kept: list[Any]) -> tuple[Citation, ...]:
    return tuple(Citation(c["number"], PaperLevel(c["level"]) if c["level"] else None) for c in kept)
