"""A slip as an official letter 公文: title, addressee, body, signed and dated, on one page of A4.

Lists are cut short where the page would overflow, and say so; what the law says is never cut, but told once.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.domain.duties import DutyTier
from registry.domain.kind import Held
from registry.domain.kinds import KINDS
from registry.domain.law import ARTICLES
from registry.domain.law.burden_2024 import HOUSE
from registry.domain.numbers_held import NumberState, needs_a_number, number_clause
from registry.domain.outcome import ConditionCode
from registry.domain.papers_told import ANOTHER_PAPER, NOT_YET, papers_to_mend, reasons_told
from registry.domain.slips import Reply
from registry.words import Words

Data = Mapping[str, Any]

LONGEST_TITLE = 40
SHORT_SENDER, SHORT_TITLE = 13, 22
"""Up to so many characters each takes a line of the page in the largest type."""
MOST_DUTIES, MOST_GROUNDS, MOST_CURES, MOST_CONDITIONS = 6, 4, 3, 3
REFUSALS = frozenset({Reply.RETURN, Reply.PROVIDE_DOCUMENT})
_OWN_PARTS = frozenset({DutyTier.BASIC.value, DutyTier.SUPPORTING.value})
_WIDE_FROM, _NARROW = "\u2e80", 0.55
"""From this character on each is as wide as a Chinese one; the others take about half of that."""


@dataclass(frozen=True, slots=True)
class Type:
    """A size of type: in points, its line height, and how many characters a line and lines of body the page takes.

    `more_lines` are those that it takes besides where sender and title need a line each, not two.
    """

    name: str
    points: float
    line_height: float
    per_line: int
    most_lines: int
    more_lines: int


TYPES = (
    Type("roomy", 16, 28, 28, 11, 2),
    Type("usual", 13.5, 21.5, 33, 16, 3),
    Type("dense", 11.5, 17, 38, 23, 3),
    Type("densest", 10, 14, 44, 30, 3),
)
"""From the size of official letters down; the page and the .docx are set in the same ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a matter or paper, the share, and one sentence may be, in characters."""

    matter: int
    share: int
    said: int


LIMITS = (Limits(120, 420, 260), Limits(90, 300, 170), Limits(60, 200, 110), Limits(40, 120, 70))
"""Tried in this order, until the body stays on its page in the smallest type."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter's parts as they are set on the page; paragraphs in order."""

    sender: str
    document_number: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    signed: str
    day: str
    number: str
    sample: bool
    check_code: str = ""

    @property
    def type(self) -> Type | None:
        """The largest type in which it stays on its page; None where none does."""
        short = len(self.sender) <= SHORT_SENDER and _width(self.title) <= SHORT_TITLE
        room = ((one, one.most_lines + (one.more_lines if short else 0)) for one in TYPES)
        return next((one for one, lines in room if self._lines(one.per_line) <= lines), None)

    def _lines(self, per_line: int) -> int:
        """How many lines the body takes; each paragraph begins two characters in."""
        return sum(math.ceil((2 + _width(text)) / per_line) for text in self.paragraphs)


def _width(text: str) -> float:
    """How wide a text is, counted in Chinese characters."""
    return sum(1 if c >= _WIDE_FROM else _NARROW for c in text)


def letter_of(number: str, reply: Reply, called: Data, verdict: Data, *, day: date, words: Words) -> Letter:
    """The letter of a slip. `called` are its names as kept, `verdict` is its verdict as kept."""
    spoken = words.verdict(verdict)
    told = [tuple(_Writing(limits, called, spoken, words).paragraphs(reply)) for limits in LIMITS]
    letters = [
        Letter(
            sender=called["unit"],
            document_number=called["document_number"],
            title=words.say("page.slip_letter_title", matter=_cut(called["matter"], LONGEST_TITLE)),
            addressee=words.say("page.slip_addressee", addressee=_demander(called, words)),
            paragraphs=paragraphs,
            signed=called["unit"],
            day=words.day(day),
            number=number,
            sample=bool(verdict["basis"]["sample"]),
        )
        for paragraphs in told
    ]
    return next((letter for letter in letters if letter.type), letters[-1])


@dataclass(frozen=True, slots=True)
class _Writing:
    """The body of one letter, within limits."""

    limits: Limits
    called: Data
    spoken: Data
    words: Words

    def paragraphs(self, reply: Reply) -> Iterator[str]:
        yield self._opening()
        yield self._answer(reply)
        if reply is Reply.WITHIN_SHARE:
            yield from self._share()
        yield from self._reasons(reply)
        if reply not in REFUSALS:
            yield from self._conditions()
        yield from self._what_to_do(reply)
        yield self.words.say("page.slip_closing")

    @property
    def _is_lawful(self) -> bool:
        return bool(self.spoken["outcome"] == "ADMIT")

    @property
    def _is_listed(self) -> bool:
        return (self.spoken["matched"] or {}).get("tier") in _OWN_PARTS

    @property
    def _is_of_duties(self) -> bool:
        """Whether duties are asked for, not something of a village."""
        return Held.DUTIES in KINDS[self.spoken["kind"]].looks_at

    @property
    def _has_number(self) -> bool:
        return bool(self.called["admission"])

    def _waits_for_number(self, reply: Reply) -> bool:
        """Whether the letter says that a number lacks: it is refused for want of one, or carried out only under one."""
        if not self._is_lawful or self._has_number:
            return False
        return reply in REFUSALS or needs_a_number(self.spoken)

    def _opening(self) -> str:
        called, basis, say = self.called, self.spoken["basis"], self.words.say
        paper = _cut(called["paper"], self.limits.matter)
        key = "page.slip_received_paper" if paper else "page.slip_received"
        named = {"matter": _cut(called["matter"], self.limits.matter), "place": called["place"]}
        received = say(key, paper=paper, asked=say(f"page.slip_asked.{self.spoken['kind']}", **named))
        if not basis["editionNumber"]:
            return received + say("page.slip_judged")
        facts = {"edition": basis["editionNumber"], "effective_on": basis["editionEffectiveOn"]}
        return received + say("page.slip_judged_by_list", **facts)

    def _answer(self, reply: Reply) -> str:
        """The reply in a sentence, with the row it rests on."""
        matched, say = self.spoken["matched"], self.words.say
        mended = say("join.items").join(dict.fromkeys(one["facts"]["number"] for one in papers_to_mend(self.spoken)))
        answer = say(f"page.slip_answer.{reply.value}{self._in_this_case(reply)}", papers=mended)
        if matched is None:
            return answer
        part, listed = self.words.option("DutyTier", matched["tier"]), _cut(matched["matter"], self.limits.matter)
        over = self.called["row"]["taken_over_by"] if self.called["row"] else ""
        row = say("page.slip_row", part=part, row=matched["number"], listed=listed)
        return row + (say("page.slip_taken_over", by=over) if over else "") + answer

    def _in_this_case(self, reply: Reply) -> str:
        """Which variant of the answer fits: in doubt, for want of a number, or for how a listed duty is asked."""
        if reply in REFUSALS and self._is_lawful:
            return ".number"
        if reply is Reply.RETURN:
            if self.spoken["outcome"] == "REFER":
                return ".doubt"
            return ".listed" if self._is_listed else "" if self._is_of_duties else ".village"
        if reply in REFUSALS:
            return ".mend" if papers_to_mend(self.spoken) else ""
        if self._has_number and not self._is_lawful:
            return ".admitted"
        return ".number_first" if self._waits_for_number(reply) else ""

    def _share(self) -> Iterator[str]:
        """The township's share as the row says it; a long one ends after a whole duty, and the rest is counted."""
        duties, say = list((self.called["row"] or {}).get("township_share", ())), self.words.say
        shown: list[str] = []
        for duty in duties[:MOST_DUTIES]:
            said = duty.rstrip("。；;，, ")
            if shown and sum(map(len, shown)) + len(said) > self.limits.share:
                break
            shown.append(_cut(said, self.limits.share))
        if shown:
            rest = len(duties) - len(shown)
            more = say("page.slip_share_more", count=rest) if rest else ""
            yield say("page.slip_share", share=say("join.clauses").join(shown)) + more

    def _reasons(self, reply: Reply) -> Iterator[str]:
        """The grounds, the leading one first, each with its clause; of further ones the clauses are named."""
        found = list({(ground["code"], ground["text"]): ground for ground in self._grounds(reply)}.values())
        shown, rest = found[:MOST_GROUNDS], found[MOST_GROUNDS:]
        what = "note" if self._is_lawful else "ground"
        for place, ground in enumerate(shown, start=1):
            key = f"page.slip_{'' if len(found) > 1 else 'only_'}{what}{_uncited(ground)}"
            text = _cut(ground["text"], self.limits.said)
            yield self.words.say(key, place=place, text=text, citation=ground["citation"])
        if rest:
            clauses = self.words.say("join.items").join(dict.fromkeys(ground["citation"] for ground in rest))
            yield self.words.say("page.slip_grounds_more", count=len(rest), citations=clauses)
        if self._waits_for_number(reply):
            yield self._why_no_number(reply)

    def _grounds(self, reply: Reply) -> list[Data]:
        """The grounds that are reasons for the reply: what was lifted, or decides nothing, is none for refusing; and
        none of today's is one for what a number that holds obliges to."""
        if self._is_lawful:
            return [] if reply in REFUSALS else self.spoken["grounds"]
        if self._has_number:
            return []
        return reasons_told(g for g in self.spoken["grounds"] if not g["liftedBy"] and g["outcome"] != "ADMIT")

    def _why_no_number(self, reply: Reply) -> str:
        """That no number holds, why, and the clause under which that is a reason."""
        held, say = self.called.get("held") or {}, self.words.say
        why = self.words.number_lacks(held or None)
        if reply in REFUSALS and held.get("state") != NumberState.RESOURCES_DUE:
            why = "".join(say("page.slip_resources_lack", **one["facts"]) for one in self._resources_due()) + why
        key = "page.slip_number_lacks" if reply in REFUSALS else "page.slip_number_waits"
        return say(key, why=why, citation=self.words.citation(number_clause(self.spoken)))

    def _resources_due(self) -> list[Data]:
        return [one for one in self.spoken["conditions"] if one["code"] == ConditionCode.RESOURCES_DUE]

    def _conditions(self) -> Iterator[str]:
        """The conditions, without the share, which is quoted already, and what is due where a number was issued."""
        known = {ConditionCode.WITHIN_SHARE, *((ConditionCode.RESOURCES_DUE,) if self._has_number else ())}
        told = [one["text"] for one in self.spoken["conditions"] if one["code"] not in known]
        if told:
            yield self.words.say("page.slip_conditions", conditions=self._together(told[:MOST_CONDITIONS]))

    def _what_to_do(self, reply: Reply) -> Iterator[str]:
        """What would make it lawful, or bring its number; and that without a valid one the township may refuse."""
        say, cures = self.words.say, self._cures(reply)[:MOST_CURES]
        if cures:
            yield say("page.slip_cures", cures=self._together(cures))
        if self._has_number:
            yield say("page.slip_admitted", admission=self.called["admission"])
        elif not self._is_lawful:
            listed = ".listed" if self._is_listed and reply is Reply.RETURN else ""
            key = "page.slip_no_number.beyond" if reply is Reply.WITHIN_SHARE else f"page.slip_no_number{listed}"
            yield say(key, citation=self.words.citation(number_clause(self.spoken)))

    def _cures(self, reply: Reply) -> list[str]:
        if self._waits_for_number(reply):
            due = [one["text"] for one in self._resources_due()] if reply in REFUSALS else []
            return [*due, self.words.number_cure(self.called.get("held"))]
        if self._has_number:
            return []
        mending = papers_to_mend(self.spoken)
        told = [one["text"] for one in self.spoken["cure"] if not (mending and one["code"] in ANOTHER_PAPER)]
        waited = dict.fromkeys(one["facts"]["number"] for one in mending if one["code"] == NOT_YET)
        return [*told, *(self.words.say("page.slip_wait_for_paper", number=number) for number in waited)]

    def _together(self, sentences: Iterable[str]) -> str:
        between = "" if self.words.language == "zh" else " "
        return between.join(_cut(text, self.limits.said) for text in sentences)


def _demander(called: Data, words: Words) -> str:
    return str(called["demander"]) or words.option("DemanderKind", called["demander_kind"])


def _uncited(ground: Data) -> str:
    """Whether no clause is named: the registry's own way of working is none that a township could cite."""
    return ".uncited" if ARTICLES[ground["code"]].instrument == HOUSE else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
