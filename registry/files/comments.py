"""Comments 批注 and footnotes beside a list: never a part of it, always told; one that speaks of a change is asked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl.utils.cell import column_index_from_string

from registry.files.document import rows_of, tables_in
from registry.files.grid import letter
from registry.files.lists import FileForm, Problem
from registry.files.notices import Notice, notice
from registry.files.package import Package
from registry.files.sheets import sheet_parts
from registry.files.text import one_line
from registry.files.unlisted import PARAGRAPHS
from registry.files.word_numbers import W

TOLD = 60
_SPEAKS_OF_CHANGE = re.compile(
    "删除|删去|删掉|删了|作废|废止|剔除|取消|移除|合并|拆分|划转|移[交至到]|调[出整]|改[为成]|修改|更名|新增|暂缓|不再|收回|下放"
)
_KINDS = {"comment": f"{W}commentReference", "footnote": f"{W}footnoteReference", "endnote": f"{W}endnoteReference"}


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside a cell, or beside a paragraph of a document (then `sheet` is 段落)."""

    sheet: str
    row: int
    column: str
    text: str


def comments_in(package: Package) -> Iterator[Comment]:
    """Every comment (and of a document every footnote), in order, with the place it stands beside."""
    return _of_sheets(package) if package.form is FileForm.WORKBOOK else _of_document(package)


def told_of_comments(comments: Iterable[Comment], read: Iterable[str]) -> tuple[list[Problem], list[Notice]]:
    """Problems and notices; `read` are the sheets or tables from which rows were read."""
    of_a_list = set(read)
    problems: list[Problem] = []
    notices: list[Notice] = []
    for one in comments:
        said = one.text[:TOLD]
        if one.sheet in of_a_list and _SPEAKS_OF_CHANGE.search(one.text):
            problems.append(Problem(one.sheet, one.row, one.column, "COMMENT_OF_CHANGE", {"text": said}))
        else:
            notices.append(notice("COMMENT_NOT_READ", sheet=one.sheet.strip(), row=one.row, text=said))
    return problems, notices


# .xlsx
# ----------------------------------------------------------------------------------------------------------------------


def _of_sheets(package: Package) -> Iterator[Comment]:
    """Of a thread the newer part says all of it; the older one repeats it for older programs."""
    for title, part in sheet_parts(package):
        parts = package.relations(part).values()
        threads = [_by_cell(package, one, "threadedComment") for one in parts if "/threadedComments/" in one]
        said = {cell: text for found in threads for cell, text in found.items()}
        for one in (one for one in parts if re.search(r"/comments?\d*\.xml$|/comments/", one)):
            said = {**_by_cell(package, one, "comment"), **said}
        for cell, text in sorted(said.items(), key=lambda one: _place(one[0])):
            row, column = _place(cell)
            yield Comment(title, row, letter(column), text)


def _by_cell(package: Package, part: str, name: str) -> dict[str, str]:
    tree = package.tree(part)
    said: dict[str, str] = {}
    for comment in () if tree is None else tree.iter(f"{{*}}{name}"):
        text, cell = one_line("".join(_texts(comment))), comment.get("ref", "A1").split(":")[0]
        if text:
            said[cell] = f"{said[cell]} / {text}" if cell in said else text
    return said


def _texts(comment: Any) -> Iterator[str]:
    """The text of either kind: runs of t, or a bare text; without how it is read aloud."""
    for text in comment.iter("{*}t", "{*}text"):
        if not any(etree.QName(above).localname == "rPh" for above in text.iterancestors()):
            yield text.text or ""


def _place(cell: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell)
    return (int(found[2]), column_index_from_string(found[1])) if found else (1, 1)


# .docx
# ----------------------------------------------------------------------------------------------------------------------


def _of_document(package: Package) -> Iterator[Comment]:
    parts = package.relations(package.main).values()
    said: dict[tuple[str, str], str] = {}
    for kind in _KINDS:
        for part in (part for part in parts if part.endswith(f"/{kind}s.xml")):
            tree = package.tree(part)
            for one in () if tree is None else tree.iter(f"{W}{kind}"):
                said[kind, one.get(f"{W}id", "")] = one_line("\n".join("".join(_words(p)) for p in one.iter(f"{W}p")))
    body = package.tree(package.main).find(f"{W}body") if any(said.values()) else None
    if body is not None:
        yield from _in_tables(body, said)
        yield from _beside_paragraphs(body, said)


def _words(paragraph: Any) -> Iterator[str]:
    return (text.text or "" for text in paragraph.iter(f"{W}t"))


def _in_tables(body: Any, said: dict[tuple[str, str], str]) -> Iterator[Comment]:
    for number, table in enumerate(tables_in(body), start=1):
        for row, element in enumerate(rows_of(table), start=1):
            yield from (Comment(f"表{number}", row, "", text) for text in _taken(element, said))


def _beside_paragraphs(body: Any, said: dict[tuple[str, str], str]) -> Iterator[Comment]:
    """What is left once the tables were looked through; a paragraph's number counts those outside tables."""
    for number, paragraph in enumerate(body.iterchildren(f"{W}p"), start=1):
        yield from (Comment(PARAGRAPHS, number, "", text) for text in _taken(paragraph, said))


def _taken(element: Any, said: dict[tuple[str, str], str]) -> Iterator[str]:
    """The texts that are referred to in an element, each once in a document."""
    for kind, reference in _KINDS.items():
        for one in element.iter(reference):
            text = said.pop((kind, one.get(f"{W}id", "")), "")
            if text:
                yield text
