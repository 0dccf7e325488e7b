"""Building and mutilating files: the samples with one thing changed, workbooks and documents from rows of text."""

import json
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document

from registry.domain.duties import DutyTier
from registry.files.lists import Item, ReadLists, ReadPart
from registry.files.reading import read_lists

SAMPLES = Path(__file__).parent / "samples"
WORKBOOK = SAMPLES / "01_three_tables.xlsx"
DOCUMENT = SAMPLES / "02_notice_with_tables.docx"
BASIC, SUPPORTING, RECLAIMED = "附件1 基本履职事项清单", "附件2 配合履职事项清单 ", "附件3"
BASIC_HEADER = ["序号", "事项名称", "备注"]
SUPPORTING_HEADER = ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"]


def expected(sample: Path) -> dict[str, Any]:
    return json.loads(sample.with_suffix(".expected.json").read_text(encoding="utf-8"))


def saved(made: Any) -> bytes:
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def workbook_with(change: Callable[[Any], object]) -> bytes:
    """The sample workbook, changed."""
    book = openpyxl.load_workbook(WORKBOOK, rich_text=True)
    change(book)
    return saved(book)


def document_with(change: Callable[[Document], object]) -> bytes:
    """The sample document, changed."""
    document = docx.Document(str(DOCUMENT))
    change(document)
    return saved(document)


def sheet(*rows: Sequence[object], title: str = "清水河镇基本履职事项清单", merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet: a title, then these rows."""
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    for row in ([title], *rows):
        book.active.append(list(row))
    for area in merged:
        book.active.merge_cells(area)
    return saved(book)


def supporting(
    *rows: Sequence[object], header: Sequence[object] = SUPPORTING_HEADER, merged: Sequence[str] = ()
) -> bytes:
    return sheet(header, *rows, title="清水河镇配合履职事项清单", merged=merged)


def reclaimed(*rows: Sequence[object], header: Sequence[object]) -> bytes:
    return sheet(header, *rows, title="清水河镇上级部门收回事项清单")


def with_parts(content: bytes, changed: dict[str, bytes], *, without: str = "") -> bytes:
    """The zip with these parts replaced or added, and one left out."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != without and name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return stream.getvalue()


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def part(content: bytes, tier: DutyTier) -> ReadPart:
    found = read_lists(content).part(tier)
    assert found is not None
    return found


def basic(content: bytes) -> tuple[Item, ...]:
    return part(content, DutyTier.BASIC).items


def warnings(read: ReadLists | ReadPart) -> list[str]:
    return [warning.text for warning in read.warnings]


def codes(read: ReadLists) -> list[str]:
    return [problem.code for problem in read.problems]


def flags(item: Item) -> list[str]:
    return [flag.text for flag in item.flags]


def names(items: Sequence[Item]) -> list[str]:
    return [item.name for item in items]
