"""Whether a row is one line across the table (a category, a note) or an item of which only one cell is filled."""

import re
from dataclasses import dataclass, replace

from registry.files.counts import is_count_alone
from registry.files.fields import Field
from registry.files.grid import Row
from registry.files.headers import Header
from registry.files.lines import CATEGORIES, category_of, is_surely_note, number_style
from registry.files.numerals import Style, number_of, numbered
from registry.files.text import narrow, one_line

_ROMAN = re.compile("[Ⅰ-ⅻIVX]{1,5}[、.．]?")
_CHINESE = (Style.CHINESE, Style.BRACKETED_CHINESE)


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is known of the numbers above a row: whether items have 1, 2, 3, the last one, categories begun."""

    arabic: bool
    last: int | None
    begun: int


def is_line_across(row: Row, header: Header, above: SoFar) -> bool:
    """One text in the first column or across the table; or 一 | 党的建设 where items are numbered 1, 2, 3."""
    first = row.filled[0]
    if len(row.filled) == 1:
        return _is_alone_across(row, header, above)
    style = number_style(row)
    matter = row.filled[1].text
    if _is_next_item(first.text, matter, above):
        return False
    styled = style in _CHINESE or bool(_ROMAN.fullmatch(first.text))
    return len(row.filled) == 2 and styled and above.arabic and bool(category_of(matter))  # noqa: PLR2004


def with_count_beside(row: Row, header: Header) -> Row:
    """一、党的建设 | 2项, a category whose count stands in a cell of its own, as one line across; other rows as is."""
    if len(row.filled) != 2 or not is_count_alone(narrow(row.filled[1].text)):  # noqa: PLR2004
        return row
    first, count = row.filled
    category, column = category_of(first.text), header.columns.get(first.column)
    of_a_matter = column is not None and column.field is Field.NAME
    if category is None or not category.is_certain or category.declared is not None:
        return row
    if of_a_matter and category.style not in _CHINESE:
        return row
    text = f"{one_line(first.text)}（{one_line(count.text).strip('()（）')}）"
    return replace(row, cells=(replace(first, text=text, raw=text, width=row.width),))


def is_next_number(text: str, above: SoFar) -> bool:
    """3.办民生实事 alone in the column of numbers, after item 2, is no category."""
    split = numbered(one_line(text))
    if split is None or above.last is None or not above.arabic or split.number.style in (*_CHINESE, Style.OTHER):
        return False
    return bool(split.rest) and split.number.value == above.last + 1


def _is_alone_across(row: Row, header: Header, above: SoFar) -> bool:
    (first,) = row.filled
    column = header.columns.get(first.column)
    numbers = number_of(first.text) and not is_surely_note(first.text)  # 附件3, 表3 are no numbers of items
    if first.trouble or numbers or (column and column.field is Field.CATEGORY and row.width > 1):
        return False
    category = category_of(first.text)
    counted = category is not None and category.declared is not None  # 1.党的建设（2项） heads two items
    certain = category is not None and category.is_certain and (counted or category.style is not Style.ARABIC)
    if column is None or column.field is not Field.NAME or first.width > 1:
        return first.column == 1 or certain
    told = category is not None and (category.declared is not None or category.name in CATEGORIES)
    return is_surely_note(first.text) or (certain and (above.arabic or header.has(Field.NUMBER) or told))


def _is_next_item(number: str, matter: str, above: SoFar) -> bool:
    """（四）| 强治理 after item 3, where categories have not come to their fourth, is item 4."""
    found, category = number_of(number), category_of(matter)
    known = category is None or category.declared is not None or category.name in CATEGORIES
    if found is None or above.last is None or known:
        return False
    return found.value == above.last + 1 != above.begun + 1
