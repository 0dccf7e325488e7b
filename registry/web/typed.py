"""What was typed on the ask page, as a demand, as an address, and as the places it names."""

import re
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from registry.domain.applications import ApplicationDetails
from registry.domain.kind import AnswerType, Kind, questions_of
from registry.services.access import Demand

Typed = MultiDict[str, str]

LONGEST_ADDRESS = 6000
"""Longer addresses are cut or refused on the way (many servers take lines of 8 KiB): such a question goes by POST."""
COMMON = ("place", "department", "demander", "demander_name", "on", "known_at")
"""What every kind asks, one value each."""
APPLIED = "apply-"
"""Before the name of a field of the application, so that kinds and application may ask by the same name."""
APPLICATION = tuple(asked.name for asked in questions_of(ApplicationDetails))
OF_A_DRAFT = ("draft", "revision")
"""The draft that is being gone on with, and which state of it was seen."""
_BESIDES = (*(f"{APPLIED}{name}" for name in APPLICATION), *OF_A_DRAFT)
_BETWEEN_PLACES = re.compile(r"[\r\n,，、;；]+")
_CODE_LENGTH = 12


def demand_of(kind: Kind, typed: Typed, **changes: str) -> Demand:
    """What was typed, as a demand; a changed answer takes the place of what was typed."""
    answers: dict[str, Any] = {}
    for asked in kind.questions():
        given = [value for value in typed.getlist(asked.name) if value]
        if given:
            answers[asked.name] = given if asked.answer_type is AnswerType.CHOICES else given[0]
    common = {name: typed.get(name, "") for name in COMMON} | changes
    return Demand(kind=kind.code, answers=answers, cites=papers_of(typed), **common)


def papers_of(typed: Typed) -> list[tuple[str, str]]:
    """The papers cited as (number, level), without empty rows."""
    rows = zip_longest(typed.getlist("cites"), typed.getlist("cites_level"), fillvalue="")
    return [(number, level) for number, level in rows if number.strip() or level.strip()]


def places_of(typed: Typed) -> list[str]:
    """Every place typed: the one that is to do it, then the others, parted by line ends, commas or semicolons."""
    own = typed.get("place", "").strip()
    return [*([_code_first(own)] if own else []), *places_in(typed, ["places"])]


def places_in(typed: Typed, fields: Iterable[str]) -> list[str]:
    """The places that these fields name, parted by line ends, commas or semicolons."""
    parts = [part.strip() for name in fields for text in typed.getlist(name) for part in _BETWEEN_PLACES.split(text)]
    return [_code_first(part) for part in parts if part]


def _code_first(place: str) -> str:
    """A code may be followed by its name."""
    first, _, _ = place.partition(" ")
    return first if first.isdecimal() and first.isascii() and len(first) == _CODE_LENGTH else place


def application_of(typed: Typed) -> dict[str, str]:
    """The fields of the application that were filled, as they were typed."""
    given = {name: typed.get(f"{APPLIED}{name}", "") for name in APPLICATION}
    return {name: text for name, text in given.items() if text.strip()}


def question_alone(typed: Typed) -> Typed:
    """What was typed of the question, without what goes along with a request."""
    return Typed([(name, value) for name, value in typed.items(multi=True) if name not in _BESIDES])


def address(kind: Kind, typed: Typed, **changes: str) -> str:
    """The address that asks this question; a changed answer takes the place of what was typed."""
    return f"{url_for('ask.ask', code=kind.code)}?{urlencode(answers_given(kind, typed, **changes))}"


def slip_address(kind: Kind, typed: Typed) -> str:
    """The address at which a township answers this question with a slip; for the one place that is to do it."""
    asked = [(name, value) for name, value in answers_given(kind, typed) if name not in ("places", "on", "known_at")]
    return f"{url_for('slips.new')}?{urlencode([('kind', kind.code), *asked])}"


def short(there: str) -> str:
    """An address, empty where it is too long to be followed."""
    return there if len(there) <= LONGEST_ADDRESS else ""


def answers_given(kind: Kind, typed: Typed, **changes: str) -> list[tuple[str, str]]:
    """Every answer that was given, by its field, without empty ones; papers keep number and level side by side.

    The application and the draft that it belongs to go along.
    """
    pairs = []
    for name in (*(asked.name for asked in kind.questions()), *COMMON, "places", *_BESIDES):
        values = [changes[name]] if name in changes else typed.getlist(name)
        pairs += [(name, value) for value in values if value]
    for number, level in papers_of(typed):
        pairs += [("cites", number), ("cites_level", level)]
    return pairs
