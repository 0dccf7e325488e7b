"""The forms on the page of a case: a reason for most steps; for settling, the kind's own questions as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.domain.cases import Status, Verb
from registry.domain.errors import BadInput
from registry.domain.kind import AnswerType, Kind
from registry.services.cases import RULINGS
from registry.store.cases import CaseRecord
from registry.web.answers_form import AnswersForm
from registry.web.language import legible
from registry.web.typed import Typed
from registry.words import Words

OWN_NAMES = frozenset({"candidate", "csrf_token", "do", "reason", "ruling", "seen"})
"""What these forms hold besides a kind's answers."""


@dataclass
class Sent:
    """A step as it was sent, to be shown again: what was typed, and what to mend by field (empty: the whole)."""

    verb: Verb
    typed: Typed
    wrong: dict[str, str] = field(default_factory=dict)
    error: BadInput | None = None

    @property
    def seen(self) -> int | None:
        """How many steps of the case stood on the page that this was sent from."""
        given = self.typed.get("seen", "")[:6]
        return int(given) if given.isdecimal() else None

    def mend(self, error: BadInput, words: Words) -> None:
        """Note what to mend beside its field."""
        self.error = error
        self.wrong[error.field] = legible(words.error(error))


class SettleForm:
    """The facts of a case to be fixed: prefilled as they stand, or as typed; the rows that may be meant as choices."""

    def __init__(self, kind: Kind, case: CaseRecord, words: Words, sent: Sent | None = None) -> None:
        names = {asked.name for asked in kind.questions()}
        if not names.isdisjoint(OWN_NAMES):
            raise ValueError(f"{kind.code} asks what settling asks")
        self.kind, self.typed = kind, sent.typed if sent else as_typed(case.answers)
        labels = {name: f"question.{kind.code}.{name}" for name in names}
        self.facts = AnswersForm(kind.details, self.typed, words, labels=labels, prefix="settle-")
        self.candidates: list[Mapping[str, Any]] = [] if case.verdict["matched"] else case.verdict["candidates"]
        self.rulings = [(ruling.value, words.status(ruling.value)) for ruling in RULINGS]
        if sent and sent.error and sent.error.field in names:
            self.facts.mend(sent.error)

    @property
    def wrongs(self) -> list[str]:
        """The sentences that stand beside fields."""
        return [sentence for one in self.facts.fields for sentence in one.errors]


def as_typed(answers: Mapping[str, Any]) -> Typed:
    """Answers as they are kept, as a form holds them."""
    several = [(name, value if isinstance(value, list) else [value]) for name, value in answers.items()]
    return Typed([(name, str(one)) for name, values in several for one in values if one not in (None, "")])


def fixed_in(kind: Kind, typed: Typed) -> tuple[dict[str, Any], list[str]]:
    """The facts as typed, and those left empty. A row that was chosen is what the matter is."""
    fixed: dict[str, Any] = {}
    for asked in kind.questions():
        given = [value for value in typed.getlist(asked.name) if value.strip()]
        if given:
            fixed[asked.name] = given if asked.answer_type is AnswerType.CHOICES else given[0]
    chosen = typed.get("candidate", "").strip()
    if chosen:
        fixed[kind.subject] = chosen
    return fixed, [asked.name for asked in kind.questions() if asked.name not in fixed]


def next_status(found: frozenset[Status]) -> str:
    """The one status that follows; empty where several can."""
    return next(iter(found)).value if len(found) == 1 else ""
