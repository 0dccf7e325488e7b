"""When two demands of one unit at one place are the same matter, so that only one of them is open or admitted.

A matter is the row that was surely found, or the catalogue's entry; else its wording without what only numbers or
dates it. Two that nobody can tell apart yet, since the list offers the same rows for both, are one matter as well.
"""

import re
import unicodedata
from dataclasses import dataclass

from registry.domain.divisions import Division
from registry.domain.finding import bare
from registry.domain.variants import folded
from registry.domain.wording import plain

_NUMERAL = "0-9一二三四五六七八九十"
_COUNT = r"(?:19|20)\d\d(?:年度?)?|\d{1,2}|[一二三四五六七八九十]{1,2}|[a-z]"
_DATING = rf"第?(?:{_COUNT})(?:号|版|稿)?|试行|暂行|补充|续|新|再次"
_IN_BRACKETS = re.compile(rf"[(\[{{〔【《<](?:{_DATING})[)\]}}〕】》>]")
_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d年度?")
_AT_THE_END = re.compile(rf"(?<=[^\W\da-z{_NUMERAL}])(?:{_COUNT})$")
_FILLERS = re.compile(r"(?:责任|任务|职责|义务|年度|有关|相关|的)$")
SHORTEST = 2
"""So many characters have to be left, or the wording stays as it is."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked for: the code of the row surely found, or the entry; else bare words with the rows offered."""

    row: str = ""
    words: str = ""
    offered: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What stands for it in a key that is unique while a case is open."""
        return self.row or self.words

    def is_the_same_as(self, other: "Matter") -> bool:
        """Whether both are one matter, as far as the list can tell them apart; the order plays no part."""
        if self.row and other.row:
            return self.row == other.row
        if self.row or other.row:
            row, unclear = (self, other) if self.row else (other, self)
            return bool(unclear.offered) and unclear.offered[0] == row.row
        return self.words == other.words or (bool(self.offered) and set(self.offered) == set(other.offered))


def bare_words(text: str) -> str:
    """The plain wording, in simplified characters, without years, single numbers or letters that only count it, and
    what surrounds a matter."""
    text = folded(text)
    level = "".join(unicodedata.normalize("NFKC", text).lower().split())
    left = _shorter(plain(_IN_BRACKETS.sub("", level)), plain(text))
    while True:
        name = left
        for cut in (_YEAR_BEFORE, _AT_THE_END, _FILLERS):
            left = _shorter(cut.sub("", left), left)
        left = _shorter(bare(left), left)
        if left == name:
            return left


def _shorter(cut: str, whole: str) -> str:
    return cut if len(cut) >= SHORTEST else whole


def without_the_village(wording: str, village: Division, above: str = "") -> str:
    """A plaque's bare words without the village's own name, nor its township's, before them."""
    words = bare_words(wording)
    for name in (above, *sorted(village.names(), key=len, reverse=True)):
        left = words.removeprefix(plain(name)) if name else words
        words = _shorter(left, words)
    return words
