"""Finding the row that a text means, as people write it.

A text is cut into known words (see `lexicon`) and the rest into character pairs and single characters, each weighted
by how rare it is on this list. A row is meant as far as it covers what the text speaks of and the text covers its
name; words the row leaves uncovered, and another act on the same thing, speak against it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import nsmallest
from math import exp, log

from registry.domain import lexicon
from registry.domain.lexicon import HINTS, LONG_TEXT, OFFICIAL_WORDS, SINGLE_WEIGHT, compare, legible, spread
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
SURE, ON_LIST = 0.86, 0.04
ENOUGH_SUBSTANCE = 8.0  # three known words; more tells no more
STRANGE, LIKELY_YET_STRANGE = 0.2, 0.55  # so much of a text about what is on no row, and no row likelier than this
OWN = 0.25  # of what speaks for a row, so much must speak for its name
LEAD, ENOUGH_LEAD = 0.07, 0.4  # ahead of the second row: less is a tie, more tells no more
ALMOST_EXACT, AT_MOST, UNSURE = 0.99, 0.98, 0.85
CANDIDATES = 5
CONTESTED = 0.5  # a row another clause so likely means contests the sure one
WHOLE_NAME = 4  # a name this long does not stand in another text by chance
SHORTLIST = 30  # rows weighed in full, most covering first

_NOTICE = re.compile("|".join(sorted(map(re.escape, lexicon.NOTICE_PHRASES), key=len, reverse=True)))


def bare(name: str) -> str:
    """A plain name without what surrounds a matter in a notice; the name itself where nothing would be left."""
    return _NOTICE.sub("", name) or name


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
            rest = bare(name)
            # Two rows that differ only by fillers: neither is named by what is left.
            self._bare[rest] = code if self._bare.get(rest, code) == code else None

    @cached_property
    def _wording(self) -> "_Wording":
        return _Wording((matter, context) for _, matter, context in self._rows)

    def find(self, text: str) -> Finding:
        """The row meant by the text, the rows it may mean, or neither. Of equal rows the earlier stands first."""
        name = plain(text)
        code = self._exact.get(name)
        if code:
            return Finding(Hit(code, 1.0), ())
        found = self._unwrapped(name) or (self._weigh(text) if len(name) <= LONG_TEXT else self._read(text))
        return self._several(name, found)

    def _several(self, name: str, found: Finding) -> Finding:
        """A text that names another row in so many words speaks of more than one matter: a person says which."""
        others = {c: None for row, c in self._exact.items() if len(row) >= WHOLE_NAME and row in name}
        sure = {found.sure.code: found.sure.confidence} if found.sure else {}
        if len(others.keys() | sure.keys()) < 2:  # noqa: PLR2004 — one matter is no choice
            return found
        codes = [*others, *(c for c in sure if c not in others)]
        return Finding(None, tuple(Hit(code, sure.get(code, UNSURE)) for code in codes[:CANDIDATES]))

    def _unwrapped(self, name: str) -> Finding | None:
        """The row whose name is left without what surrounds a matter in a notice."""
        rest = bare(name)
        code = self._exact.get(rest) or self._bare.get(rest)
        return Finding(Hit(code, ALMOST_EXACT), ()) if code and rest else None

    def _read(self, text: str) -> Finding:
        """A long text clause by clause: sure only of a row that no other clause contests."""
        found = [self._unwrapped(plain(clause)) or self._weigh(clause) for clause in lexicon.clauses(text)]
        firm = {f.sure.code for f in found if f.sure}
        likely = {hit.code for f in found for hit in f.candidates[:1] if hit.confidence >= CONTESTED}
        best: dict[str, float] = {}
        for hit in (hit for f in found for hit in (f.sure, *f.candidates) if hit):
            best[hit.code] = max(best.get(hit.code, 0.0), hit.confidence)
        if len(firm) == 1 and likely <= firm:
            (code,) = firm
            return Finding(Hit(code, min(AT_MOST, best[code])), ())
        hits = [Hit(code, min(best[code], UNSURE)) for code in sorted(best, key=lambda code: -best[code])]
        return Finding(None, tuple(hits[:CANDIDATES]))

    def _weigh(self, text: str) -> Finding:
        likely = [(likelihood(e), e) for e in self._wording.evidence(text)]
        if not likely or likely[0][0] < ON_LIST:
            return Finding(None, ())
        confidence, best = likely[0]
        if best.strange >= STRANGE and confidence < LIKELY_YET_STRANGE:
            return Finding(None, ())  # it names, in known words, what no row speaks of: off the list, not unclear
        if confidence >= SURE and best.strange <= STRANGE and best.margin >= LEAD and best.own >= OWN:
            return Finding(self._hit(best, confidence), ())
        hits, at_most = [], UNSURE
        for c, e in likely:
            if c >= ON_LIST:
                at_most = min(at_most, c)  # the best first, and none surer than one before it
                hits.append(self._hit(e, at_most))
        return Finding(None, tuple(hits))

    def _hit(self, e: Evidence, confidence: float) -> Hit:
        return Hit(self._rows[e.row][0], confidence)


@dataclass(slots=True)
class _Said:
    """What a text says, gathered word by word and mark by mark; per row, what it covers of that."""

    substance: dict[int, float] = field(default_factory=dict)
    beside: dict[int, float] = field(default_factory=dict)  # the part of it that only shares beside the name say
    idle: dict[int, float] = field(default_factory=dict)  # words of any official text
    touched: dict[str, None] = field(default_factory=dict)  # the marks by which names are named
    mass: float = 0.0
    strange: float = 0.0

    def add(self, rows: Iterable[tuple[int, float]], weight: float, *, telling: bool) -> None:
        """Credit the rows with what they cover of something of this weight."""
        credit, beside = self.substance if telling else self.idle, self.beside
        for row, share in rows:
            credit[row] = credit.get(row, 0.0) + weight * share
            if telling and share <= CONTEXT_WEIGHT:
                beside[row] = beside.get(row, 0.0) + weight * share

    def credit(self) -> dict[int, float]:
        """Per row, all that it covers."""
        return self.substance | {row: self.substance.get(row, 0.0) + more for row, more in self.idle.items()}


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
        named, beside = spread(legible(matter)), spread(legible(context))
        for text, kinds, weight in ((context, beside, CONTEXT_WEIGHT), (matter, named, 1.0)):  # the name outweighs
            for mark in (
                *kinds,
                *("§" + meant for word in lexicon.cut(legible(text))[0] for meant in OFFICIAL_WORDS[word]),
            ):
                self._postings.setdefault(mark, {})[row] = weight
        self._acts.append((lexicon.acts(matter), lexicon.acts(context)))
        return named

    def evidence(self, text: str) -> list[Evidence]:
        """What speaks for the best rows, best first."""
        said_text = legible(text)
        words, stretches = lexicon.cut(_NOTICE.sub(" ", said_text))
        said = _Said()
        for word in dict.fromkeys((*words, *lexicon.scenes(said_text))):
            self._hear_word(said, word)
        loose = {mark: kind for stretch in stretches for mark, kind in spread(stretch).items()}
        said.touched.update(dict.fromkeys(loose))
        for mark, kind in loose.items():
            self._hear_mark(said, mark, kind)
        return self._with_margins(self._rank(said, self._name_shares(said.touched), lexicon.acts(said_text)))

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

    def _name_shares(self, touched: Iterable[str]) -> dict[int, float]:
        named: dict[int, float] = {}
        for mark in touched:
            for row, weight in self._in_name.get(mark, ()):
                named[row] = named.get(row, 0.0) + weight
        return named

    def _rank(self, said: _Said, named: dict[int, float], asked: frozenset[str]) -> list[Evidence]:
        found, strange = [], said.strange / (said.mass or 1.0)
        for row, gained in nsmallest(SHORTLIST, said.credit().items(), key=lambda item: (-item[1], item[0])):
            covered, share = gained / said.mass, min(1.0, named.get(row, 0.0) / self._name_mass[row])
            agreeing, clash, missing = compare(asked, *self._acts[row])
            score = round(covered * (0.5 + 0.5 * share) + 0.06 * agreeing - 0.07 * (clash + missing), 9)
            amount = said.substance.get(row, 0.0)
            own = 1 - said.beside.get(row, 0.0) / amount if amount else 0.0
            found.append(Evidence(row, score, covered, amount, own, share, strange, clash, missing))
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
    """How likely the row is meant, two decimals, below 1 (a logistic fit on `develop` and `fresh`)."""
    for_it = 2.65 * log(1 + min(e.substance, ENOUGH_SUBSTANCE)) + 0.75 * e.named + 0.9 * e.margin
    against_it = 2.45 + 1.35 * min(e.rival, 1.0) + 2.5 * e.strange + 1.5 * min(e.clash, 2.0) + 0.9 * e.missing
    return min(AT_MOST, round(1 / (1 + exp(against_it - for_it)), 2))
