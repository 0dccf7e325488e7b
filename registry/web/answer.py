"""A verdict as a page shows it: the leading ground first, then the rest, what lifted what, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.kind import Asked
from registry.domain.kinds import KINDS
from registry.domain.outcome import Outcome
from registry.words import Words

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """A verdict's data, with its sentences, its grounds sorted as they are read."""

    data: dict[str, Any]
    leading: Facts | None
    further: list[Facts]
    lifted: list[Facts]
    notes: list[Facts]


def shown(data: Facts, words: Words) -> Shown:
    """The data of a verdict, fresh or kept, in words."""
    spoken = words.verdict(data)
    grounds = spoken["grounds"]
    standing = [g for g in grounds if not g["liftedBy"]]
    notes = [g for g in standing if g["outcome"] == Outcome.NOTE and g["code"] != spoken["leadingGround"]]
    rest = [g for g in standing if g not in notes]
    leading = rest[0] if rest else None
    return Shown(spoken, leading, rest[1:], [g for g in grounds if g["liftedBy"]], notes)


def answers_in_words(kind: str, answers: Facts, words: Words) -> list[tuple[str, str]]:
    """The answers of a request by the labels of their questions; what was not answered is left out."""
    pairs = [(asked, answers.get(asked.name)) for asked in KINDS[kind].questions()]
    return [(words.question(kind, a.name), _said(a, value, words)) for a, value in pairs if value not in (None, "", [])]


def _said(asked: Asked, value: Any, words: Words) -> str:
    values = value if isinstance(value, (list, tuple)) else [value]
    name = asked.options.__name__ if asked.options else ""
    return words.say("join.items").join(words.option(name, v) if name else str(v) for v in values)
