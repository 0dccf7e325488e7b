"""What a cell says that is to be ticked or left empty: yes, no, words of its own, or what nobody can be sure of."""

import re
from enum import StrEnum

from registry.files.fields import Column, Field, tier_named_in
from registry.files.grid import Cell, Row, letter
from registry.files.lists import Problem
from registry.files.text import label, narrow, one_line

_YES = frozenset("✓✔√☑✅●■◆★▲Yy1Vv是有对")
_TICKS = "✓✔√☑✅●■"
_YES_WORDS = frozenset({"ok", "yes", "true", "t", "y", "v"})
_ROLE = re.compile("主|牵|配|协|(?:牵头|配合|主办|协办|主责|负责|参与|协助|协同)(?:部门|单位)?")
"""In a department's own column these say that it takes part, and as what; anything else there is its duty."""
_NO = frozenset("✗✘✖×╳✕❌xX☐□否无非0-－—–/／\\＼")
_NO_WORDS = frozenset({"n", "no", "none", "false", "null", "na", "n/a"})
_DENIED = re.compile(
    "(?:不|未|没有?|无需?|非)(?:涉及?|参与|参加|承担|负责|配合|牵头|适用|需要?|用|是|有|相关|关)?"
    "(?:(?:本|此|该|我)(?:部门|单位|项|乡镇|镇|街道)|职责|相关)?(?:职责|事项)?"
)
_MAY_DENY = re.compile("[不未没非无].{0,3}|(?:不|未|没有?)(?:涉及|参与|承担|负责|适用).*")
_TO_COME = re.compile("待.{0,4}|[?？]+|…+|略|同.{0,4}|见.{0,6}")
_ONLY_BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_SAYS_SOMETHING = re.compile("[一-龥].*[一-龥]", re.DOTALL)
LONGEST_MARK, LONGEST_TOLD = 4, 20


class Tick(StrEnum):
    """What such a cell says; UNCLEAR is asked about, never taken for any of the others."""

    YES = "YES"
    NO = "NO"
    WORDS = "WORDS"
    UNCLEAR = "UNCLEAR"


def tick_in(text: str) -> Tick:
    """√, 是, 牵头 are YES; ×, 0, 不涉及 and an empty box are NO; a sentence is WORDS; ◎, *, 待定 are UNCLEAR."""
    pieces = [piece for piece in re.split(r"[\[\](){}【】。.,、;:]+", narrow(text)) if piece]
    found = {_tick_in(piece) for piece in pieces} or {Tick.NO}
    if found == {Tick.WORDS} and _ONLY_BRACKETED.fullmatch(narrow(text)):
        return Tick.UNCLEAR  # （删除） is no duty
    if len(found) == 1:
        return found.pop()
    return Tick.UNCLEAR if Tick.WORDS not in found else Tick.WORDS


def _tick_in(mark: str) -> Tick:
    plain = mark.lower()
    if set(mark) <= _NO or plain in _NO_WORDS or _DENIED.fullmatch(plain):
        return Tick.NO
    if set(mark) <= _YES or plain in _YES_WORDS or _ROLE.fullmatch(mark.lstrip(_TICKS)):
        return Tick.YES
    if any(one.fullmatch(mark) for one in (_TO_COME, _MAY_DENY)) or not _SAYS_SOMETHING.search(mark):
        return Tick.UNCLEAR
    return Tick.WORDS


def without_tick(text: str) -> str:
    """√ 立案侦查 and 立案侦查√ as 立案侦查."""
    return text.strip(f"{_TICKS} ")


def tick_under(column: Column, text: str) -> Tick:
    """The same under a header: in the column of a part there are no words but the part's own name."""
    found = tick_in(text)
    if column.field is not Field.MARKED_PART or found is not Tick.WORDS:
        return found
    return Tick.YES if tier_named_in(label(text)) == column.says else Tick.UNCLEAR


def mark_unclear(row: Row, cell: Cell, column: Column) -> Problem:
    """Asks what a mark means, where it stands."""
    facts = {"of": column.text, "said": one_line(cell.text)[:LONGEST_TOLD]}
    return Problem(row.where, row.number, letter(cell.column), "MARK_UNCLEAR", facts)
