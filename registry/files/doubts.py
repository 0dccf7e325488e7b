"""Rows that were read and may be read wrong, told as problems: a list that is quietly wrong is worse than none."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from registry.domain.duties import DutyTier
from registry.files.departments import departments_in, is_department
from registry.files.drafts import Line
from registry.files.fields import Field
from registry.files.grid import letter
from registry.files.headers import Header
from registry.files.lists import Item, Problem
from registry.files.numerals import MARK, marks
from registry.files.parts import Entry, PartReading
from registry.files.text import label, one_line

_SECOND = re.compile(
    "^(子|小|细分|具体|细化|三级|四级|下级|分|明细)(事)?(项|目)(事项)?(名称|内容)?$|^(具体|细化)事项(名称|内容)?$"
)
_NO_MATTER = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?|\d{2}:\d{2}(?::\d{2})?|[\d.,%\-/\s]+|是|否|True|False|TRUE|FALSE")
_SEVERAL_NUMBERS = re.compile(r"\d{1,4}(?:\s*[、,，;；/和及\n~～—至到-]\s*\d{1,4})+[、.．]?")
_HEADER = frozenset({"事项名称", "序号", "事项", "职责事项", "配合事项", "收回事项"})
_VAGUE = re.compile(
    rf"(?:^|[\n；;。])\s*(?:{MARK.pattern})?\s*(?P<name>(?:其他|其它|各|相关|有关|各有关|各相关|其他有关|其他相关)+(?:部门|单位)(?:和单位)?)\s*[：:]"
)
_TELEPHONE = re.compile(r"\d[\d\s-]{5,}\d")
_NOBODY = re.compile("取消|不再|废止|停止|自行|自办|乡镇")
_TOLD = 30


def doubts_of(part: PartReading) -> Iterator[Problem]:
    """What must be asked about a finished part, row by row; rows of ours that nobody touched are past doubt."""
    yield from _unnumbered(part)
    first: dict[str, Item] = {}
    for entry in part.entries:
        item = entry.item
        if item is None or item.code:
            continue
        yield from _of_matter(entry, item)
        yield from _of_columns(entry)
        yield from _of_bodies(entry, item)
        earlier = first.setdefault(label(item.name), item)
        if earlier is not item and item.name and _says(earlier) != _says(item) and _says(item).strip("|"):
            yield _problem(entry, Field.NAME, "DUPLICATE_DIFFERS", other_row=earlier.row, name=item.name)


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
    if 2 * sum(seq is not None for seq in seqs) < len(seqs):  # hardly any is numbered
        return
    names = {label(e.item.name) for e in entries if e.item is not None and e.item.seq is not None}
    for at, entry in enumerate(entries):
        item = entry.item
        if item is None or item.seq is not None or item.code or not entry.header.has(Field.NUMBER):
            continue
        if item.seq_raw or not item.name or label(item.name) in names or _has_room(seqs, at):
            continue
        if at:
            yield _problem(entry, Field.NUMBER, "NUMBER_MISSING", name=item.name[:_TOLD])


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
    if item.name and (_NO_MATTER.fullmatch(item.name) or item.name in _HEADER):
        yield _problem(entry, Field.NAME, "NO_MATTER", said=item.name[:_TOLD])
    elif _is_several_numbers(number) or _holds_several(name):
        what = Field.NUMBER if _is_several_numbers(number) else Field.NAME
        yield _problem(entry, what, "SEVERAL_IN_CELL", said=one_line(number if what is Field.NUMBER else name)[:_TOLD])


def _is_several_numbers(number: str) -> bool:
    """3、4 or 3 and 4 on two lines in one cell of numbers; 2-3 alone numbers within a category."""
    return "\n" in number.strip() and _SEVERAL_NUMBERS.fullmatch(number.strip()) is not None


def _holds_several(name: str) -> bool:
    """1.抓支部 2.抓党员: a cell of matters that numbers two or more."""
    return len(list(marks(name.strip()))) > 1


def _of_columns(entry: Entry) -> Iterator[Problem]:
    """A second column of names (子项) says what the matter really is; read without it, two matters become one."""
    for at, column in entry.header.columns.items():
        second = column.field is Field.UNREAD and _SECOND.search(label(column.text))
        for line in entry.draft.lines if second else ():
            cell = line.row.at(at)
            text = cell.text if cell is not None else ""
            if text and label(text) != label(line.says(Field.NAME)):
                facts = {"column": column.text, "said": one_line(text)[:_TOLD]}
                yield Problem(line.row.where, line.row.number, letter(at), "SECOND_NAME", facts)


def _of_bodies(entry: Entry, item: Item) -> Iterator[Problem]:
    """Departments that are none: a vague one before a colon, one with a telephone, 取消 where a body should stand."""
    line = entry.draft.first
    if item.tier is DutyTier.SUPPORTING:
        told = "\n".join(one.says(Field.SUPERIOR_DUTIES) for one in entry.draft.lines)
        vague = _VAGUE.search(told) if item.departments else None
        if vague:
            yield _problem(entry, Field.SUPERIOR_DUTIES, "DEPARTMENT_UNCLEAR", said=vague["name"])
    with_telephone = next((name for name in (*item.departments, item.taken_over_by) if _TELEPHONE.search(name)), "")
    if with_telephone:
        what = Field.DEPARTMENT if item.departments else Field.TAKEN_OVER_BY
        yield _problem(entry, what, "DEPARTMENT_UNCLEAR", said=_TELEPHONE.sub("…", with_telephone)[:_TOLD])
    if item.tier is DutyTier.RECLAIMED:
        yield from _of_who_took_over(entry, item, line)


def _of_who_took_over(entry: Entry, item: Item, line: Line) -> Iterator[Problem]:
    """One cell that numbers several says who does what, and all of it counts."""
    both = "\n".join(one.says(Field.TAKEN_OVER_BY_AND_METHOD) for one in entry.draft.lines)
    if _names_several(both, item.taken_over_by):
        yield _problem(entry, Field.TAKEN_OVER_BY_AND_METHOD, "SEVERAL_IN_CELL", said=one_line(both)[:_TOLD])
    elif both and not item.method and re.search("[(（][^()（）]*[)）]$", item.taken_over_by):
        yield _problem(entry, Field.TAKEN_OVER_BY_AND_METHOD, "DEPARTMENT_UNCLEAR", said=item.taken_over_by[:_TOLD])
    said = line.says(Field.TAKEN_OVER_BY) or line.says(Field.DEPARTMENT)
    wrong = [name for name in departments_in(said).names if _NOBODY.search(name) and not is_department(name)]
    if wrong:
        yield _problem(entry, Field.TAKEN_OVER_BY, "DEPARTMENT_UNCLEAR", said=wrong[0][:_TOLD])


def _names_several(text: str, taken_over_by: str) -> bool:
    """1.县水利局：巡查 2.县农业局：执法: a numbered piece that begins with another department."""
    text = text.strip()
    starts = [begin for begin, _ in marks(text)]
    pieces = [MARK.sub("", text[begin:end], count=1) for begin, end in pairwise([*starts, len(text)])]
    bodies = [re.split("[：:，,]", piece, maxsplit=1)[0].strip() for piece in pieces]
    others = [body for body in bodies if is_department(body) and body not in taken_over_by.split("、")]
    return len(pieces) > 1 and bool(others)


def _problem(entry: Entry, what: Field, code: str, **facts: object) -> Problem:
    return row_problem(entry.draft.first, entry.header, what, code, **facts)


def row_problem(line: Line, header: Header, what: Field, code: str, **facts: object) -> Problem:
    """A problem of a row, in the column that holds this."""
    places = [letter(at) for at, column in header.columns.items() if column.field is what]
    return Problem(line.row.where, line.row.number, places[0] if places else "", code, facts)
