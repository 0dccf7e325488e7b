"""The application in words, and the part of a form that asks for it; what has to move along (P16) is marked if open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.applications import MOVED_ALONG, ApplicationDetails
from registry.domain.kind import Held, questions_of
from registry.domain.kinds import kind_called
from registry.words import Words


@dataclass(frozen=True)
class Said:
    """One field of an application in words; `is_missing` where it is open though it has to move along (P16)."""

    name: str
    label: str
    text: str
    is_missing: bool


def brings_work(kind: str) -> bool:
    """Whether a kind lays work on somebody, so that posts, money and powers have to move along with it (P16)."""
    return Held.DUTIES in kind_called(kind).looks_at


def application_in_words(kind: str, kept: Mapping[str, Any], words: Words) -> list[Said]:
    """What an application says, field by field; an open field is told only where it has to move along."""
    found = []
    for asked in questions_of(ApplicationDetails):
        value = kept.get(asked.name)
        missing = not value and asked.name in MOVED_ALONG and brings_work(kind)
        if value or missing:
            found.append(Said(asked.name, words.field(asked.name), _said(asked.name, value, words), missing))
    return found


def _said(name: str, value: Any, words: Words) -> str:
    if not value:
        return ""
    if name in ("term_from", "term_until"):
        return words.day(value)
    return words.option("AssessmentPart", value) if name == "assessed" else str(value)
