"""A catalogue as a CSV or JSON file, in and out: rows of texts, by the names of columns; nothing is judged here."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from registry.files.errors import FileDamaged, FileNotJson, FileTooLarge, FileUnreadable
from registry.files.tables_out import BYTE_ORDER_MARK, escaped, unescaped

LARGEST = 2 * 2**20
ENCODINGS = ("utf-8-sig", "gb18030")
"""What spreadsheets in China save a CSV in: the second where the first does not fit."""
BETWEEN = "|"
Rows = list[dict[str, Any]]


def read_catalogue(file: Path) -> Rows:
    """The rows of a .csv (first line: names of columns) or of a .json (a list of objects), empty cells left out.

    Raises FileUnreadable, FileTooLarge, FileDamaged, FileNotJson.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise FileTooLarge(file.name, size=file.stat().st_size, most=LARGEST)
        content = file.read_bytes()
    except OSError as error:
        raise FileUnreadable(file.name) from error
    return rows_in(content, file.name)


def rows_in(content: bytes, name: str) -> Rows:
    """The rows of a file's bytes. Raises FileTooLarge, FileDamaged, FileNotJson."""
    if len(content) > LARGEST:
        raise FileTooLarge(name, size=len(content), most=LARGEST)
    text = _text(content, name)
    rows = _json(name, text) if name.lower().endswith(".json") else _csv(name, text)
    return [{column: value for column, value in row.items() if value not in ("", None, [])} for row in rows]


def catalogue_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A CSV that Excel opens in Chinese; several values of a cell are parted by |, formula prefixes escaped."""
    text = StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([escaped(_cell(row.get(column))) for column in columns] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return BETWEEN.join(str(part) for part in value)
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)


def _text(content: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileDamaged(name, "")


def _json(name: str, content: str) -> Rows:
    try:
        held = json.loads(content)
    except json.JSONDecodeError as error:
        raise FileNotJson(name, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise FileNotJson(name) from error
    if not isinstance(held, list):
        raise FileNotJson(name)
    for number, row in enumerate(held, start=1):
        if not isinstance(row, dict):
            raise FileNotJson(name, row=number)
    return held


def _csv(name: str, content: str) -> Rows:
    try:
        lines = list(csv.DictReader(StringIO(content, newline=""), strict=True))
    except csv.Error as error:
        raise FileDamaged(name, "") from error
    return [{str(column): _read(value) for column, value in line.items() if column is not None} for line in lines]


def _read(cell: Any) -> Any:
    return unescaped(cell) if isinstance(cell, str) else cell
