"""The slip 回函: what a township answers a demander, which answers a verdict bears, and the text that is signed."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.check_characters import as_checked_number, as_typed, checked_number
from registry.domain.duties import DutyTier
from registry.domain.law import ARTICLES, burden_2024
from registry.domain.numbers_held import ON_ITS_WAY, OVER, NumberHeld, NumberState, is_under_a_response, needs_a_number
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


def replies_to(verdict: Data, held: NumberHeld) -> tuple[Reply, ...]:
    """The replies to a demand, the fitting one first: what today's verdict bears, and what its number does.

    A number that holds obliges the township, whatever came after. What is lawful without one may be refused until
    there is one (law.md, life of a request); where what was asked for is over, that is all it can be answered. What
    the list lays down needs no number, and what a response names is not refused for want of one.
    """
    if held.holds:
        return (_granted(verdict, held),)
    if verdict["outcome"] != Outcome.ADMIT.value:
        return replies_borne(verdict)
    if held.state in OVER:
        return (Reply.RETURN,)
    carries, *_ = borne = _lawful(verdict)
    if Reply.PROVIDE_DOCUMENT in borne:
        asks = (Reply.PROVIDE_DOCUMENT, Reply.RETURN)
        return (*(asks[::-1] if held.state is NumberState.NOT_ASKED_FOR else asks), carries)
    if held.state is NumberState.NOT_ASKED_FOR and not needs_a_number(verdict):
        return (carries,)
    if held.state in ON_ITS_WAY:
        return (carries,) if is_under_a_response(verdict) else (carries, Reply.RETURN)
    return (Reply.RETURN, carries)


def _granted(verdict: Data, held: NumberHeld) -> Reply:
    """What a number that holds obliges the township to."""
    if verdict["outcome"] == Outcome.ADMIT.value:
        return _lawful(verdict)[0]
    return Reply.WITHIN_SHARE if held.within_share else Reply.UNDERTAKE


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


# The check code
# ----------------------------------------------------------------------------------------------------------------------

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are taken for others."""
_TAKEN_FOR = str.maketrans("OIL", "011")
_CODE_LENGTH, _GROUP = 12, 4


def check_code(signature: str) -> str:
    """The code 查验码 printed on a slip, without which its number opens nothing: 60 bits of its signature.

    Numbers run on, and whoever counts through them is not to read what townships answered.
    """
    drawn = int.from_bytes(hashlib.sha256(b"slip check code " + signature.encode()).digest())
    letters = "".join(_LETTERS[drawn >> (5 * place) & 31] for place in range(_CODE_LENGTH))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))


def is_check_code(typed: str, signature: str) -> bool:
    """Whether this was typed or scanned; small letters, blanks, hyphens, and O for 0, I or L for 1 do not matter."""
    plain = as_typed(typed).translate(_TAKEN_FOR)
    return hmac.compare_digest(plain.encode(), check_code(signature).replace("-", "").encode())


# The signed text
# ----------------------------------------------------------------------------------------------------------------------

TITLE = "乡镇（街道）回函 TOWNSHIP SLIP 1"
NOTHING = "-"


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
    return " ".join("".join(c if c.isprintable() else " " for c in value).split()) or NOTHING


def facts_of(text: str) -> dict[str, str]:
    """The facts of a signed text by name; empty where it is none. A text that repeats a name is none."""
    first, *lines = text.split("\n")
    pairs = [line.partition(": ") for line in lines if line]
    found = {name: value for name, _, value in pairs}
    return found if first == TITLE and len(found) == len(pairs) else {}
