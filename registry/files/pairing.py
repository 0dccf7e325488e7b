"""Several columns of departments in a table, and whose each column of duties is: 牵头部门 | 职责 | 配合部门 | 职责."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from registry.files.fields import LEAD_ALONE, UNCLEAR, Column, Field
from registry.files.text import label

_HELPING = re.compile("配合|协同|协办|协作|协助|参与|联合|联办|辅助|其他")
_LEADING = re.compile("牵头|主管|主办|主责|责任")
_LEVEL = re.compile("中央|国家|省|市|州|县|区|旗")
_OLD = re.compile("^(原|旧|调整前|修改前|收回前)")
_DUTIES_ALONE = re.compile("^(主要|工作|具体|相关|承担)?(职责|责任|任务)(内容|任务)?$|^工作内容$")

Placed = tuple[int, Column]


def paired(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns with each further department in a group of its own, and with every column of duties in a group."""
    heads = [(at, c) for at, c in columns.items() if c.source == at and not c.is_hidden and not _OLD.search(c.text)]
    others = _others([(at, c) for at, c in heads if c.field is Field.DEPARTMENT])
    changed = {at: replace(c, field=Field.OTHER_DEPARTMENT, group=group) for group, (at, c) in enumerate(others, 1)}
    heads = [(at, changed.get(at, c)) for at, c in heads]
    duties = _duties(heads)
    if len(duties) == 1:
        at, column = duties[0]
        alone = others and (_LEADING.search(column.text) or at < others[0][0])
        changed[at] = replace(column, field=Field.SUPERIOR_DUTIES, says=LEAD_ALONE if alone else "")
    else:
        changed |= _shared_out(heads, duties)
    return {at: _like(column, changed) for at, column in columns.items()}


def _like(column: Column, changed: Mapping[int, Column]) -> Column:
    """A column under the same header cell as one that was changed is changed alike."""
    found = changed.get(column.source)
    return column if found is None else replace(found, is_hidden=column.is_hidden)


def _others(departments: Sequence[Placed]) -> list[Placed]:
    """The columns of departments besides the leading one: those that help, those of other levels."""
    main = next((at for at, c in departments if not _HELPING.search(c.text)), departments[0][0] if departments else 0)
    return [
        (at, c) for at, c in departments if at != main and (_HELPING.search(c.text) or _LEVEL.search(label(c.text)))
    ]


def _duties(heads: Sequence[Placed]) -> list[Placed]:
    """The columns of departments' duties: by their name, or because they stand beside a department."""
    named = any(column.field is Field.SUPERIOR_DUTIES for _, column in heads)
    names = sum(column.field is Field.NAME for _, column in heads)
    found: list[Placed] = []
    before: Column | None = None
    for at, column in heads:
        helps = before is not None and before.field is Field.OTHER_DEPARTMENT
        beside = before is not None and before.field is Field.DEPARTMENT and not named
        alone = column.field is Field.NAME and names > 1 and _DUTIES_ALONE.search(label(column.text))
        shared = column.field is Field.DEPARTMENT_AND_DUTIES and label(column.text).endswith("分工")
        if column.field is Field.SUPERIOR_DUTIES or ((alone or shared) and (helps or beside)):
            found.append((at, column))
        before = column
    return found


def _shared_out(heads: Sequence[Placed], duties: Sequence[Placed]) -> dict[int, Column]:
    """Each column of duties for one group; where two would be for one, nobody can tell whose they are."""
    told: dict[int, Column] = {}
    taken: set[int] = set()
    for at, column in duties:
        group = _group_of(at, column, heads)
        if group is None or group in taken:
            told[at] = replace(column, field=Field.UNREAD, says=UNCLEAR)
            continue
        taken.add(group)
        field = Field.OTHER_DUTIES if group else Field.SUPERIOR_DUTIES
        told[at] = replace(column, field=field, group=group)
    return told


def _group_of(at: int, column: Column, heads: Sequence[Placed]) -> int | None:
    """By its name (配合部门职责), else by the department that stands before it."""
    departments = [(place, c) for place, c in heads if c.field in (Field.DEPARTMENT, Field.OTHER_DEPARTMENT)]
    own = label(column.text)
    named = [c for _, c in departments if own.startswith(label(c.text))]
    if named:
        return max(named, key=lambda c: len(label(c.text))).group
    for words in (_HELPING, _LEADING, _LEVEL):
        said = words.search(own)
        alike = [c for _, c in departments if said and words.search(c.text)]
        same = [c for c in alike if said and said[0] in c.text] if words is _LEVEL else alike
        if len(same) == 1:
            return same[0].group
    before = [c for place, c in departments if place < at]
    return before[-1].group if before else None
