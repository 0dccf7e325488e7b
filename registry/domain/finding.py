"""Finding the row that a text means, as people write it.

A text is cut into known words (see `lexicon`) and the rest into character pairs and single characters, each weighted
by how rare it is on this list. A row is meant as far as it covers what the text speaks of and the text covers its
name; words the row leaves uncovered, and another act on the same thing, speak against it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp, log

from registry.domain.lexicon import (
    ACTS,
    HINTS,
    NOTICE_PHRASES,
    OFFICIAL_WORDS,
    PARTICLES,
    TALK,
    WEAK_WORDS,
)
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
SURE, ON_LIST = 0.8, 0.15
ALMOST_EXACT, AT_MOST = 0.99, 0.98
CANDIDATES = 5
LONG_TEXT = 60  # from here on a text is read clause by clause

_CLAUSES = re.compile(r"[。;;!!??\n]+")
_NOTICE = re.compile("|".join(sorted(map(re.escape, NOTICE_PHRASES), key=len, reverse=True)))


def _by_start(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words by their first two characters (or the only one), longest first."""
    table: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        table.setdefault(word[:2], []).append(word)
    return {start: tuple(sorted(same, key=len, reverse=True)) for start, same in table.items()}


_KNOWN = _by_start((*OFFICIAL_WORDS, *TALK))
_TALK = frozenset(TALK) - OFFICIAL_WORDS.keys()
_ACTS = _by_start(ACTS)
# How much it tells that a text asks for this act and a row is not about it, and the other way round.
_CLASH = {"licence": 1.0, "punish": 0.5, "examine": 0.5, "money": 1.0, "career": 1.5, "quota": 1.0, "tend": 0.0}
_MISSING = {"licence": 0.5, "punish": 0.4, "examine": 0.3, "money": 0.5, "career": 1.0, "quota": 1.5, "tend": 0.0}


def _longest_at(text: str, at: int, table: dict[str, tuple[str, ...]]) -> str:
    for word in table.get(text[at : at + 2], ()):
        if text.startswith(word, at):
            return word
    return text[at] if text[at] in table else ""


def _cut(text: str) -> tuple[list[str], list[str]]:
    """The known words of a text, and the stretches between them without talk."""
    words, stretches, at, start = [], [], 0, 0
    while at < len(text):
        word = _longest_at(text, at, _KNOWN)
        if not word:
            at += 1
            continue
        stretches.append(text[start:at])
        if word not in _TALK:
            words.append(word)
        at += len(word)
        start = at
    stretches.append(text[start:])
    return words, [stretch for stretch in stretches if stretch.strip()]


def _acts(text: str) -> frozenset[str]:
    found, at = set(), 0
    while at < len(text):
        word = _longest_at(text, at, _ACTS)
        if word:
            found.add(ACTS[word])
        at += len(word) or 1
    return frozenset(found)


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
            marks[pair] = 1.0 if PARTICLES.isdisjoint(pair) else PARTICLE_WEIGHT
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
        self._in_name = {mark: tuple(row for row, share in found if share == 1) for mark, found in self._postings.items()}
        self._name_mass = [sum(kind * self._rarity[mark] for mark, kind in name.items()) or 1.0 for name in names]

    def _add(self, marks: dict[str, dict[int, float]], code: str, matter: str, context: str) -> dict[str, float]:
        row, name = len(self._codes), plain(matter)
        self._codes.append(code)
        self._exact.setdefault(plain(code), code)
        self._exact.setdefault(name, code)
        bare = _bare(name)
        # Two rows that differ only by fillers: neither is named by what is left.
        self._bare[bare] = code if self._bare.get(bare, code) == code else None
        for text, weight in ((_legible(context), CONTEXT_WEIGHT), (_legible(matter), 1.0)):
            for mark in (*_spread(text), *("§" + meant for word in _cut(text)[0] for meant in OFFICIAL_WORDS[word])):
                marks.setdefault(mark, {})[row] = weight
        self._acts.append((_acts(matter), _acts(context)))
        return _spread(_legible(matter))

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
        hits = [Hit(self._codes[e.row], likelihood(e)) for e in self.evidence(text)]
        if not hits or hits[0].confidence < ON_LIST:
            return Finding(None, ())
        if hits[0].confidence >= SURE:
            return Finding(hits[0], ())
        return Finding(None, tuple(hits))

    def evidence(self, text: str) -> list[Evidence]:
        """What speaks for the best rows, best first."""
        legible = _legible(text)
        words, stretches = _cut(_NOTICE.sub(" ", legible))
        credit: dict[int, float] = {}
        substance: dict[int, float] = {}
        touched: dict[str, None] = {}
        mass = strange = 0.0
        for word in dict.fromkeys(words):
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
        return self._rank(credit, substance, mass, strange, touched, _acts(legible))

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
        for wording in dict.fromkeys((word, *OFFICIAL_WORDS[word])):
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
            for row in self._in_name.get(mark, ()):
                named[row] = named.get(row, 0.0) + _spread(mark).get(mark, 0.0) * self._rarity[mark]
        return named

    def _rank(
        self,
        credit: dict[int, float],
        substance: dict[int, float],
        mass: float,
        strange: float,
        touched: Iterable[str],
        acts: frozenset[str],
    ) -> list[Evidence]:
        found, named = [], self._named(touched)
        for row, gained in credit.items():
            covered, share = gained / mass, min(1.0, named.get(row, 0.0) / self._name_mass[row])
            own, shared = self._acts[row]
            clash = sum(_CLASH[act] * (0.5 if act in shared else 1.0) for act in acts - own)
            missing = sum(_MISSING[act] for act in own - acts)
            score = covered * (0.6 + 0.4 * share) - 0.05 * clash - 0.05 * missing
            amount = min(1.0, substance.get(row, 0.0) / 2)
            found.append(Evidence(row, score, covered, amount, share, strange / mass, clash, missing))
        found.sort(key=lambda e: (-e.score, e.row))
        best = found[:CANDIDATES]
        others = [found[1].score if len(found) > 1 else 0.0] + [found[0].score] * (CANDIDATES - 1) if found else []
        return [replace(e, margin=e.score - other) for e, other in zip(best, others, strict=False)]


def _word_mass(word: str) -> float:
    mass = WORD_MASS + WORD_MASS_PER_CHARACTER * min(len(word), LONGEST_WORD)
    return mass * HINT_WEIGHT if word in HINTS else mass


def likelihood(e: Evidence) -> float:
    """How likely the row is meant, two decimals, below 1 (a logistic fit on the phrasings for development)."""
    z = -5.0 + 7.0 * e.covered + 2.0 * e.substance + 1.5 * e.named + 6.0 * e.margin - 3.0 * e.strange - 1.0 * e.clash
    return min(AT_MOST, round(1 / (1 + exp(-z)), 2))
