"""Judging what was typed, at every place it names, and saying all that is wrong with it at once."""

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from registry.domain.errors import BadInput, MissingAnswer, TooMany
from registry.domain.kind import Kind, as_answers
from registry.domain.question import as_mapping
from registry.services import access, requests
from registry.services.units import demander_called
from registry.web.typed import Typed, demand_of, places_of

Wrong = tuple[str, BadInput]
"""The field beside which an error stands, and the error."""


@dataclass(frozen=True)
class Judged:
    """An answer for each place, the one that is to do it first; and what is wrong, by field.

    `wrong_besides` is what is wrong with what goes along with a request; the question is judged all the same.
    """

    answers: list[access.Answer] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    wrong_besides: list[Wrong] = field(default_factory=list)

    @property
    def first(self) -> access.Answer | None:
        """The answer that is shown in full."""
        return self.answers[0] if self.answers else None

    @property
    def seal(self) -> str:
        """What was understood and how it was judged, in a few characters; empty where something is wrong."""
        if self.wrong or not self.answers:
            return ""
        told = json.dumps([_told(answer) for answer in self.answers], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def _told(answer: access.Answer) -> list[object]:
    asked, verdict = answer.question, answer.verdict.as_data()
    understood = [asked.kind, as_answers(asked.details), asked.place.code, asked.asked_by.code, asked.asked_by.name]
    grounds = [[ground["code"], ground["outcome"], bool(ground["liftedBy"])] for ground in verdict["grounds"]]
    return [*understood, as_mapping(asked.cites), asked.on.isoformat(), verdict["outcome"], grounds]


def judged(kind: Kind, typed: Typed, *, everywhere: bool) -> Judged:
    """The answer at the place that is to do it, and `everywhere` also at the other places typed."""
    missing = _missing(kind, typed)
    if missing:
        return Judged([], missing)
    first, *others = places_of(typed)
    now = datetime.now(UTC)
    try:
        found = Judged([access.check(demand_of(kind, typed, place=first), now=now)])
    except BadInput as error:
        return Judged([], [(_beside(error, typed), error)])
    if everywhere:
        _judge_others(kind, typed, others, found, now)
    return found


def _judge_others(kind: Kind, typed: Typed, others: list[str], found: Judged, now: datetime) -> None:
    if len(others) >= requests.MOST_PLACES:
        most = requests.MOST_PLACES - 1
        found.wrong.append(("places", TooMany("places", given=len(others), most=most)))
        return
    for place in others:
        try:
            found.answers.append(access.check(demand_of(kind, typed, place=place), now=now))
        except BadInput as error:
            found.wrong.append(("places" if error.field == "place" else error.field, error))


def _beside(error: BadInput, typed: Typed) -> str:
    """The place that is to do it stands in a field of its own, unless only the other places were typed."""
    return "places" if error.field == "place" and not typed.get("place", "").strip() else error.field


def _missing(kind: Kind, typed: Typed) -> list[Wrong]:
    """Every answer that must be given and was not, in the order of the form."""
    needed = [asked.name for asked in kind.questions() if asked.required and asked.name != kind.subject]
    empty = [name for name in needed if not _given(typed, name)]
    if not _given(typed, "demander") and not _given(typed, "department"):
        empty.insert(0, "department")
    if not places_of(typed):
        empty.insert(0, "place")
    if not _given(typed, kind.subject):
        empty.insert(0, kind.subject)
    return [(name, MissingAnswer(name)) for name in empty]


def _given(typed: Typed, name: str) -> bool:
    return bool("".join(typed.getlist(name)).strip())


def by_name(typed: Typed, answer: access.Answer | None) -> Typed:
    """What was typed, with the asking unit by its name instead of its code, where the name means the same unit."""
    code = typed.get("department", "").strip().upper()
    if answer is None or not code or code != answer.question.asked_by.code:
        return typed
    name, named = answer.question.asked_by.name, Typed(typed.items(multi=True))
    with contextlib.suppress(BadInput):
        if demander_called(name, answer.question.place).code == code:
            named["department"] = name
    return named
