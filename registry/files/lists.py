"""What a file of lists says, as one frozen value: three parts, their items, what is odd, what must be mended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from registry.domain.duties import DutyTier
from registry.files.notices import Notice

PART_NAMES = {DutyTier.BASIC: "basic", DutyTier.SUPPORTING: "cooperate", DutyTier.RECLAIMED: "recall"}


PROBLEMS = frozenset(
    {
        "AMENDMENT_UNCLEAR",
        "ANOTHER_TOWNSHIP",
        "BOX_OVER_LIST",
        "CELL_ERROR",
        "CHANGE_NOT_MADE",
        "CHARACTERS_LOST",
        "CHARACTERS_UNREADABLE",
        "CODE_REPEATED",
        "COLUMN_OF_ANOTHER_PART",
        "COLUMN_UNCLEAR",
        "COLUMN_UNNAMED",
        "COMMENT_OF_CHANGE",
        "COUNT_WITHOUT_LIST",
        "DEPARTMENT_MISSING",
        "DEPARTMENT_UNCLEAR",
        "DITTO_WITHOUT_ROW_ABOVE",
        "DUPLICATE_DIFFERS",
        "DUTIES_UNDIVIDED",
        "FOOT_UNCLEAR",
        "FORMULA_WITHOUT_VALUE",
        "HEADER_MISSING",
        "HEADER_UNCLEAR",
        "LIST_FLAW",
        "LIST_IN_PARAGRAPHS",
        "LIST_OF_ANOTHER_KIND",
        "LIST_TWICE",
        "MARK_UNCLEAR",
        "NAME_MISSING",
        "NAME_TOO_LONG",
        "NO_MATTER",
        "NUMBER_IN_MATTER",
        "NUMBER_MISSING",
        "NUMBER_REPEATED",
        "NUMBER_UNREADABLE",
        "PARAGRAPH_IN_LIST",
        "PART_UNKNOWN",
        "PERSONAL",
        "PICTURE",
        "PLACEHOLDER",
        "REFERENCE_IN_MATTER",
        "REFERENCE_UNCLEAR",
        "ROW_UNCLEAR",
        "SECOND_NAME",
        "SEVERAL_IN_CELL",
        "SEVERAL_PARTS",
        "SIDE_BY_SIDE",
        "TAKEN_OVER_BY_MISSING",
        "TAKERS_UNCLEAR",
        "TEXT_BOX",
        "TOWNSHIP_COLUMN",
    }
)
"""The public codes of problems; each has words."""

_WORTH_TELLING = frozenset(
    {
        "DEPARTMENT_ONLY_IN_DUTIES",
        "DEPARTMENT_WITHOUT_DUTIES",
        "DITTO",
        "FOOTNOTE_MARK",
        "HIDDEN_TEXT",
        "OTHERS_MEANT",
        "STRUCK_TEXT",
        "TRACKED_DELETED",
        "TRACKED_REPLACED",
        "UNDIVIDED_DUTIES",
    }
)
"""The flags of rows that are told to people; the others are for programs."""

REMARKS_HEADING = "导入提示"
"""Heads what we write into a file that is given back, for people to read; a list may say the same words anywhere."""
REMARKS_MARK = "\u2063\u2060\u2063\u2063\u2060\u2063"
"""Stands unseen behind the heading and tells us to pass by what it heads when the file comes again. No list that we
keep says it: what nobody sees is never kept."""


class FileForm(StrEnum):
    """A workbook tells its oddities sheet by sheet, a document (one flow of text) as a whole."""

    WORKBOOK = "WORKBOOK"
    DOCUMENT = "DOCUMENT"


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a file from being imported, and where. `sheet` is a sheet's name or 表1, 表2 … of a document;
    `row` counts from 1; `column` is a letter, empty for the whole row."""

    sheet: str
    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DepartmentDuties:
    """One superior department's duties within a supporting item."""

    department: str
    duties: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        return {"department": self.department, "duties": list(self.duties)}


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list. `seq` is its number, `seq_raw` that as written; `sheet` and `row` say where it stands.

    `code` is our own stable id where the row carries one: such a row was written by us and is read to the letter.
    """

    tier: DutyTier
    seq: int | None
    seq_raw: str
    category: str
    name: str
    sheet: str
    row: int
    departments: tuple[str, ...] = ()
    superior_duties: tuple[DepartmentDuties, ...] = ()
    township_duties: tuple[str, ...] = ()
    taken_over_by: str = ""
    method: str = ""
    remark: str = ""
    flags: tuple[Notice, ...] = ()
    code: str = ""

    @property
    def is_duplicate(self) -> bool:
        """Whether an earlier row of the same part says the same."""
        return any(flag.code == "DUPLICATE_OF" for flag in self.flags)

    def as_data(self, *, with_raw: bool, with_remark: bool) -> dict[str, Any]:
        """The row as plain data, with the keys its part has."""
        told: dict[str, Any] = {"seq": self.seq, "category": self.category, "name": self.name}
        if with_raw:
            told["seq_raw"] = self.seq_raw
        if self.tier is DutyTier.SUPPORTING:
            told["departments"] = list(self.departments)
            told["superior_duties"] = [share.as_data() for share in self.superior_duties]
            told["township_duties"] = list(self.township_duties)
        elif self.tier is DutyTier.RECLAIMED:
            told |= {"receiving_department": self.taken_over_by, "work_mode": self.method}
        if with_remark:
            told["remark"] = self.remark
        if self.code:
            told["code"] = self.code
        return told | {"flags": [flag.text for flag in self.flags]}


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One of the three lists as the file has it."""

    tier: DutyTier
    items: tuple[Item, ...]
    declared_count: int | None = None
    has_remarks: bool = False
    warnings: tuple[Notice, ...] = ()

    @property
    def parsed_count(self) -> int:
        """Rows that say something of their own: duplicates are not counted."""
        return sum(not item.is_duplicate for item in self.items)

    @property
    def is_numbered_in_its_own_way(self) -> bool:
        """Whether a number as written says something else than the number ((一), ４, 7.0): then all are told raw."""
        return any(item.seq_raw not in ("", str(item.seq)) for item in self.items)

    def as_data(self, form: FileForm) -> dict[str, Any]:
        raw, remark = self.is_numbered_in_its_own_way, self.has_remarks
        told: dict[str, Any] = {"items": [i.as_data(with_raw=raw, with_remark=remark) for i in self.items]}
        if self.declared_count is not None:
            told["declared_count"] = self.declared_count
        if form is FileForm.WORKBOOK or self.declared_count is not None:
            told["parsed_count"] = self.parsed_count
        if form is FileForm.WORKBOOK:
            told["warnings"] = [warning.text for warning in self.warnings]
        return told


@dataclass(frozen=True, slots=True)
class ReadLists:
    """A file as read. `date` is 2025-06-18, or 2025-06 where the file names no day; what it does not say is empty."""

    file: str
    form: FileForm
    county: str
    township: str
    document_number: str
    date: str
    parts: tuple[ReadPart, ...]
    warnings: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()

    def part(self, tier: DutyTier) -> ReadPart | None:
        """The part of this tier, None where the file has none."""
        return next((part for part in self.parts if part.tier is tier), None)

    @property
    def all_warnings(self) -> tuple[Notice, ...]:
        """Those of the file and of its parts, in the order a document tells them."""
        before = [w for w in self.warnings if not w.comes_last]
        after = [w for w in self.warnings if w.comes_last]
        return (*before, *(w for part in self.parts for w in part.warnings), *after)

    @property
    def flagged(self) -> tuple[tuple[Item, Notice], ...]:
        """What whoever keeps the file should know of single rows: left out, taken from elsewhere, shared by guess."""
        items = (item for part in self.parts for item in part.items)
        return tuple((item, flag) for item in items for flag in item.flags if flag.code in _WORTH_TELLING)

    def as_data(self) -> dict[str, Any]:
        """The whole as plain data; keys that this file gives no ground for are left out."""
        told: dict[str, Any] = {"file": self.file, "county": self.county, "township": self.township, "date": self.date}
        if self.document_number:
            told["doc_no"] = self.document_number
        told["lists"] = {PART_NAMES[part.tier]: part.as_data(self.form) for part in self.parts}
        warnings = self.warnings if self.form is FileForm.WORKBOOK else self.all_warnings
        if warnings or self.form is FileForm.DOCUMENT:
            told["warnings"] = [warning.text for warning in warnings]
        return told
