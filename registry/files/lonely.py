"""A short line alone in its row, where nothing is numbered and categories are lines too: a category of a name that we
do not know, or an item of few words. Nobody can tell which, so it is asked."""

import re
from collections.abc import Iterator

from registry.files.fields import Field
from registry.files.lists import Problem
from registry.files.parts import Entry, PartReading

LONGEST = 8
_LIKE_A_CATEGORY = re.compile(
    "(?![促强抓办做推开加落组协配负宣巡排维管建保防抗指引培清整提打化查])"
    "[一-龥]{2,6}(?:建设|发展|服务|法治|振兴|稳定|保障|环保|交通|旅游|健康|教育|宗教|武装|政务|事务|执法|农村|资源|监管|管理|治理|安全)类?"
)


def lonely_in(part: PartReading) -> Iterator[Problem]:
    """Each such row of a part in which categories were read and no item is numbered."""
    if not any(entry.draft.category for entry in part.entries) or any(map(_is_numbered, part.entries)):
        return
    for entry in part.entries:
        row, item = entry.draft.first.row, entry.item
        name = item.name if item is not None and not item.code and not item.departments else ""
        if len(row.filled) == len(entry.draft.lines) == 1 and len(name) <= LONGEST and _LIKE_A_CATEGORY.fullmatch(name):
            yield Problem(row.where, row.number, "", "ROW_UNCLEAR", {"text": name})


def _is_numbered(entry: Entry) -> bool:
    return entry.item is not None and (entry.item.seq is not None or bool(entry.draft.first.says(Field.NUMBER)))
