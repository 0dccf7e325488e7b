"""What is to be said of a table's columns: not read, hidden, needed and not there."""

from collections.abc import Iterator

from registry.domain.duties import DutyTier
from registry.files.fields import Field
from registry.files.grid import Row, letter
from registry.files.headers import Header
from registry.files.notices import Notice, notice

_COMMON = frozenset(
    {
        Field.NUMBER,
        Field.CATEGORY,
        Field.SUBCATEGORY,
        Field.NAME,
        Field.REMARK,
        Field.CHANGE,
        Field.PART,
        Field.MARKED_PART,
        Field.MARK,
    }
)
_MARKED = Field.MARKED_DEPARTMENT
_SUPPORTING = frozenset(
    {
        Field.DEPARTMENT,
        Field.OTHER_DEPARTMENT,
        Field.OTHER_DUTIES,
        Field.SUPERIOR_DUTIES,
        Field.DEPARTMENT_AND_DUTIES,
        Field.TOWNSHIP_DUTIES,
        _MARKED,
    }
)
_TAKEN = frozenset({Field.TAKEN_OVER_BY, Field.TAKEN_OVER_BY_AND_METHOD, Field.METHOD, _MARKED})
_NEEDED = {
    DutyTier.BASIC: (),
    DutyTier.SUPPORTING: (
        ("SUPERIOR_DUTIES_COLUMN_MISSING", (Field.SUPERIOR_DUTIES, Field.DEPARTMENT_AND_DUTIES, _MARKED)),
        ("TOWNSHIP_DUTIES_COLUMN_MISSING", (Field.TOWNSHIP_DUTIES,)),
    ),
    DutyTier.RECLAIMED: (
        ("METHOD_COLUMN_MISSING", (Field.METHOD, Field.TAKEN_OVER_BY_AND_METHOD, Field.SUPERIOR_DUTIES)),
    ),
}


def notices_of(header: Header, tier: DutyTier) -> Iterator[Notice]:
    """What a reader of this part should know about the columns of a table."""
    read = read_for(header, tier)
    for column in header.columns.values():
        if column.field is Field.MARK:
            continue
        if column.is_hidden:
            yield notice("HIDDEN_COLUMN_READ" if column.field in read else "HIDDEN_COLUMN_NOT_READ", column=column.text)
        elif column.field not in read:
            yield notice("COLUMN_NOT_READ", column=column.text)
    if header.names_parts:
        return
    for code, fields in _NEEDED[tier]:
        if not header.has(*fields):
            yield notice(code)


def beside(row: Row, header: Header) -> Iterator[Notice]:
    """Text that stands under no header."""
    for cell in row.cells:
        if cell.text and cell.column not in header.columns:
            yield notice("COLUMN_WITHOUT_HEADER", column=letter(cell.column))


def is_beside(row: Row, header: Header) -> bool:
    """Whether all that stands in a row stands to the right of the table."""
    return all(cell.column > max(header.columns, default=0) for cell in row.filled)


def read_for(header: Header, tier: DutyTier) -> frozenset[Field]:
    """What the columns of a table hold that a part has a use for; in a table of all parts, that any of them has."""
    return frozenset(Field) - {Field.UNREAD} if header.names_parts else used_by(header, tier)


def used_by(header: Header, tier: DutyTier) -> frozenset[Field]:
    """What a row of this part has a use for."""
    if tier is DutyTier.SUPPORTING:
        return _COMMON | _SUPPORTING
    if tier is DutyTier.BASIC:
        return _COMMON
    bodies = frozenset[Field]() if header.has(Field.TAKEN_OVER_BY) else frozenset({Field.DEPARTMENT})
    told = frozenset[Field]() if header.has(Field.METHOD) else frozenset({Field.SUPERIOR_DUTIES})
    return _COMMON | _TAKEN | bodies | told
