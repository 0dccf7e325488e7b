"""The slip 回函: what a township answers a demander, which answers a verdict bears, and the text that is signed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.check_characters import as_checked_number, checked_number
from registry.domain.duties import DutyTier
from registry.domain.law import ARTICLES, burden_2024
from registry.domain.outcome import ConditionCode, Outcome

Data = Mapping[str, Any]
"""A verdict in its public shape (`Verdict.as_data()`), fresh or kept."""


class Reply(StrEnum):
    """The four replies a township really sends."""

    UNDERTAKE = "UNDERTAKE"  # 接办
    WITHIN_SHARE = "WITHIN_SHARE"  # 按配合职责办
    RETURN = "RETURN"  # 退回
    PROVIDE_DOCUMENT = "PROVIDE_DOCUMENT"  # 请补充省级依据


IN_CHINESE: Mapping[Reply, str] = {
    Reply.UNDERTAKE: "接办",
    Reply.WITHIN_SHARE: "按配合职责办",
    Reply.RETURN: "退回",
    Reply.PROVIDE_DOCUMENT: "请补充省级依据",
}
"""As the signed text says it: part of what was signed, so it stays though the words of pages may change."""

KEPT_TO_SHARE = frozenset({burden_2024.BEYOND_SUPPORT.code, burden_2024.DISGUISED.code})
"""What goes beyond the township's share of a supporting row: within the share it is owed all the same (P16)."""

A_PAPER_IS_WHAT_LACKS = frozenset({"OFF_LIST", "CHIEF_OR_GRID", "NEW_BODY", "PLAQUE_NAME", "NO_QUOTA", "BASIS_UNCLEAR"})
"""Grounds whose first cure is the province's paper, also where none was cited."""

_REASONS = frozenset(article.code for article in burden_2024.REASONS)


def replies_borne(verdict: Data) -> tuple[Reply, ...]:
    """The replies that a verdict bears, the fitting one first; of those the township chooses, of no others.

    Lawful: undertaken, or within the township's share of a supporting row; where posts, money and powers are still
    due (P16) the paper that brings them may be asked for. Otherwise it is returned (in doubt: until the list office
    has settled it); kept within the share where only what goes beyond it stands; and the province's paper is asked
    for where everything that stands could be lifted by one, and either a paper was named that lifts nothing or the
    paper is just what lacks.
    """
    if verdict["outcome"] == Outcome.ADMIT.value:
        return _lawful(verdict)
    found = {Reply.RETURN: 1}
    deciding = {g["code"] for g in _standing(verdict) if g["outcome"] in (Outcome.REJECT, Outcome.REFER)}
    if deciding <= KEPT_TO_SHARE and _row_tier(verdict) == DutyTier.SUPPORTING:
        found[Reply.WITHIN_SHARE] = 2 if burden_2024.DISGUISED.code in deciding else 0
    failed = [g for g in _standing(verdict) if g["code"] in _REASONS]
    liftable = all(ARTICLES[code].lifted_by for code in deciding)
    if liftable and (failed or deciding & A_PAPER_IS_WHAT_LACKS):
        found[Reply.PROVIDE_DOCUMENT] = -1 if any(g["facts"].get("cited") for g in failed) else 3
    return tuple(sorted(found, key=lambda reply: found[reply]))


def replies_to_case(verdict: Data, *, number_holds: bool, is_over: bool) -> tuple[Reply, ...]:
    """The replies that a case bears: as its verdict does while its number holds. Without a number that holds the
    township may refuse too; and where the case is over (withdrawn, settled, ended) that is all it can answer."""
    borne = replies_borne(verdict)
    if number_holds or verdict["outcome"] != Outcome.ADMIT.value:
        return borne
    return (Reply.RETURN,) if is_over else (*borne, Reply.RETURN)


def _lawful(verdict: Data) -> tuple[Reply, ...]:
    conditions = {one["code"] for one in verdict["conditions"]}
    first = Reply.WITHIN_SHARE if ConditionCode.WITHIN_SHARE in conditions else Reply.UNDERTAKE
    return (first, Reply.PROVIDE_DOCUMENT) if ConditionCode.RESOURCES_DUE in conditions else (first,)


def _standing(verdict: Data) -> list[Data]:
    return [ground for ground in verdict["grounds"] if not ground["liftedBy"]]


def _row_tier(verdict: Data) -> str:
    return str(verdict["matched"]["tier"]) if verdict["matched"] else ""


def rests_on_the_same(before: Data, after: Data) -> bool:
    """Whether two verdicts say the same for the same reasons: outcome, grounds, what lifted them, the row."""
    return _gist(before) == _gist(after)


def _gist(verdict: Data) -> tuple[object, ...]:
    grounds = {(g["code"], g["outcome"], (g["liftedBy"] or {}).get("code", "")) for g in verdict["grounds"]}
    return verdict["outcome"], frozenset(grounds), verdict["basis"]["row"], _row_tier(verdict)


# The number
# ----------------------------------------------------------------------------------------------------------------------

PREFIX = "HF"
_PLACE = 9


def slip_number(township: str, year: int, position: int) -> str:
    """HF, the township's nine digits, the year, the position in it, and the check digits."""
    return checked_number(PREFIX, township[:_PLACE], year, position)


def as_slip_number(typed: str) -> str | None:
    """What was typed as a slip's number, in its own spelling; None where its check digits say it is wrong."""
    return as_checked_number(typed, PREFIX, _PLACE)


# The signed text
# ----------------------------------------------------------------------------------------------------------------------

TITLE = "乡镇（街道）回函 TOWNSHIP SLIP 1"
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a slip states, and what is signed. `key` is the id of the key that signs; `fingerprint` is the verdict's.

    `asked` is the subject, `answers` are the other ones given: the form, the role.
    """

    number: str
    unit: str
    place: str
    demander: str
    paper: str
    kind: str
    asked: str
    answers: Data
    reply: Reply
    case: str
    admission: str
    day: date
    verdict: Data
    fingerprint: str
    key: str

    def text(self) -> str:
        """The canonical text: UTF-8, one fact a line, each line ended by a line feed. A change takes a new TITLE."""
        return "\n".join([TITLE, *(f"{name}: {_one_line(value)}" for name, value in self._facts())]) + "\n"

    def _facts(self) -> Iterable[tuple[str, str]]:
        basis = self.verdict["basis"]
        return (
            ("number", self.number),
            ("issued-by", self.unit),
            ("place", self.place),
            ("demander", self.demander),
            ("paper", self.paper),
            ("kind", self.kind),
            ("asked", self.asked),
            ("answers", "; ".join(f"{name}={_answer(said)}" for name, said in self.answers.items() if said)),
            ("reply", f"{self.reply.value} {IN_CHINESE[self.reply]}"),
            ("row", _row(self.verdict["matched"])),
            ("grounds", "; ".join(_ground(g) for g in self.verdict["grounds"])),
            ("list", f"{basis['editionNumber']} ({basis['editionEffectiveOn']})" if basis["editionNumber"] else ""),
            ("case", self.case),
            ("admission", self.admission),
            ("day", self.day.isoformat()),
            ("verdict-sha256", self.fingerprint),
            ("sample", "yes" if basis["sample"] else "no"),
            ("key", self.key),
        )


def _row(matched: Data | None) -> str:
    return f"{matched['tier']} {matched['number']} {matched['matter']}" if matched else ""


def _ground(found: Data) -> str:
    lifter = found["liftedBy"]
    told = f"{found['code']} {found['clause']} {found['outcome']}"
    return f"{told} lifted by {lifter['number']}" if lifter else told


def _answer(said: object) -> str:
    return "+".join(map(str, said)) if isinstance(said, (list, tuple)) else str(said)


def _one_line(value: str) -> str:
    """A value without line ends or anything unseen, so that no fact can be smuggled in as another line."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split()) or _NOTHING


def facts_of(text: str) -> dict[str, str]:
    """The facts of a signed text by name; empty where it is none. A text that repeats a name is none."""
    first, *lines = text.split("\n")
    pairs = [line.partition(": ") for line in lines if line]
    found = {name: value for name, _, value in pairs}
    return found if first == TITLE and len(found) == len(pairs) else {}
