"""The mark that our own files carry in each row: the stable id, and whether anybody has changed the row since.

An untouched row is read to the letter, whatever it says. A row that somebody changed is read like any clerk's row and
keeps its id. Nobody needs to know of the mark; a row without one is a new row.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from json import dumps

from registry.files.lists import Item
from registry.files.text import visible

MARK_LABEL = "登记编码"
CATEGORY = "类别"
NO_CATEGORY = "未归类"
_MARK = re.compile(r"(?P<code>[^\s:：]{1,40}) (?P<print>[0-9a-f]{8})")
_HIDDEN = re.compile(rf"{MARK_LABEL}:(?P<mark>\S{{1,40}} [0-9a-f]{{8}})")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_INDENT = "　"


def kept(text: str) -> str:
    """A text as files can hold it: no characters nobody sees, a tab is a blank, every line break is \\n."""
    return visible(_UNWRITABLE.sub("", text).replace("\t", " "))


def mark_of(code: str, *said: object) -> str:
    """The mark of a row that says this."""
    return f"{code} {sha256(dumps(said, ensure_ascii=False).encode()).hexdigest()[:8]}"


def mark_of_item(item: Item) -> str:
    """The mark of a row of a list, by everything that it says itself; its category's row says the category."""
    shares = [(share.department, share.duties) for share in item.superior_duties]
    texts = (item.name, item.departments, shares, item.township_duties, item.taken_over_by, item.method)
    return mark_of(item.code, item.tier.value, item.seq, *texts)


def code_in(mark: str) -> str:
    """The id that a mark carries, empty where the text is no mark."""
    found = _MARK.fullmatch(mark.strip())
    return found["code"] if found else ""


def hidden(mark: str) -> str:
    """The mark as hidden text of a document."""
    return f"{MARK_LABEL}:{mark}"


def unhidden(text: str) -> str:
    """The mark in a cell's hidden text, empty where there is none."""
    found = _HIDDEN.search(text)
    return found["mark"] if found else ""


# Duties in one cell
# ----------------------------------------------------------------------------------------------------------------------


def listed(duties: Iterable[str]) -> str:
    """Duties as they stand in a cell: numbered 1. 2. 3., one a line; a line break inside one is indented."""
    return "\n".join(f"{at}.{duty}".replace("\n", f"\n{_INDENT}") for at, duty in enumerate(duties, start=1))


def unlisted(raw: str) -> tuple[str, ...]:
    """The duties of a cell that `listed` wrote; what it did not write comes out differently, and the mark tells."""
    lines = raw.replace("\r\n", "\n").replace(f"\n{_INDENT}", "\r").split("\n") if raw.strip() else []
    return tuple(line.removeprefix(f"{at}.").replace("\r", "\n") for at, line in enumerate(lines, start=1))
