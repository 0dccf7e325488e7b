"""A sheet that goes on with the list of the sheet before without saying its columns again, and one that is not read."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from registry.domain.duties import DutyTier
from registry.files.fields import Field, tier_named_in
from registry.files.grid import Flow, Row, is_blank
from registry.files.headers import DEEPEST, Header, header_at
from registry.files.lines import category_of, is_note, title_in, total_in
from registry.files.numerals import Number, Style, number_of
from registry.files.numerals import numbered as split_number
from registry.files.text import one_line

_NO_LIST = re.compile("封面|目录|填写|填表|说明|参考|示例|样例|通讯录|汇总|统计")
FEWEST_ROWS = 2


def goes_on(flow: Flow, header: Header | None, tier: DutyTier | None, last: int | None) -> bool:
    """Whether a sheet has no header of its own, and its rows fit the columns before and go on with their numbers."""
    if flow.is_document or header is None or tier is None or last is None or not header.has(Field.NUMBER):
        return False
    titles = {title.tier for row in flow.rows if (title := title_in(row))} | {tier_named_in(flow.title) or tier}
    if titles != {tier} or has_header(flow):
        return False
    rows = list(_rows_of(flow, header))
    numbers = [_number(row, header) for row in rows]
    known = [number for number in numbers if number is not None]
    return bool(known) and known == list(range(last + 1, last + 1 + len(known))) and numbers[0] is not None


def has_header(flow: Flow) -> bool:
    """Whether any row of a sheet says its columns."""
    return any(header_at(flow.rows, at) for at in range(len(flow.rows)))


def first_of_a_list(rows: Sequence[Row], title: str, *, has_lines: bool = False) -> int:
    """The row where what looks like the rows of a list begins; 0 where nothing does. `has_lines` tells that such a row
    may be one line with its number in it."""
    if _NO_LIST.search(title):
        return 0
    numbered = [(row.number, number.value) for row in rows if (number := _leading(row, has_lines)) is not None]
    rising = [row for (row, a), (_, b) in pairwise(numbered) if b == a + 1]
    wide = [row.number for row in rows if len(row.filled) >= DEEPEST and not row.is_paragraph]
    if rising or (len(numbered) == 1 and len(list(filter(None, (r.filled for r in rows)))) <= FEWEST_ROWS):
        return numbered[0][0]
    return wide[0] if len(wide) > FEWEST_ROWS else 0


def _leading(row: Row, has_lines: bool) -> Number | None:
    if has_lines and len(row.filled) == 1 and not row.is_paragraph:
        inside = split_number(one_line(row.filled[0].text))
        return inside.number if inside and inside.rest and inside.number.style is Style.ARABIC else None
    if row.is_paragraph or len(row.filled) < FEWEST_ROWS:
        return None
    return number_of(row.filled[0].text)


def _rows_of(flow: Flow, header: Header) -> Iterator[Row]:
    """The rows that are to be items: no totals, notes, categories, titles."""
    for row in flow.rows:
        if is_blank(row) or row.gone or total_in(row)[0] or title_in(row):
            continue
        first = row.filled[0].text
        if len(row.filled) == 1 and (is_note(first) or category_of(first)):
            continue
        yield row


def _number(row: Row, header: Header) -> int | None:
    """A row's number; -1 where it does not fit the columns."""
    if any(cell.column not in header.columns for cell in row.filled):
        return -1
    cells = [cell for at, column in header.columns.items() if column.field is Field.NUMBER and (cell := row.at(at))]
    text = next((cell.text for cell in cells if cell.text), "")
    if not text:
        return None
    found = number_of(text)
    return found.value if found else -1
