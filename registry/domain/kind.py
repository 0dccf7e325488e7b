"""What a kind of request is: its questions, the places it can be put to, and its rule.

The questions are a frozen dataclass; forms, GraphQL inputs, command-line options and stored answers derive from it.
"""

import types
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from registry.domain import errors
from registry.domain.divisions import Level
from registry.domain.inventories import InventorySort
from registry.domain.plaques import PlaquePosition
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Judgement
from registry.domain.wording import plain

LONGEST_TEXT = 500
MOST_NUMBER = 100_000


class Held(StrEnum):
    """What a kind's rule looks at besides approvals and the place, so that no more is fetched."""

    DUTIES = "DUTIES"
    PLAQUES = "PLAQUES"
    CERTIFICATES = "CERTIFICATES"


class AnswerType(StrEnum):
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    CHOICE = "CHOICE"
    CHOICES = "CHOICES"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a kind: its field name, what sort of answer it takes, and the bounds of the answer."""

    name: str
    answer_type: AnswerType
    required: bool
    default: Any
    options: type[StrEnum] | None = None
    longest: int = LONGEST_TEXT
    least: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """A plaque or body that comes into the village's inventory with an admission; lengths in millimetres."""

    sort: InventorySort
    name: str
    statutory: bool = False
    position: PlaquePosition | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request. `judge` is pure: every ground that applies; which approval lifts it is not its business.

    `holds` is what an admission reserves: places in the village's plaque quota (0 for most kinds). `brings` is what
    comes with it into the village's inventory, and holds those places from then on.
    `looks_at` is what the rule reads of the record.
    `scope` are the answers that make another demand of the same matter: what the place is to be in it, above all.
    `require` raises BadInput for answers that contradict each other, or say nothing; asked before anything new is kept.
    `hears` reads a text as people say it: the answers it gives to this kind's questions, None where it asks none.
    `subject` is the one answer that names what is asked for, as work lists show it.
    """

    code: str
    details: type[Any]
    places: frozenset[Level]
    judge: Callable[[Question[Any], Register], Judgement]
    subject: str
    looks_at: frozenset[Held]
    holds: Callable[[Any], int] = lambda details: 0
    brings: Callable[[Any, Register], tuple[Brought, ...]] = lambda details, register: ()
    scope: tuple[str, ...] = ()
    require: Callable[[Question[Any]], None] = lambda asked: None
    hears: Callable[[str], Mapping[str, Any] | None] = lambda text: None

    def questions(self) -> tuple[Asked, ...]:
        """The kind's questions, in the order they are asked."""
        return questions_of(self.details)

    def read(self, answers: Mapping[str, Any]) -> Any:
        """The answers as this kind's details. Raises BadInput naming the field to mend."""
        return read(self.details, answers)


def text(*, longest: int = LONGEST_TEXT, default: Any = MISSING) -> Any:
    """A text answer of at most `longest` characters; without a default it must be given."""
    return field(default=default, metadata={"longest": longest})


def number(*, least: int = 0, default: Any = None) -> Any:
    """A whole-number answer."""
    return field(default=default, metadata={"least": least})


_questions: dict[str, tuple[Asked, ...]] = {}


def questions_of(details: type[Any]) -> tuple[Asked, ...]:
    """The questions that a dataclass of details asks, from its fields and their types (worked out once)."""
    name = f"{details.__module__}.{details.__qualname__}"
    if name not in _questions:
        _questions[name] = _read_fields(details)
    return _questions[name]


def _read_fields(details: type[Any]) -> tuple[Asked, ...]:
    hints = get_type_hints(details)
    return tuple(
        Asked(
            name=f.name,
            answer_type=_answer_type(hints[f.name]),
            required=f.default is MISSING,
            default=None if f.default is MISSING else f.default,
            options=_options(hints[f.name]),
            longest=f.metadata.get("longest", LONGEST_TEXT),
            least=f.metadata.get("least", 0),
        )
        for f in fields(details)
    )


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(a for a in get_args(hint) if a is not type(None))
    return hint


def _answer_type(hint: Any) -> AnswerType:
    plain_hint = _without_none(hint)
    if get_origin(plain_hint) is tuple:
        return AnswerType.CHOICES
    if plain_hint is int:
        return AnswerType.NUMBER
    return AnswerType.TEXT if plain_hint is str else AnswerType.CHOICE


def _options(hint: Any) -> type[StrEnum] | None:
    plain_hint = _without_none(hint)
    if get_origin(plain_hint) is tuple:
        plain_hint = get_args(plain_hint)[0]
    return plain_hint if isinstance(plain_hint, type) and issubclass(plain_hint, StrEnum) else None


def read(details: type[Any], answers: Mapping[str, Any]) -> Any:
    """Answers (texts, as a form or a command line gives them) as details. Raises BadInput."""
    questions = questions_of(details)
    known = {asked.name for asked in questions}
    for name in answers:
        if name not in known:
            raise errors.UnknownField(name, sorted(known))
    given = {asked.name: _read_one(asked, answers.get(asked.name)) for asked in questions}
    return details(**given)


def _read_one(asked: Asked, answer: Any) -> Any:
    if answer is None or answer in ("", (), []):
        if asked.required:
            raise errors.MissingAnswer(asked.name)
        return asked.default
    if asked.answer_type is AnswerType.TEXT:
        return read_text(answer, field=asked.name, longest=asked.longest, required=asked.required)
    if asked.answer_type is AnswerType.NUMBER:
        return _read_number(asked, answer)
    if asked.answer_type is AnswerType.CHOICE:
        return _read_option(asked, answer)
    several = answer if isinstance(answer, (list, tuple)) else [answer]
    if asked.options is not None and len(several) > len(asked.options):
        raise errors.TooMany(asked.name, given=len(several), most=len(asked.options))
    return tuple(dict.fromkeys(_read_option(asked, one) for one in several))


def read_text(answer: Any, *, field: str, longest: int = LONGEST_TEXT, required: bool = True) -> str:
    """A text, its length checked before anything else touches it; marks that nobody sees are left out.

    Raises TextTooLong, UnreadableText, MissingAnswer.
    """
    if not isinstance(answer, str):
        raise errors.UnreadableText(field)
    if len(answer) > longest:
        raise errors.TextTooLong(field, length=len(answer), longest=longest)
    # No mark that nobody sees is printable, nor anything that has no place in a text.
    one_line = " ".join(answer.split()) if answer.isprintable() else _legible(answer, field)
    if not required and not one_line:
        return ""
    if not one_line:
        raise errors.MissingAnswer(field)
    if not plain(one_line):
        raise errors.UnreadableText(field)
    return one_line


def _legible(answer: str, field: str) -> str:
    one_line = " ".join("".join(c for c in answer if unicodedata.category(c) != "Cf").split())
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in one_line):
        raise errors.UnreadableText(field)
    return one_line


def _read_number(asked: Asked, answer: Any) -> int:
    typed = unicodedata.normalize("NFKC", str(answer)[:60]).strip()
    if isinstance(answer, bool) or not typed.isdecimal() or not asked.least <= int(typed) <= MOST_NUMBER:
        raise errors.NotANumber(asked.name, str(answer), least=asked.least, most=MOST_NUMBER)
    return int(typed)


def _read_option(asked: Asked, answer: Any) -> StrEnum:
    options = tuple(asked.options or ())
    typed = str(answer)[:60].strip().upper().replace("-", "_")
    meant = next((option for option in options if option.value == typed), None)
    if meant is None:
        raise errors.UnknownOption(asked.name, str(answer), [option.value for option in options])
    return meant


def as_answers(details: Any) -> dict[str, Any]:
    """Details as they are kept: JSON values only; `Kind.read` gives the same details back."""
    kept = {}
    for f in fields(details):
        value = getattr(details, f.name)
        kept[f.name] = list(value) if isinstance(value, tuple) else value
    return kept
