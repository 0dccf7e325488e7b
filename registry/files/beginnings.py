"""Which part a table begins by its columns: 承接部门 and 工作方式 below a basic list are no columns of a basic list."""

import re
from collections.abc import Sequence

from registry.domain.duties import DutyTier
from registry.files.fields import Field, field_of, tier_named_in
from registry.files.grid import Row, letter
from registry.files.headers import Header, header_at
from registry.files.lines import CATEGORIES, Category, title_in
from registry.files.lists import Problem

_SECTION = re.compile(r"第.{1,3}部分|附[件表]|表[一二三四\d]|清单|目录|事项$|职责$|^(?:.{1,3}、)?(?:不再|其他|其它)")
_BASIC = re.compile("^(基本|主体)(履职|履行|职责|事项|类|清单)")


def part_begun(
    header: Header, tier: DutyTier | None, passed: Sequence[Category], *, is_titled: bool
) -> DutyTier | None:
    """Another part than the one we are in; None where the table goes on with it, or where nobody can tell.

    `passed` are the lines above since the last item; `is_titled` says that a title of our part stands right above."""
    named = {one for line in passed if (one := _named(line.name))}
    own = header.own_tier
    if own is None and not header.names_parts and header.tier in named:
        own = header.tier
    if tier is None or own in (None, tier) or (is_titled and own not in named):
        return None
    return own


def introduction(passed: Sequence[Category]) -> tuple[Category | None, Sequence[Category]]:
    """The line that names the new part (三、收回类), and the categories that follow it."""
    if not passed or passed[0].name in CATEGORIES:
        return None, passed
    return passed[0], passed[1:]


def introduces_part(line: str) -> bool:
    """Whether a line says that a part begins here (三、收回类, 第三部分); any other may be a row of the list above."""
    return tier_named_in(line) is not None or _SECTION.search(line) is not None


def header_above(header: Header, row: Row, above: Row | None) -> Problem | None:
    """A row right above that looks like a header and was not read with this one: its columns are lost."""
    if above is None or above.is_paragraph or (above.table, above.where) != (row.table, row.where):
        return None
    fields = {cell.column: field_of(cell.text) for cell in above.filled}
    lost = [at for at, field in fields.items() if field in (Field.NUMBER, Field.NAME) and at not in header.columns]
    if above.number != row.number - 1 or not lost or Field.NUMBER not in fields.values():
        return None
    names = [at for at, column in header.columns.items() if column.field is Field.NAME]
    return Problem(row.where, row.number, letter(names[0]), "HEADER_UNCLEAR", {"of": header.columns[names[0]].text})


def heads_alone(rows: Sequence[Row], at: int) -> bool:
    """Whether the title of a table of one column is its header as well: 基本履职事项, and no other header below."""
    for place in range(at + 1, len(rows)):
        row = rows[place]
        if row.is_paragraph or row.table != rows[at].table or title_in(row):
            break
        if row.width > 1 or header_at(rows, place):
            return False
    return header_at(rows, at) is not None


def _named(line: str) -> DutyTier | None:
    tier = tier_named_in(line)
    return tier if tier is not DutyTier.BASIC or _BASIC.search(line) else None
