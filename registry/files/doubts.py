"""Rows that were read and may be read wrong, told as problems: a list that is quietly wrong is worse than none."""

import re
from collections.abc import Iterator, Sequence

from registry.files.amended import Change, change_of
from registry.files.bodies import bodies_of, row_problem
from registry.files.drafts import is_nothing
from registry.files.fields import Field
from registry.files.grid import letter
from registry.files.lists import Item, Problem
from registry.files.nothing import says_none
from registry.files.numerals import marks
from registry.files.parts import Entry, PartReading
from registry.files.text import label, one_line
from registry.files.unused import unused_columns

_SECOND = re.compile(
    "^(子|小|细分|具体|细化|三级|四级|下级|分|明细)(事)?(项|目)(事项)?(名称|内容)?$|^(具体|细化)事项(名称|内容)?$"
)
_TOWNSHIPS = re.compile("^(适用|涉及|承担|所属|实施|执行|对应)?(乡镇|街道|镇街|乡镇街道|范围|乡镇范围)(名称)?$")
_NO_MATTER = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?|\d{2}:\d{2}(?::\d{2})?|[\d.,%\-/\s]+|是|否|True|False|TRUE|FALSE")
_SEVERAL_NUMBERS = re.compile(r"\d{1,4}(?:\s*[、,，;；/和及\n~～—至到-]\s*\d{1,4})+[、.．]?")
_HEADER = frozenset({"事项名称", "序号", "事项", "职责事项", "配合事项", "收回事项"})
_TOLD = 30


def doubts_of(part: PartReading) -> Iterator[Problem]:
    """What must be asked about a finished part, row by row; rows of ours that nobody touched are past doubt."""
    yield from _unnumbered(part)
    yield from _listed_twice(part)
    yield from _of_townships(part)
    yield from unused_columns(part)
    first: dict[str, Item] = {}
    for entry in part.entries:
        item = entry.item
        if item is None or item.code:
            continue
        yield from _of_matter(entry, item)
        yield from _of_columns(entry)
        yield from bodies_of(entry, item)
        earlier = first.setdefault(label(item.name), item)
        if earlier is not item and item.name and _says(earlier) != _says(item) and _says(item).strip("|"):
            yield row_problem(
                entry.draft.first, entry.header, Field.NAME, "DUPLICATE_DIFFERS", other_row=earlier.row, name=item.name
            )


def _listed_twice(part: PartReading) -> Iterator[Problem]:
    """Two sheets that say the same part (old and new): rows of both would be one list that nobody issued."""
    first: dict[str, Item] = {}
    again: dict[str, list[Entry]] = {}
    for entry in part.entries:
        item = entry.item
        if item is None or item.code:
            continue
        earlier = first.setdefault(label(item.name), item)
        if earlier.sheet != item.sheet:
            again.setdefault(item.sheet, []).append(entry)
    for sheet, entries in again.items():
        rows = sum(entry.item is not None and entry.item.sheet == sheet for entry in part.entries)
        if len(entries) > 1 and 2 * len(entries) >= rows:
            other = first[label(entries[0].item.name)].sheet if entries[0].item else ""
            yield row_problem(entries[0].draft.first, entries[0].header, Field.NAME, "LIST_TWICE", other=other.strip())


def _of_townships(part: PartReading) -> Iterator[Problem]:
    """A column that says for which townships a row is, where it does not say the same in every row."""
    said: dict[int, str] = {}
    for entry in part.entries:
        for at, column in entry.header.columns.items():
            cell = entry.draft.first.row.at(at)
            if column.field is not Field.UNREAD or not _TOWNSHIPS.search(label(column.text)) or cell is None:
                continue
            text = one_line(cell.text or cell.above or "")
            if text and said.setdefault(at, text) != text:
                where = entry.draft.first.row
                facts = {"column": column.text, "said": text[:_TOLD]}
                yield Problem(where.where, where.number, letter(at), "TOWNSHIP_COLUMN", facts)
                return


def _says(item: Item) -> str:
    """All that an item says beside its matter, for telling copies from namesakes."""
    shares = [share.department + "".join(share.duties) for share in item.superior_duties]
    told = ("".join(shares), "".join(item.departments), "".join(item.township_duties), item.taken_over_by, item.method)
    return "|".join(map(label, told))


def _unnumbered(part: PartReading) -> Iterator[Problem]:
    """A row without number among numbered rows is the rest of the row above, or an item: nobody can tell which.

    Where the numbers around it leave room for one (4, blank, 6), it is that item."""
    entries = [entry for entry in part.entries if entry.item is not None]
    seqs = [entry.item.seq if entry.item is not None else None for entry in entries]
    numbered = sum(e.item is not None and (e.item.seq is not None or e.item.seq_raw != "") for e in entries)
    if 2 * numbered < len(seqs):  # hardly any is numbered
        return
    names = {label(e.item.name) for e in entries if e.item is not None and e.item.seq is not None}
    for at, entry in enumerate(entries):
        item = entry.item
        if item is None or item.seq is not None or item.code or not entry.header.has(Field.NUMBER):
            continue
        if item.seq_raw or not item.name or label(item.name) in names or _has_room(seqs, at):
            continue
        if at:
            yield row_problem(entry.draft.first, entry.header, Field.NUMBER, "NUMBER_MISSING", name=item.name[:_TOLD])


def _has_room(seqs: Sequence[int | None], at: int) -> bool:
    """Whether the numbers before and behind a run of rows without number leave room for all of them."""
    start = end = at
    while start and seqs[start - 1] is None:
        start -= 1
    while end + 1 < len(seqs) and seqs[end + 1] is None:
        end += 1
    before, behind = seqs[start - 1] if start else 0, seqs[end + 1] if end + 1 < len(seqs) else None
    return before is not None and behind is not None and behind - before == end - start + 2


def _of_matter(entry: Entry, item: Item) -> Iterator[Problem]:
    line = entry.draft.first
    name, number = line.says(Field.NAME), line.says(Field.NUMBER)
    if item.name and _is_no_matter(item.name):
        yield row_problem(entry.draft.first, entry.header, Field.NAME, "NO_MATTER", said=item.name[:_TOLD])
    elif _is_several_numbers(number) or _holds_several(name) or _is_nested(entry):
        what = Field.NUMBER if _is_several_numbers(number) else Field.NAME
        yield row_problem(
            entry.draft.first,
            entry.header,
            what,
            "SEVERAL_IN_CELL",
            said=one_line(number if what is Field.NUMBER else name)[:_TOLD],
        )


def _is_no_matter(name: str) -> bool:
    """A date, a header, 无, or nothing but a mark: （删除）, ★."""
    bare = re.sub(r"[()（）【】\[\]〔〕]", "", name)
    is_mark = label(name) == "" or change_of(bare) in (Change.OUT, Change.TOLD)
    return bool(_NO_MATTER.fullmatch(name)) or name in _HEADER or says_none(name) or is_mark


def _is_several_numbers(number: str) -> bool:
    """3、4 or 3 and 4 on two lines in one cell of numbers; 2-3 alone numbers within a category."""
    return "\n" in number.strip() and _SEVERAL_NUMBERS.fullmatch(number.strip()) is not None


def _holds_several(name: str) -> bool:
    """1.抓支部 2.抓党员: a cell of matters that numbers two or more."""
    return len(list(marks(name.strip()))) > 1


def _is_nested(entry: Entry) -> bool:
    """Whether a table stands inside the cell of the matter."""
    names = [at for at, column in entry.header.columns.items() if column.field is Field.NAME]
    return any((cell := entry.draft.first.row.at(at)) is not None and cell.has_table for at in names)


def _of_columns(entry: Entry) -> Iterator[Problem]:
    """A second column of names (子项, 具体内容) says what the matter really is; read without it, two become one."""
    for at, column in entry.header.columns.items():
        second = column.field is Field.UNREAD and (
            _SECOND.search(label(column.text)) or column.says == Field.NAME.value
        )
        for line in entry.draft.lines if second else ():
            cell = line.row.at(at)
            text = cell.text if cell is not None else ""
            if label(text) not in ("", label(line.says(Field.NAME))) and not is_nothing(text) and not column.is_hidden:
                facts = {"column": column.text, "said": one_line(text)[:_TOLD]}
                yield Problem(line.row.where, line.row.number, letter(at), "SECOND_NAME", facts)
