"""Reading a catalogue from a CSV or JSON file: rows of texts, by the names of their columns; nothing is judged here."""

import csv
import json
from pathlib import Path
from typing import Any

from registry.files.errors import FileDamaged, FileTooLarge, FileUnreadable

LARGEST = 2 * 2**20
Rows = list[dict[str, Any]]


def read_catalogue(file: Path) -> Rows:
    """The rows of a .csv (first line: names of columns) or of a .json (a list of objects), empty cells left out.

    Raises FileUnreadable, FileTooLarge, FileDamaged.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise FileTooLarge(file.name, size=file.stat().st_size, most=LARGEST)
        content = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileDamaged(file.name, "") from error
    except OSError as error:
        raise FileUnreadable(file.name) from error
    rows = _json(file, content) if file.suffix.lower() == ".json" else _csv(content)
    return [{name: value for name, value in row.items() if value not in ("", None, [])} for row in rows]


def _json(file: Path, content: str) -> Rows:
    try:
        held = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileDamaged(file.name, "") from error
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        raise FileDamaged(file.name, "")
    return held


def _csv(content: str) -> Rows:
    reader = csv.DictReader(content.splitlines())
    return [{str(name): value for name, value in row.items() if name is not None} for row in reader]
