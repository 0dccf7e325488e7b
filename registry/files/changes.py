"""Changes of divisions from a file: CSV with a header row, or JSON, one change a row, several codes parted by `|`."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from registry.domain.errors import UnreadableChanges
from registry.services.successions import TypedChange

COLUMNS = tuple(one.name for one in fields(TypedChange))
LISTS = frozenset({"before", "after", "names", "parents"})
BETWEEN = "|"
LARGEST = 4 * 1024 * 1024
YES, NO = frozenset({"1", "true", "yes", "是"}), frozenset({"", "0", "false", "no", "否"})


def read_changes(path: Path) -> list[TypedChange]:
    """The changes a file holds, in its order. Raises UnreadableChanges, OSError."""
    if path.stat().st_size > LARGEST:
        raise UnreadableChanges(path.name, row=1, columns=COLUMNS)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = json.loads(text) if path.suffix.lower() == ".json" else list(csv.DictReader(text.splitlines()))
    except (ValueError, RecursionError, csv.Error):
        raise UnreadableChanges(path.name, row=1, columns=COLUMNS) from None
    if not isinstance(rows, list) or not rows:
        raise UnreadableChanges(path.name, row=1, columns=COLUMNS)
    return [_change(path.name, number, row) for number, row in enumerate(rows, start=1)]


def _change(file: str, number: int, row: Any) -> TypedChange:
    """One row as a change; unknown columns are refused, so that none is passed over in silence."""
    if not isinstance(row, Mapping) or not {"kind", "before", "effective_on"} <= row.keys() <= set(COLUMNS):
        raise UnreadableChanges(file, row=number, columns=COLUMNS)
    given: dict[str, Any] = {}
    for name, cell in row.items():
        read = _codes(cell) if name in LISTS else _flag(cell) if name == "keep_numbers" else _text(cell)
        if read is None:
            raise UnreadableChanges(file, row=number, columns=COLUMNS)
        given[name] = read
    return TypedChange(**given)


def _text(cell: Any) -> str | None:
    return cell.strip() if isinstance(cell, str) else "" if cell is None else None


def _codes(cell: Any) -> Sequence[str] | None:
    parts = cell.split(BETWEEN) if isinstance(cell, str) else [] if cell is None else cell
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return None
    return [] if parts == [""] else [part.strip() for part in parts]


def _flag(cell: Any) -> bool | None:
    typed = str(cell if cell is not None else "").strip().lower()
    return True if typed in YES else False if typed in NO else None
