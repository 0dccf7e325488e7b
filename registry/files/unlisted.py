"""Parts of a file that were not read: lists typed as paragraphs below their title, counts of lists not there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from registry.domain.duties import DutyTier
from registry.files.lists import Problem
from registry.files.notices import Notice, notice
from registry.files.numerals import numbered
from registry.files.parts import PartReading
from registry.files.text import one_line

PARAGRAPHS = "段落"
"""Where a problem of a paragraph stands; its row is the paragraph's number."""
NAMES = {DutyTier.BASIC: "基本履职事项", DutyTier.SUPPORTING: "配合履职事项", DutyTier.RECLAIMED: "上级收回事项"}
"""The parts as they are told to people."""
_TOLD = 30


@dataclass
class Unlisted:
    """The first numbered paragraph below the title of each part, before any table of it."""

    tier: DutyTier | None = None
    first: dict[DutyTier, tuple[int, str]] = field(default_factory=dict)

    def is_below(self, tier: DutyTier | None) -> None:
        """A title of this part stands here; None where a table begins, or a title inside one."""
        self.tier = tier

    def take(self, number: int, text: str) -> None:
        split = numbered(one_line(text))
        if self.tier is not None and split and split.rest:
            self.first.setdefault(self.tier, (number, one_line(text)[:_TOLD]))

    def problems(self, parts: Mapping[DutyTier, PartReading]) -> Iterator[Problem]:
        """What must be asked about each part that the file has a title of, and no row."""
        for tier, name in NAMES.items():
            part = parts.get(tier)
            if part is not None and (part.entries or part.is_said_empty):
                continue
            declared = part.declared if part is not None else None
            if tier in self.first:
                row, text = self.first[tier]
                yield Problem(PARAGRAPHS, row, "", "LIST_IN_PARAGRAPHS", {"part": name, "text": text})
            elif declared:
                where = part.sheets[0] if part is not None and part.sheets else PARAGRAPHS
                yield Problem(where, 1, "", "COUNT_WITHOUT_LIST", {"part": name, "declared": declared})

    def told(self, parts: Mapping[DutyTier, PartReading], counts: Mapping[DutyTier, int]) -> Iterator[Notice]:
        """Parts that only the covering letter counts: they may be files of their own, and are brought in by these."""
        for tier, name in NAMES.items():
            part = parts.get(tier)
            here = part is not None and (part.entries or part.is_said_empty or part.declared)
            if counts.get(tier) and not here and tier not in self.first:
                yield notice("COUNT_ELSEWHERE", part=name, declared=counts[tier])
