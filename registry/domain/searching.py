"""Searching wordings: what a text seeks, which marks find it, and in what order what was found is shown.

A wording is found by its character pairs and single characters, the rarest first. What is exactly the text stands
first, then what begins with it, then what holds it, the shorter first; then what is close: known words (see `lexicon`)
in people's or in official wording, the rest by its marks, each weighted by how rare it is. Each of the four is read
a portion at a time, best first and no further than is asked for: who asks drops what no longer stands, and reads on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from math import log
from typing import Protocol

from registry.domain import lexicon
from registry.domain.finding import HINT_WEIGHT, LONGEST_WORD, UNKNOWN, WORD_MASS, WORD_MASS_PER_CHARACTER
from registry.domain.lexicon import HINTS, OFFICIAL_WORDS
from registry.domain.variants import folded
from registry.domain.wording import plain

WordingKind = StrEnum(
    "WordingKind",
    {"MATTER": "MATTER", "SHARE": "SHARE", "PLAQUE": "PLAQUE", "CERTIFICATE": "CERTIFICATE"},
    module=__name__,
)
"""What a wording is the wording of: 事项, 职责分工, 牌子, 证明. A plaque's is no kind of request here."""


class Match(StrEnum):
    """How a wording answers a text, the best first."""

    EXACT = "EXACT"
    BEGINS = "BEGINS"
    CONTAINS = "CONTAINS"
    CLOSE = "CLOSE"


MOST_CHARACTERS = 100
PORTION = 200
"""So many wordings are fetched and weighed at a time."""
MOST_CLOSE = 2000
"""So many wordings are weighed in full to see which are close."""
MOST_MARKS = 6
"""So many marks of a text, the rarest, must a wording bear to be looked at for holding it."""
MOST_POSTINGS = 12_000
"""So many places of marks are looked at, the rarest mark first; a mark in more wordings than are left is left out."""
CLOSE_ENOUGH = 0.34
"""So much of what a text speaks of must a wording speak of to be close to it."""
LITERAL = 2.0
"""A mark of the text itself counts so many times one of the official wording of its words."""
BEGINNING = "^"
"""Stands before the first character of a wording, as a mark."""
_BITS, _LONGEST = 54, 511
"""A number has so many bits of hash, and above them a length of at most so many characters."""
_SCALE = 1000
_ORDER = {match: place for place, match in enumerate(Match)}
_NAMED = 0.35
"""So much of a close wording's score is how far the text names it."""


def key_of(kind: WordingKind, text: str) -> int:
    """The number a wording is filed under: the same wherever and whenever it is noted.

    Nine bits of length in plain wording, then 54 of SHA-256: in order of number the shorter stand first.
    """
    length = min(len(plain(text)), _LONGEST)
    return length << _BITS | int.from_bytes(sha256(f"{kind}\n{text}".encode()).digest()[:8], "big") >> (64 - _BITS)


def marks_of(text: str) -> frozenset[str]:
    """The character pairs and single characters of a text in plain wording, and its beginning."""
    name = plain(text)
    return frozenset((*name, *_pairs(name), BEGINNING + name[:1])) if name else frozenset()


def _pairs(name: str) -> list[str]:
    return [name[at : at + 2] for at in range(len(name) - 1)]


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing a text speaks of: a known word with its official wordings, or a loose mark."""

    weight: float
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Sought:
    """A text that is searched for."""

    text: str

    @cached_property
    def name(self) -> str:
        """The text in plain wording."""
        return plain(self.said)

    @cached_property
    def said(self) -> str:
        """The text as lists would write it."""
        return folded(self.text)

    @cached_property
    def units(self) -> tuple[_Unit, ...]:
        """What it speaks of; a text of nothing but talk is taken by its letters."""
        said = lexicon.legible(self.said)
        words, stretches = lexicon.cut(said)
        found = [_word(word) for word in dict.fromkeys((*words, *lexicon.scenes(said)))]
        loose = {mark: kind for stretch in stretches for mark, kind in lexicon.spread(stretch).items()}
        found += [_Unit(kind, (mark,)) for mark, kind in loose.items()]
        return tuple(found) or tuple(_Unit(1.0, (pair,)) for pair in _pairs(self.name))

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Every mark that could find it, in order. Of a single character only beginnings are sought."""
        if len(self.name) == 1:
            return (BEGINNING + self.name,)
        wordings = (self.name, *(wording for unit in self.units for wording in unit.wordings))
        return tuple(sorted({mark for wording in wordings for mark in (*_pairs(wording), *wording)}))

    @cached_property
    def every_mark(self) -> tuple[str, ...]:
        """Those, and the mark of what begins as it does."""
        return tuple(dict.fromkeys((*self.marks, self.beginning)))

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Its character pairs: what holds it bears them all."""
        return tuple(_pairs(self.name))

    @property
    def beginning(self) -> str:
        """The mark of what begins as it does."""
        return BEGINNING + self.name[:1]

    @cached_property
    def touched(self) -> frozenset[str]:
        """The character pairs of the text and of the official wordings of its words."""
        wordings = (self.name, *(wording for unit in self.units for wording in unit.wordings))
        return frozenset(pair for wording in wordings for pair in _pairs(wording))

    def match(self, name: str) -> Match:
        """How a wording, in plain wording, answers the text, apart from how close it is."""
        if name == self.name:
            return Match.EXACT
        if name.startswith(self.name):
            return Match.BEGINS
        return Match.CONTAINS if self.name in name else Match.CLOSE


def _word(word: str) -> _Unit:
    mass = WORD_MASS + WORD_MASS_PER_CHARACTER * min(len(word), LONGEST_WORD)
    own = () if "&" in word else (word,)
    return _Unit(mass * (HINT_WEIGHT if word in HINTS else 1.0), tuple(dict.fromkeys((*own, *OFFICIAL_WORDS[word]))))


class Wordings(Protocol):
    """Wordings of one kind that can be searched, wherever they are kept."""

    def how_many(self) -> int:
        """How many there are."""

    def counts(self, marks: Sequence[str]) -> Mapping[str, int]:
        """In how many wordings each of these marks is; those in none may be left out."""

    def exactly(self, name: str) -> Iterable[str]:
        """The wordings that are this one in plain wording."""

    def holding(self, marks: Sequence[str]) -> Iterator[Sequence[str]]:
        """The wordings that bear all of these marks, the rarest given first; a portion at a time, the shorter first."""

    def heaviest(self, weights: Mapping[str, int], most: int) -> Iterator[Sequence[str]]:
        """The wordings whose marks weigh most together, at most so many; a portion at a time, the heaviest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A wording that answers a text; `score` is 0 to 1 and orders what matches alike."""

    text: str
    match: Match
    score: float

    def order(self) -> tuple[int, float, int, str]:
        """By this they are sorted: how it matches, how well, the shorter first, the same on every engine."""
        return (_ORDER[self.match], -self.score, len(self.text), self.text)


class Search:
    """The search of some wordings for a text: those that answer it in one way, best first, read as they are taken."""

    def __init__(self, wordings: Wordings, sought: Sought) -> None:
        self._wordings = wordings
        self._sought = sought
        self._counts = wordings.counts(sought.every_mark)
        self._rarity = _rarities(sought.marks, self._counts, wordings.how_many())

    def found(self, match: Match) -> Iterator[Found]:
        """The wordings that match in this way and in no better one. Each portion of them is in order."""
        if match is Match.EXACT:
            exact = dict.fromkeys(self._wordings.exactly(self._sought.name))
            return iter(sorted((Found(text, match, 1.0) for text in exact), key=Found.order))
        if match is Match.BEGINS:
            return self._holding(match, (self._sought.beginning, *self._sought.pairs))
        return self._holding(match, self._sought.pairs) if match is Match.CONTAINS else self._close()

    def _holding(self, match: Match, marks: Sequence[str]) -> Iterator[Found]:
        """Every wording that holds the text bears all of its marks; those that bear them apart are left out here."""
        if not marks or not all(self._counts.get(mark) for mark in marks):
            return
        rarest = sorted(dict.fromkeys(marks), key=lambda mark: (self._counts[mark], mark))[:MOST_MARKS]
        for portion in self._wordings.holding(rarest):
            names = ((text, plain(text)) for text in portion)
            found = (_holds(text, name, self._sought) for text, name in names if self._sought.match(name) is match)
            yield from sorted(found, key=Found.order)

    def _close(self) -> Iterator[Found]:
        """Where the lighter half of a portion holds nothing that is close, nothing lighter is looked at."""
        chosen = _chosen(self._sought, self._counts) if len(self._sought.name) > 1 else []
        if not chosen:
            return
        weights = _weights(self._sought, self._rarity)
        for portion in self._wordings.heaviest({mark: weights[mark] for mark in chosen}, MOST_CLOSE):
            weighed = [_weighed(text, self._sought, self._rarity) for text in portion]
            yield from sorted((one for one in weighed if one is not None), key=Found.order)
            if not any(weighed[len(weighed) // 2 :]):
                return


def search_in(wordings: Wordings, sought: Sought) -> Iterator[Found]:
    """The wordings that answer a text, best first, read no further than they are taken."""
    search = Search(wordings, sought)
    for match in Match:
        yield from search.found(match)


def _rarities(marks: Iterable[str], counts: Mapping[str, int], many: int) -> dict[str, float]:
    whole = log(many + 2)
    return {mark: log((many + 1) / (counts[mark] + 0.5)) / whole if counts.get(mark) else UNKNOWN for mark in marks}


def _chosen(sought: Sought, counts: Mapping[str, int]) -> list[str]:
    """The rarest marks whose places together are no more than are looked at; pairs go before single characters."""
    left = MOST_POSTINGS
    chosen: list[str] = []
    at_hand = [mark for mark in sought.marks if counts.get(mark)]
    for mark in sorted(at_hand, key=lambda mark: (len(mark) < 2, counts[mark], mark)):  # noqa: PLR2004 — a pair
        if counts[mark] <= left or not chosen:
            chosen.append(mark)
            left -= counts[mark]
    return chosen


def _weights(sought: Sought, rarity: Mapping[str, float]) -> dict[str, int]:
    """What each mark weighs when candidates are gathered: whole numbers, which every engine adds up alike."""
    weights = dict.fromkeys(sought.marks, 0.0)
    for unit in sought.units:
        for wording in unit.wordings:
            parts = _pairs(wording) or [wording]
            for part in parts:
                if part in weights:
                    weights[part] += unit.weight * rarity[part] / len(parts)
    for pair in _pairs(sought.name):
        weights[pair] += LITERAL * rarity[pair]
    return {mark: max(1, round(weight * _SCALE)) for mark, weight in weights.items()}


def _holds(text: str, name: str, sought: Sought) -> Found:
    """What holds the text answers it the better the less else it says: the order it is filed in."""
    return Found(text, sought.match(name), round(len(sought.name) / len(name), 4))


def _weighed(text: str, sought: Sought, rarity: Mapping[str, float]) -> Found | None:
    """How close a wording is; None for what is not close enough, and for what holds the text (see `_holds`)."""
    name = plain(text)
    if sought.match(name) is not Match.CLOSE:
        return None
    mass = gained = 0.0
    for unit in sought.units:
        weight = unit.weight * max((_rarity_of(wording, rarity) for wording in unit.wordings), default=1.0)
        mass += weight
        gained += weight * max((_cover(wording, name, rarity) for wording in unit.wordings), default=0.0)
    covered = gained / mass if mass else 0.0
    if covered < CLOSE_ENOUGH:
        return None
    pairs = _pairs(name)
    named = sum(pair in sought.touched for pair in pairs) / len(pairs) if pairs else 1.0
    return Found(text, Match.CLOSE, round(covered * (1 - _NAMED + _NAMED * named), 4))


def _rarity_of(wording: str, rarity: Mapping[str, float]) -> float:
    """A known word weighs what it weighs; a loose mark by how rare it is."""
    return 1.0 if len(wording) > 2 else rarity.get(wording, UNKNOWN)  # noqa: PLR2004 — a pair


def _cover(wording: str, name: str, rarity: Mapping[str, float]) -> float:
    """How far a wording is spoken of in a name: wholly, or by the square of its part."""
    if wording in name:
        return 1.0
    pairs = _pairs(wording)
    whole = sum(rarity.get(pair, UNKNOWN) for pair in pairs)
    part = sum(rarity.get(pair, UNKNOWN) for pair in pairs if pair in name)
    return (part / whole) ** 2 if whole else 0.0


class ListedWordings:
    """Wordings held in memory, those of one township's list, searched as those on file are."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(dict.fromkeys(texts))
        self._by_name: dict[str, list[str]] = {}
        self._postings: dict[str, list[int]] = {}
        for row, text in enumerate(self._texts):
            self._by_name.setdefault(plain(text), []).append(text)
            for mark in marks_of(text):
                self._postings.setdefault(mark, []).append(row)

    def how_many(self) -> int:
        return len(self._texts)

    def counts(self, marks: Sequence[str]) -> Mapping[str, int]:
        return {mark: len(self._postings.get(mark, ())) for mark in marks}

    def exactly(self, name: str) -> Iterable[str]:
        return self._by_name.get(name, ())

    def holding(self, marks: Sequence[str]) -> Iterator[Sequence[str]]:
        rows = set.intersection(*(set(self._postings.get(mark, ())) for mark in marks))
        yield sorted((self._texts[row] for row in rows), key=lambda text: (len(plain(text)), text))

    def heaviest(self, weights: Mapping[str, int], most: int) -> Iterator[Sequence[str]]:
        gained: dict[int, int] = {}
        for mark, weight in weights.items():
            for row in self._postings.get(mark, ()):
                gained[row] = gained.get(row, 0) + weight
        best = sorted(gained, key=lambda row: (-gained[row], row))[:most]
        for begin in range(0, len(best), PORTION):
            yield [self._texts[row] for row in best[begin : begin + PORTION]]
