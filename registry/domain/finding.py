"""Finding the row that a text means, as people write it.

A text is cut into known words (see `lexicon`) and the rest into character pairs and single characters, each weighted
by how rare it is on this list. A row is meant as far as it covers what the text speaks of and the text covers its
name; words the row leaves uncovered, and another act on the same thing, speak against it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nsmallest
from math import exp, log

from registry.domain.lexicon import HINTS, NOTICE_PHRASES, OFFICIAL_WORDS, SINGLE_WEIGHT, acts, cut, scenes, spread
from registry.domain.wording import plain


@dataclass(frozen=True, slots=True)
class Hit:
    """A row's code and how sure it is that the text means it (0 to 1, two decimals; 1.0 only for an exact name)."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search came to. `sure` is the one row meant; without it `candidates` (best first, at most five) are
    rows it may mean; with neither the text is on no row."""

    sure: Hit | None
    candidates: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one row; see `likelihood`."""

    row: int
    score: float
    covered: float  # share of what the text speaks of that the row speaks of too
    substance: float  # how much that is, apart from words of any official text
    own: float  # share of that which the row's name says, not only a share beside it
    named: float  # share of the row's name that the text names
    strange: float  # share of the text that is known words for what no row speaks of
    clash: float  # acts in the text that are not the row's
    missing: float  # acts in the row's name that are not the text's
    margin: float = 0.0  # ahead of the best other row
    rival: float = 0.0  # how much of this substance the best other row covers too


CONTEXT_WEIGHT = 0.55  # a share's wording says less than the matter's
UNKNOWN = 0.6  # what is on no row counts, or any text would be talked into one
WORD_MASS, WORD_MASS_PER_CHARACTER, LONGEST_WORD = 1.2, 0.4, 6
HINT_WEIGHT = 0.4
COMMONPLACE = 0.2  # a mark this common on the list tells nothing
FEWEST_ROWS = 60  # rarity means nothing on a shorter list, which is weighed as if it had so many rows
SURE, ON_LIST = 0.8, 0.04
LEAD, ENOUGH_LEAD = 0.03, 0.4  # ahead of the second row: less is a tie, more tells no more
ALMOST_EXACT, AT_MOST, UNSURE = 0.99, 0.98, 0.79
CANDIDATES = 5
SHORTLIST = 30  # rows weighed in full, most covering first
LONG_TEXT = 60  # from here on a text is read clause by clause

_CLAUSES = re.compile(r"[。;;!!??\n]+")
_NOTICE = re.compile("|".join(sorted(map(re.escape, NOTICE_PHRASES), key=len, reverse=True)))

# How much it tells that a text asks for this act and a row is not about it, and the other way round.
_CLASH = {"licence": 1.0, "punish": 0.5, "examine": 0.5, "money": 1.0, "career": 1.5, "quota": 1.0, "tend": 0.0}
_MISSING = {"licence": 0.5, "punish": 0.4, "examine": 0.3, "money": 0.5, "career": 1.0, "quota": 1.5, "tend": 0.0}
_TELLING = frozenset(_CLASH) - {"tend"}


def _legible(text: str) -> str:
    """Compatibility form and lower case, with a space where punctuation parts the words."""
    return "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", text).lower())


def _bare(name: str) -> str:
    """A plain name without what surrounds a matter in a notice."""
    return _NOTICE.sub("", name)


class Index:
    """An index over one edition: (code, matter, context) per row. Names at once; wording when first asked for."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._rows = tuple(rows)
        self._exact: dict[str, str] = {}
        self._bare: dict[str, str | None] = {}
        for code, matter, _ in self._rows:
            name = plain(matter)
            self._exact.setdefault(plain(code), code)
            self._exact.setdefault(name, code)
            bare = _bare(name)
            # Two rows that differ only by fillers: neither is named by what is left.
            self._bare[bare] = code if self._bare.get(bare, code) == code else None

    @cached_property
    def _wording(self) -> "_Wording":
        return _Wording((matter, context) for _, matter, context in self._rows)

    def find(self, text: str) -> Finding:
        """The row meant by the text, the rows it may mean, or neither. Of equal rows the earlier stands first."""
        name = plain(text)
        code = self._exact.get(name)
        if code:
            return Finding(Hit(code, 1.0), ())
        bare = _bare(name)
        code = self._exact.get(bare) or self._bare.get(bare)
        if code and bare:
            return Finding(Hit(code, ALMOST_EXACT), ())
        return self._weigh(text) if len(name) <= LONG_TEXT else self._read(text)

    def _read(self, text: str) -> Finding:
        """A long text clause by clause: sure only if no two clauses are sure of different rows."""
        found = [self._weigh(clause) for clause in _CLAUSES.split(text) if clause.strip()]
        best: dict[str, float] = {}
        for hit in (hit for f in found for hit in (f.sure, *f.candidates) if hit):
            best[hit.code] = max(best.get(hit.code, 0.0), hit.confidence)
        hits = tuple(Hit(code, best[code]) for code in sorted(best, key=lambda code: -best[code]))
        if len({f.sure.code for f in found if f.sure}) == 1:
            return Finding(hits[0], ())
        return Finding(None, hits[:CANDIDATES])

    def _weigh(self, text: str) -> Finding:
        likely = [(likelihood(e), e) for e in self._wording.evidence(text)]
        if not likely or likely[0][0] < ON_LIST:
            return Finding(None, ())
        confidence, best = likely[0]
        if confidence >= SURE and best.margin >= LEAD:
            return Finding(self._hit(best, confidence), ())
        hits = (self._hit(e, min(c, UNSURE)) for c, e in likely if c >= ON_LIST)
        return Finding(None, tuple(sorted(hits, key=lambda hit: -hit.confidence)))

    def _hit(self, e: Evidence, confidence: float) -> Hit:
        return Hit(self._rows[e.row][0], confidence)


@dataclass(slots=True)
class _Said:
    """What a text says, gathered word by word and mark by mark."""

    credit: dict[int, float]  # per row, what it covers of the text
    substance: dict[int, float]  # … apart from words of any official text
    own: dict[int, float]  # … in its name
    touched: dict[str, None]  # the marks by which names are named
    mass: float = 0.0
    strange: float = 0.0

    def add(self, rows: Iterable[tuple[int, float]], weight: float, *, telling: bool) -> None:
        """Credit the rows with what they cover of something of this weight."""
        for row, share in rows:
            self.credit[row] = self.credit.get(row, 0.0) + weight * share
            if telling:
                self.substance[row] = self.substance.get(row, 0.0) + weight * share
                if share > CONTEXT_WEIGHT:
                    self.own[row] = self.own.get(row, 0.0) + weight * share


class _Wording:
    """The words of every row's name and of the shares beside it, and how rare they are on this list."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._acts: list[tuple[frozenset[str], frozenset[str]]] = []
        self._word_cover: dict[str, tuple[dict[int, float], tuple[str, ...]]] = {}
        self._postings: dict[str, dict[int, float]] = {}
        names = [self._add(*row) for row in rows]
        many = max(len(names), FEWEST_ROWS)
        self._full_lead = ENOUGH_LEAD * len(names) / many  # being ahead of few rows tells less
        whole = log(many + 1.5)
        self._rarity = {mark: log((many + 1) / (len(found) + 0.5)) / whole for mark, found in self._postings.items()}
        self._in_name: dict[str, list[tuple[int, float]]] = {}
        for row, name in enumerate(names):
            for mark, kind in name.items():
                self._in_name.setdefault(mark, []).append((row, kind * self._rarity[mark]))
        self._name_mass = [sum(kind * self._rarity[mark] for mark, kind in name.items()) or 1.0 for name in names]

    def _add(self, matter: str, context: str) -> dict[str, float]:
        row = len(self._acts)
        named, beside = spread(_legible(matter)), spread(_legible(context))
        for text, kinds, weight in ((context, beside, CONTEXT_WEIGHT), (matter, named, 1.0)):  # the name outweighs
            for mark in (*kinds, *("§" + meant for word in cut(_legible(text))[0] for meant in OFFICIAL_WORDS[word])):
                self._postings.setdefault(mark, {})[row] = weight
        self._acts.append((acts(matter), acts(context)))
        return named

    def evidence(self, text: str) -> list[Evidence]:
        """What speaks for the best rows, best first."""
        legible = _legible(text)
        words, stretches = cut(_NOTICE.sub(" ", legible))
        said = _Said({}, {}, {}, {})
        for word in dict.fromkeys((*words, *scenes(legible))):
            self._hear_word(said, word)
        loose = {mark: kind for stretch in stretches for mark, kind in spread(stretch).items()}
        said.touched.update(dict.fromkeys(loose))
        for mark, kind in loose.items():
            self._hear_mark(said, mark, kind)
        return self._with_margins(self._rank(said, self._named(said.touched), acts(legible)))

    def _hear_word(self, said: _Said, word: str) -> None:
        cover, marks = self._cover_word(word)
        weight = _word_mass(word)
        said.mass += weight
        said.strange += 0.0 if word in HINTS else weight * (1 - max(cover.values(), default=0.0))
        said.touched.update(dict.fromkeys(marks))
        said.add(cover.items(), weight, telling=True)

    def _hear_mark(self, said: _Said, mark: str, kind: float) -> None:
        rarity = self._rarity.get(mark)
        if rarity is None:
            said.mass += UNKNOWN * kind
        elif rarity >= COMMONPLACE:
            said.mass += kind * rarity
            said.add(self._postings[mark].items(), kind * rarity, telling=kind >= SINGLE_WEIGHT)

    def _cover_word(self, word: str) -> tuple[dict[int, float], tuple[str, ...]]:
        """Per row, how far it speaks of this word, in its own wording or in the official one; and the marks of both.
        Kept, for a list is asked about the same words again and again."""
        kept = self._word_cover.get(word)
        if kept is None:
            kept = self._word_cover[word] = self._cover_word_anew(word)
        return kept

    def _cover_word_anew(self, word: str) -> tuple[dict[int, float], tuple[str, ...]]:
        best: dict[int, float] = {}
        for meant in OFFICIAL_WORDS[word]:
            for row, share in self._postings.get("§" + meant, {}).items():
                best[row] = max(best.get(row, 0.0), share)
        touched: dict[str, None] = {}
        for wording in dict.fromkeys((word, *OFFICIAL_WORDS[word]) if "&" not in word else OFFICIAL_WORDS[word]):
            pairs = [wording[at : at + 2] for at in range(max(1, len(wording) - 1))]
            touched.update(dict.fromkeys((*pairs, *wording)))
            parts: dict[int, float] = {}
            whole = sum(self._rarity.get(pair, 1.0) for pair in pairs)
            for pair in pairs:
                for row, share in self._postings.get(pair, {}).items():
                    parts[row] = parts.get(row, 0.0) + share * self._rarity[pair]
            for row, part in parts.items():
                best[row] = max(best.get(row, 0.0), (part / whole) ** 2)
        return best, tuple(touched)

    def _named(self, touched: Iterable[str]) -> dict[int, float]:
        named: dict[int, float] = {}
        for mark in touched:
            for row, weight in self._in_name.get(mark, ()):
                named[row] = named.get(row, 0.0) + weight
        return named

    def _rank(self, said: _Said, named: dict[int, float], asked: frozenset[str]) -> list[Evidence]:
        found = []
        for row, gained in nsmallest(SHORTLIST, said.credit.items(), key=lambda item: (-item[1], item[0])):
            covered, share = gained / said.mass, min(1.0, named.get(row, 0.0) / self._name_mass[row])
            own, shared = self._acts[row]
            clash = sum(_CLASH[act] * (0.5 if act in shared else 1.0) for act in sorted(asked - own))
            missing = sum(_MISSING[act] for act in sorted(own - asked))
            agreeing = len(own & asked & _TELLING)
            score = round(covered * (0.6 + 0.4 * share) + 0.06 * agreeing - 0.05 * (clash + missing), 9)
            amount = said.substance.get(row, 0.0)
            in_name = said.own.get(row, 0.0) / (amount or 1.0)
            strange = said.strange / said.mass
            found.append(Evidence(row, score, covered, amount, in_name, share, strange, clash, missing))
        return sorted(found, key=lambda e: (-e.score, e.row))

    def _with_margins(self, found: list[Evidence]) -> list[Evidence]:
        """The best rows, each with its lead over the best other row, and how much that one covers of the same."""
        best = found[: CANDIDATES + 1]
        second = best[1].score if len(best) > 1 else 0.0
        most = sorted((e.substance for e in found), reverse=True)
        return [
            replace(
                e,
                margin=min(e.score - (best[0].score if at else second), self._full_lead),
                rival=(most[e.substance == most[0]] if len(most) > 1 else 0.0) / (e.substance or 1.0),
            )
            for at, e in enumerate(best[:CANDIDATES])
        ]


def _word_mass(word: str) -> float:
    mass = WORD_MASS + WORD_MASS_PER_CHARACTER * min(len(word), LONGEST_WORD)
    return mass * HINT_WEIGHT if word in HINTS else mass


def likelihood(e: Evidence) -> float:
    """How likely the row is meant, two decimals, below 1 (a logistic fit on the phrasings for development)."""
    for_it = 4.0 * e.covered + 1.85 * min(1.0, e.substance / 2) + 1.5 * e.named + 4.5 * min(e.margin, ENOUGH_LEAD)
    against_it = 3.7 + 5.5 * e.strange + 2.3 * min(e.clash, 2.0) + 0.3 * e.missing
    return min(AT_MOST, round(1 / (1 + exp(against_it - for_it)), 2))
