"""Finding something in the schema by what it is called or by what is said of it, in either language."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

MOST = 60
LONGEST = 100
MOST_TERMS = 8
ROOTS = ("Query", "Mutation")
_EXACT, _BEGINS, _WITHIN, _SAID = 0, 1, 2, 3

Told = dict[str, Any]
Reference = Callable[[], Sequence[Told]]


@dataclass(frozen=True, slots=True)
class Found:
    """One type, or one field, argument or value of it. `anchor` is empty for the type itself."""

    of: str
    name: str
    sort: str
    anchor: str
    told: Told
    written: str
    said: str

    def rank(self, terms: Sequence[str]) -> tuple[int, int, int, str, str] | None:
        """How well it answers, the lowest best; None where a term is not in it."""
        points = 0
        for term in terms:
            if term in self.written:
                points += _EXACT if term == self.written else _BEGINS if self.written.startswith(term) else _WITHIN
            elif term in self.said:
                points += _SAID
            else:
                return None
        sorts = ("type", "field", "value", "argument")
        return points, self.of not in ROOTS, sorts.index(self.sort), self.of, self.name


@cache
def _entries(reference: Reference) -> tuple[Found, ...]:
    return tuple(entry for one in reference() for entry in _of_type(one))


def _of_type(one: Told) -> Iterator[Found]:
    name = one["name"]
    yield _found(name, name, "type", "", one)
    for field in one["fields"]:
        yield _found(name, field["name"], "field", field["name"], field)
        for argument in field["arguments"]:
            yield _found(name, f"{field['name']}({argument['name']})", "argument", field["name"], argument)
    for value in one["values"]:
        yield _found(name, value["name"], "value", value["name"], value)


def _found(of: str, name: str, sort: str, anchor: str, told: Told) -> Found:
    said = f"{of} {name} {told['zh']} {told['en']}"
    return Found(of, name, sort, anchor, told, told["name"].casefold(), _plain(said))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def search(reference: Reference, text: str) -> tuple[list[Found], bool]:
    """What has every term of a text in its name or its words, the best first; and whether there was more."""
    terms = _plain(text[:LONGEST]).split()[:MOST_TERMS]
    if not terms:
        return [], False
    ranked = [(rank, one) for one in _entries(reference) if (rank := one.rank(terms)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [one for _, one in ranked[:MOST]], len(ranked) > MOST
