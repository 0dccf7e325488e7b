"""Finding the row that a text means, as people write it.

A text is cut into known words (see `lexicon`) and the rest into character pairs and single characters, each weighted
by how rare it is on this list. A row is meant as far as it covers what the text speaks of and the text covers its
name; words the row leaves uncovered, and another act on the same thing, speak against it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import nsmallest
from math import exp, log

from registry.domain.lexicon import HINTS, NOTICE_PHRASES, OFFICIAL_WORDS, PARTICLES, WEAK_WORDS, acts, cut, scenes
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
    named: float  # share of the row's name that the text names
    strange: float  # share of the text that is known words for what no row speaks of
    clash: float  # acts in the text that are not the row's
    missing: float  # acts in the row's name that are not the text's
    margin: float = 0.0  # ahead of the best other row


CONTEXT_WEIGHT = 0.55  # a share's wording says less than the matter's
SINGLE_WEIGHT = 0.5  # a single character, against a pair
WEAK_WEIGHT = 0.3  # words of any official text
PARTICLE_WEIGHT = 0.3  # pairs that run over a particle
UNKNOWN = 0.6  # what is on no row counts, or any text would be talked into one
WORD_MASS, WORD_MASS_PER_CHARACTER, LONGEST_WORD = 1.2, 0.4, 6
HINT_WEIGHT = 0.4
COMMONPLACE = 0.2  # a mark this common on the list tells nothing
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


def _spread(text: str) -> dict[str, float]:
    """The character pairs and single characters of a text, with the weight of each kind."""
    marks: dict[str, float] = {}
    weak_until = 0
    for at, character in enumerate(text):
        if character == " ":
            continue
        pair = text[at : at + 2]
        if pair in WEAK_WORDS:
            weak_until = at + 2
            marks[pair] = WEAK_WEIGHT
        elif len(pair) == 2 and pair[1] != " ":  # noqa: PLR2004 — a pair is two
            marks[pair] = PARTICLE_WEIGHT if character in PARTICLES or pair[1] in PARTICLES else 1.0
        if character not in PARTICLES:
            weight = SINGLE_WEIGHT * (WEAK_WEIGHT if at < weak_until else 1.0)
            marks[character] = max(weight, marks.get(character, 0.0))
    return marks


def _legible(text: str) -> str:
    """Compatibility form and lower case, with a space where punctuation parts the words."""
    return "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", text).lower())


def _bare(name: str) -> str:
    """A plain name without what surrounds a matter in a notice."""
    return _NOTICE.sub("", name)


class Index:
    """An index over one edition: (code, matter, context) per row. Built once, immutable."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._codes: list[str] = []
        self._exact: dict[str, str] = {}
        self._bare: dict[str, str | None] = {}
        self._acts: list[tuple[frozenset[str], frozenset[str]]] = []
        self._word_cover: dict[str, tuple[dict[int, float], tuple[str, ...]]] = {}
        marks: dict[str, dict[int, float]] = {}
        names = [self._add(marks, *row) for row in rows]
        whole = log(len(names) + 1.5)
        self._rarity = {mark: log((len(names) + 1) / (len(found) + 0.5)) / whole for mark, found in marks.items()}
        self._postings = {mark: tuple(found.items()) for mark, found in marks.items()}
        self._in_name: dict[str, list[tuple[int, float]]] = {}
        for row, name in enumerate(names):
            for mark, kind in name.items():
                self._in_name.setdefault(mark, []).append((row, kind * self._rarity[mark]))
        self._name_mass = [sum(kind * self._rarity[mark] for mark, kind in name.items()) or 1.0 for name in names]

    def _add(self, marks: dict[str, dict[int, float]], code: str, matter: str, context: str) -> dict[str, float]:
        row, name = len(self._codes), plain(matter)
        self._codes.append(code)
        self._exact.setdefault(plain(code), code)
        self._exact.setdefault(name, code)
        bare = _bare(name)
        # Two rows that differ only by fillers: neither is named by what is left.
        self._bare[bare] = code if self._bare.get(bare, code) == code else None
        named = _spread(_legible(matter))
        for text, kinds, weight in (
            (context, _spread(_legible(context)), CONTEXT_WEIGHT),
            (matter, named, 1.0),  # last, for the name outweighs the shares
        ):
            for mark in (*kinds, *("§" + meant for word in cut(_legible(text))[0] for meant in OFFICIAL_WORDS[word])):
                marks.setdefault(mark, {})[row] = weight
        self._acts.append((acts(matter), acts(context)))
        return named

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
        likely = [(likelihood(e), e) for e in self.evidence(text)]
        if not likely or likely[0][0] < ON_LIST:
            return Finding(None, ())
        confidence, best = likely[0]
        if confidence >= SURE and best.margin >= LEAD:
            return Finding(Hit(self._codes[best.row], confidence), ())
        hits = (Hit(self._codes[e.row], min(c, UNSURE)) for c, e in likely if c >= ON_LIST)
        return Finding(None, tuple(sorted(hits, key=lambda hit: -hit.confidence)))

    def evidence(self, text: str) -> list[Evidence]:
        """What speaks for the best rows, best first."""
        legible = _legible(text)
        words, stretches = cut(_NOTICE.sub(" ", legible))
        credit: dict[int, float] = {}
        substance: dict[int, float] = {}
        touched: dict[str, None] = {}
        mass = strange = 0.0
        for word in dict.fromkeys((*words, *scenes(legible))):
            cover, marks = self._cover_word(word)
            weight = _word_mass(word)
            mass += weight
            strange += 0.0 if word in HINTS else weight * (1 - max(cover.values(), default=0.0))
            touched.update(dict.fromkeys(marks))
            for row, share in cover.items():
                credit[row] = credit.get(row, 0.0) + weight * share
                substance[row] = substance.get(row, 0.0) + weight * share
        loose = {mark: kind for stretch in stretches for mark, kind in _spread(stretch).items()}
        touched.update(dict.fromkeys(loose))
        for mark, kind in loose.items():
            mass += self._credit(mark, kind, credit)
            if kind >= SINGLE_WEIGHT:
                self._credit(mark, kind, substance)
        found = self._rank(credit, substance, mass, strange / (mass or 1.0), self._named(touched), acts(legible))
        return _with_margins(found)

    def _credit(self, mark: str, kind: float, credit: dict[int, float]) -> float:
        """Credit the rows that have this mark; its mass."""
        rarity = self._rarity.get(mark)
        if rarity is None:
            return UNKNOWN * kind
        if rarity < COMMONPLACE:
            return 0.0
        weight = kind * rarity
        for row, share in self._postings[mark]:
            credit[row] = credit.get(row, 0.0) + weight * share
        return weight

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
            for row, share in self._postings.get("§" + meant, ()):
                best[row] = max(best.get(row, 0.0), share)
        touched: dict[str, None] = {}
        for wording in dict.fromkeys((word, *OFFICIAL_WORDS[word]) if "&" not in word else OFFICIAL_WORDS[word]):
            parts: dict[int, float] = {}
            pairs = [wording[at : at + 2] for at in range(max(1, len(wording) - 1))]
            touched.update(dict.fromkeys((*pairs, *wording)))
            whole = sum(self._rarity.get(pair, 1.0) for pair in pairs)
            for pair in pairs:
                for row, share in self._postings.get(pair, ()):
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

    def _rank(  # noqa: PLR0917 — what was gathered from one text
        self,
        credit: dict[int, float],
        substance: dict[int, float],
        mass: float,
        strange: float,
        named: dict[int, float],
        asked: frozenset[str],
    ) -> list[Evidence]:
        found = []
        for row, gained in nsmallest(SHORTLIST, credit.items(), key=lambda item: (-item[1], item[0])):
            covered, share = gained / mass, min(1.0, named.get(row, 0.0) / self._name_mass[row])
            own, shared = self._acts[row]
            clash = sum(_CLASH[act] * (0.5 if act in shared else 1.0) for act in sorted(asked - own))
            missing = sum(_MISSING[act] for act in sorted(own - asked))
            agreeing = len(own & asked & _TELLING)
            score = covered * (0.6 + 0.4 * share) + 0.06 * agreeing - 0.05 * (clash + missing)
            amount = min(1.0, substance.get(row, 0.0) / 2)
            found.append(Evidence(row, score, covered, amount, share, strange, clash, missing))
        return sorted(found, key=lambda e: (-e.score, e.row))


def _with_margins(found: list[Evidence]) -> list[Evidence]:
    """The best rows, each with its lead over the best other row (all of it where there is no other)."""
    best = found[: CANDIDATES + 1]
    second = best[1].score if len(best) > 1 else 0.0
    return [replace(e, margin=e.score - (best[0].score if at else second)) for at, e in enumerate(best[:CANDIDATES])]


def _word_mass(word: str) -> float:
    mass = WORD_MASS + WORD_MASS_PER_CHARACTER * min(len(word), LONGEST_WORD)
    return mass * HINT_WEIGHT if word in HINTS else mass


def likelihood(e: Evidence) -> float:
    """How likely the row is meant, two decimals, below 1 (a logistic fit on the phrasings for development)."""
    for_it = 4.0 * e.covered + 1.85 * e.substance + 1.5 * e.named + 4.5 * min(e.margin, ENOUGH_LEAD)
    against_it = 3.7 + 5.5 * e.strange + 2.3 * min(e.clash, 2.0) + 0.3 * e.missing
    z = for_it - against_it
    return min(AT_MOST, round(1 / (1 + exp(-z)), 2))
