"""Lists printed in several columns of rows beside each other, laid one under the other again.

What cannot be put in order surely is a problem of the sheet; two rows are never glued into one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from registry.domain.duties import DutyTier
from registry.files.fields import Field, field_of, tier_named_in
from registry.files.grid import Cell, Flow, Row, is_blank
from registry.files.headers import Header, header_at
from registry.files.lines import is_note, title_in, total_in
from registry.files.lists import Problem
from registry.files.numerals import number_of, numbered
from registry.files.text import label

_TITLES = {DutyTier.BASIC: "基本履职事项", DutyTier.SUPPORTING: "配合履职事项", DutyTier.RECLAIMED: "上级收回事项"}


@dataclass(frozen=True)
class Block:
    """The columns from `first` to `last` of a sheet, a table of their own."""

    first: int
    last: int

    def holds(self, cell: Cell) -> bool:
        return self.first <= cell.column and cell.column + cell.width - 1 <= self.last


@dataclass
class Unfolded:
    """The flow with one table under the other, and where that could not be done."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def unfolded(flow: Flow) -> tuple[Flow, list[Problem]]:
    """The flow with tables that stood side by side one under the other, in the order of their numbers."""
    found, at = Unfolded(), 0
    while at < len(flow.rows):
        blocks = _blocks(flow.rows[at])
        if blocks:
            end = _end(flow.rows, at, blocks)
            _take(found, flow.rows[at:end], blocks)
            at = end
        else:
            found.rows.append(flow.rows[at])
            at += 1
    return replace(flow, rows=tuple(found.rows)), found.problems


def _blocks(row: Row) -> tuple[Block, ...]:
    """The blocks that a row of labels begins: each has a column of numbers, or repeats the first block's labels."""
    cells = [cell for cell in row.filled if not cell.trouble]
    if row.is_paragraph or row.gone or len(cells) < 2:  # noqa: PLR2004
        return ()
    starts = [at for at, cell in enumerate(cells) if field_of(cell.text) is Field.NUMBER]
    if len(starts) < 2:  # noqa: PLR2004
        starts = _repeats([label(cell.text) for cell in cells])
    if len(starts) < 2 or starts[0] > 1:  # noqa: PLR2004
        return ()
    shift = starts[0]
    starts = [start - shift for start in starts]
    groups = [cells[start:end] for start, end in zip(starts, [*starts[1:], len(cells)], strict=True)]
    if not all(any(field_of(cell.text) is Field.NAME for cell in group) for group in groups):
        return ()
    if all({field_of(cell.text) for cell in group} == {Field.DEPARTMENT, Field.NAME} for group in groups):
        return ()  # 部门名称 | 职责 | 部门名称 | 职责 under 牵头部门 and 配合部门: one table
    firsts = [1, *(group[0].column for group in groups[1:])]
    return tuple(Block(f, n - 1) for f, n in zip(firsts, [*firsts[1:], 10_000], strict=True))


def _repeats(labels: Sequence[str]) -> list[int]:
    """Where a sequence of labels begins again and again: 类别|事项|类别|事项 → 0, 2."""
    for length in range(1, len(labels) // 2 + 1):
        times, rest = divmod(len(labels), length)
        if not rest and list(labels) == list(labels[:length]) * times:
            return list(range(0, len(labels), length))
    return []


def _end(rows: Sequence[Row], at: int, blocks: Sequence[Block]) -> int:
    """The first row that is no longer of these blocks: another header, another title, another table."""
    for place in range(at + 1, len(rows)):
        row = rows[place]
        if is_blank(row):
            continue
        if row.is_paragraph or row.table != rows[at].table or _blocks(row) or title_in(row):
            return place
        header = header_at(rows, place)
        if header is not None and place > at + 2 and _is_of_one_table(header, blocks):
            return place
        if _group_tiers(row, blocks):
            return place
    return len(rows)


def _is_of_one_table(header: Header, blocks: Sequence[Block]) -> bool:
    return sum(column.field is Field.NAME for column in header.columns.values()) == 1 and len(blocks) > 1


def _take(found: Unfolded, region: Sequence[Row], blocks: Sequence[Block]) -> None:
    own = _named_above(found.rows, blocks) or _named_by_columns(region[0], blocks)
    before = len(found.rows)
    if own:
        for block, tier in zip(blocks, own, strict=True):
            found.rows.append(_title(region[0], block, tier))
            found.rows += [_part_of(row, block) for row in region if not is_blank(_part_of(row, block))]
    else:
        _take_ordered(found, region, blocks)
    found.rows += _left_out(region[1:], found.rows[before:])


def _take_ordered(found: Unfolded, region: Sequence[Row], blocks: Sequence[Block]) -> None:
    ordered = _in_order(region[1:], blocks)
    if ordered is None or not _are_alike(region[0], blocks):
        found.problems.append(Problem(region[0].where, region[0].number, "", "SIDE_BY_SIDE"))
        ordered = _left_then_right(region[1:], blocks)
    found.rows.append(_part_of(region[0], blocks[0]))
    last = 0
    for row, at in ordered:
        if at != last and at >= 0:
            found.rows.append(_part_of(region[0], blocks[at]))
            last = at
        found.rows.append(row)


def _left_out(region: Sequence[Row], taken: Sequence[Row]) -> Iterator[Row]:
    """What lies across several blocks and was laid under none of them: a row of its own, below all others."""
    read = {id(cell) for row in taken for cell in row.cells}
    for row in region:
        cells = tuple(cell for cell in row.filled if id(cell) not in read)
        if cells:
            yield replace(row, cells=cells)


def _are_alike(row: Row, blocks: Sequence[Block]) -> bool:
    """Whether every block has the same columns."""
    kinds = [[field_of(cell.text) for cell in _part_of(row, block).filled] for block in blocks]
    return all(kind == kinds[0] for kind in kinds)


def _named_above(rows: list[Row], blocks: Sequence[Block]) -> list[DutyTier]:
    """The parts that a row of group titles above names, one for each block; that row is taken off."""
    while rows and is_blank(rows[-1]):
        rows.pop()
    tiers = _group_tiers(rows[-1], blocks) if rows else []
    if tiers:
        rows.pop()
    return tiers


def _group_tiers(row: Row, blocks: Sequence[Block]) -> list[DutyTier]:
    if row.is_paragraph or len(row.filled) != len(blocks):
        return []
    if not all(block.first <= cell.column <= block.last for cell, block in zip(row.filled, blocks, strict=True)):
        return []
    return _distinct([tier_named_in(cell.text) for cell in row.filled])


def _named_by_columns(row: Row, blocks: Sequence[Block]) -> list[DutyTier]:
    """The parts that the labels of each block name themselves (配合事项, 收回事项)."""
    texts = [[tier_named_in(cell.text) for cell in _part_of(row, block).filled] for block in blocks]
    return _distinct([next((tier for tier in of if tier), None) for of in texts])


def _distinct(tiers: Sequence[DutyTier | None]) -> list[DutyTier]:
    known = [tier for tier in tiers if tier is not None]
    return known if len(known) == len(tiers) == len(set(known)) else []


def _title(row: Row, block: Block, tier: DutyTier) -> Row:
    return replace(row, cells=(Cell(block.first, text=f"{_TITLES[tier]}清单"),))


def _part_of(row: Row, block: Block) -> Row:
    return replace(row, cells=tuple(cell for cell in row.cells if block.holds(cell)))


# In the order of their numbers
# ----------------------------------------------------------------------------------------------------------------------

Placed = tuple[Row, int]  # a row, and the block it stands in (-1 for one across all)


def _in_order(rows: Sequence[Row], blocks: Sequence[Block]) -> list[Placed] | None:
    """The rows in the one order in which their numbers rise; None where there is none."""
    ways = (_left_then_right(rows, blocks), _part_by_part(rows, blocks), _row_by_row(rows, blocks))
    return next((way for way in ways if _rises(way)), None)


def _rises(placed: Iterable[Placed]) -> bool:
    numbers = [number for row, at in placed if at >= 0 and not _is_across(row) and (number := _number(row)) is not None]
    items = [row for row, at in placed if at >= 0 and len(row.filled) > 1]
    return bool(numbers) and len(numbers) >= len(items) and all(a < b for a, b in pairwise(numbers))


def _number(row: Row) -> int | None:
    first = row.filled[0].text if row.filled else ""
    if len(row.filled) == 1:
        inside = numbered(first)
        return inside.number.value if inside and inside.mark[0].isdigit() else None
    number = number_of(first)
    return number.value if number else None


def _is_across(row: Row) -> bool:
    return not row.filled or (len(row.filled) == 1 and (is_note(row.filled[0].text) or total_in(row)[0]))


def _left_then_right(rows: Sequence[Row], blocks: Sequence[Block]) -> list[Placed]:
    ends = [row for row in rows if _closes(row)]
    body = [row for row in rows if not _closes(row)]
    return [*_by_block(body, blocks), *((row, -1) for row in ends)]


def _part_by_part(rows: Sequence[Row], blocks: Sequence[Block]) -> list[Placed]:
    """Rows across all blocks (a category) divide what is read left, then right."""
    placed: list[Placed] = []
    part: list[Row] = []
    for row in rows:
        if len(row.filled) == 1 and row.filled[0].column == min(b.first for b in blocks) and _number(row) is None:
            placed += [*_by_block(part, blocks), (row, -1)]
            part = []
        else:
            part.append(row)
    return [*placed, *_by_block(part, blocks)]


def _row_by_row(rows: Sequence[Row], blocks: Sequence[Block]) -> list[Placed]:
    return [(half, at) for row in rows for at, block in enumerate(blocks) if not is_blank(half := _part_of(row, block))]


def _by_block(rows: Sequence[Row], blocks: Sequence[Block]) -> Iterator[Placed]:
    for at, block in enumerate(blocks):
        for row in rows:
            half = _part_of(row, block)
            if not is_blank(half):
                yield half, at


def _closes(row: Row) -> bool:
    return total_in(row)[0] or (len(row.filled) == 1 and is_note(row.filled[0].text))
