"""The steps of a case as somebody reads them who has to judge them: who, as whom, when, why, resting on what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.kinds import KINDS
from registry.domain.question import CHINA
from registry.services.case_views import CaseView
from registry.services.limits import Deadline
from registry.store.cases import CaseStepRecord
from registry.web.answer import Shown, answers_in_words, shown
from registry.words import Words


@dataclass(frozen=True)
class Row:
    """One step. `fixed` are the facts it fixed, `papers` what lifted a ground then, `time` the hour in China;
    `is_unjudged` that nothing could be judged any more."""

    step: CaseStepRecord
    time: str
    verdict: Shown | None
    papers: list[tuple[str, str]]
    fixed: list[tuple[str, str]]
    deadline: Deadline | None
    cause: str
    is_unjudged: bool = False


@dataclass(frozen=True)
class Fact:
    """A fact as it stands, and as it was asked where it was fixed otherwise since."""

    label: str
    said: str
    asked: str
    is_fixed: bool


def timeline(view: CaseView, words: Words) -> list[Row]:
    """Every step of a case, the first first."""
    return [_row(step, view.request.kind, view.deadlines.get(step.position), words) for step in view.case.steps]


def _row(step: CaseStepRecord, kind: str, deadline: Deadline | None, words: Words) -> Row:
    return Row(
        step=step,
        time=clock_time(step.recorded_at),
        verdict=shown(step.verdict, words) if step.verdict else None,
        papers=_papers(step.verdict) if step.verdict else [],
        fixed=_fixed(kind, step.facts.get("fixed", {}), words),
        deadline=deadline,
        cause=words.option("EndCause", step.facts["cause"]) if "cause" in step.facts else "",
        is_unjudged="unjudged" in step.facts,
    )


def clock_time(at: datetime) -> str:
    """The hour and minute in China."""
    return at.astimezone(CHINA).strftime("%H:%M")


def _papers(verdict: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What lifted a ground, as (sort, number), each once."""
    lifters = [ground["liftedBy"] for ground in verdict["grounds"] if ground["liftedBy"]]
    return list(dict.fromkeys((lifter["kind"], lifter["number"] or lifter["code"]) for lifter in lifters))


def _fixed(kind: str, fixed: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The facts that a step fixed; one that was taken away says so."""
    said = dict(answers_in_words(kind, fixed, words))
    labels = [words.question(kind, asked.name) for asked in KINDS[kind].questions() if asked.name in fixed]
    return [(label, said.get(label, words.say("page.case_fact_taken_away"))) for label in labels]


def facts_as_fixed(view: CaseView, words: Words) -> list[Fact]:
    """The facts of a case as they stand, with what was asked where they were fixed since."""
    kind, asked, fixed = view.request.kind, view.request.answers, view.case.answers
    before, now = dict(answers_in_words(kind, asked, words)), dict(answers_in_words(kind, fixed, words))
    none = words.say("page.case_fact_none")
    return [
        Fact(label, now.get(label, none), before.get(label, none), now.get(label) != before.get(label))
        for label in (words.question(kind, one.name) for one in KINDS[kind].questions())
        if label in now or label in before
    ]
