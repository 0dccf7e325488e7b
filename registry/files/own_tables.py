"""Reading the .csv and .json that we wrote: a table row by row like any sheet, JSON field by field."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any

from registry.domain.duties import DutyTier
from registry.files import errors
from registry.files.grid import Cell, Flow, Row
from registry.files.json_out import FORMAT, VERSION
from registry.files.lists import REMARKS_HEADING, DepartmentDuties, FileForm, Item, Problem, ReadLists, ReadPart
from registry.files.marks import kept
from registry.files.own_rows import LONGEST_LOST
from registry.files.sheets import MOST_ROWS
from registry.files.tables_out import BYTE_ORDER_MARK, HEADER, PLACE, escaped, unescaped
from registry.files.text import visible

LONGEST_FIELD = 2**20
SHEET = "CSV"
CODE = "行政区划代码"
_ROWS = "lists/0/duties"


def as_text(content: bytes) -> str | None:
    """The text of a file that we may have written, None where it is none of ours. Excel may have saved it as GBK."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text[:400].lstrip()
        is_json = start.startswith("{") and f'"{FORMAT}"' in start
        return text if is_json or all(column in start for column in HEADER) else None
    return None


def is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


# .csv
# ----------------------------------------------------------------------------------------------------------------------


def whose_and_flow(text: str, file: str) -> tuple[Mapping[str, str], Flow]:
    """Whose list the table is, and its rows. SeveralListsInFile, FileDamaged, TooMuchInFile."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        lines = [[unescaped(cell) for cell in line] for line in csv.reader(StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise errors.FileDamaged(file) from error
    if len(lines) > MOST_ROWS:
        raise errors.TooMuchInFile(file, "ROWS", most=MOST_ROWS)
    at = lines[0].index(CODE)
    told = {line[at] if at < len(line) else "" for line in lines[1:] if any(line)}
    if len(told) > 1:
        raise errors.SeveralListsInFile(file, len(told))
    return of_one_place(enumerate(lines, start=1), file)


def of_one_place(numbered: Iterable[tuple[int, list[str]]], file: str) -> tuple[Mapping[str, str], Flow]:
    """The same of the header and the lines of one township, each with its number in the file. TooMuchInFile."""
    (first, head), *lines = islice(numbered, MOST_ROWS + 2)
    if len(lines) > MOST_ROWS:
        raise errors.TooMuchInFile(file, "ROWS", most=MOST_ROWS)
    places = [head.index(name) for name in PLACE]
    remarks = [at for at, name in enumerate(head) if name == REMARKS_HEADING]
    said = next(([line[at] if at < len(line) else "" for at in places] for _, line in lines if any(line)), None)
    whose = dict(zip(PLACE, map(visible, said or ("",) * len(PLACE)), strict=True))
    rows = ((number, line) for number, line in ((first, head), *lines))
    return whose, Flow("", tuple(_row(line, number, (*places, *remarks)) for number, line in rows))


def _row(line: Sequence[str], number: int, left_out: Sequence[int]) -> Row:
    cells = (Cell(at + 1, visible(text), text.strip()) for at, text in enumerate(line) if at not in left_out)
    return Row(SHEET, number, tuple(cells))


def is_as_written(content: bytes) -> bool:
    """Whether a table is still in the encoding in which we write."""
    return content.startswith(BYTE_ORDER_MARK.encode())


def categories_lost(parts: Iterable[ReadPart]) -> Iterator[Problem]:
    """Categories with a question mark, of rows of ours in a table saved anew: the mark of a row does not cover them."""
    for item in (item for part in parts for item in part.items if item.code and "?" in item.category):
        yield Problem(SHEET, item.row, "", "CHARACTERS_LOST", {"text": item.category[:LONGEST_LOST]})


def remarked(text: str, remarks: Mapping[int, str]) -> bytes:
    """The table with a column of remarks, by row."""
    written = StringIO(newline="")
    table = csv.writer(written, lineterminator="\r\n")
    for number, line in enumerate(csv.reader(StringIO(text, newline="")), start=1):
        remark = REMARKS_HEADING if number == 1 else escaped(remarks.get(number, ""))
        table.writerow([*line, *[""] * (len(HEADER) - len(line)), remark])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def day_in(text: str) -> str:
    """2025-03-01 from that or from 2025/3/1, which is what Excel makes of it; empty where it is no day."""
    pieces = text.replace("/", "-").split("-")
    try:
        year, month, day = (int(piece) for piece in pieces)
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


# .json
# ----------------------------------------------------------------------------------------------------------------------


def read_json(text: str, file: str) -> ReadLists:
    """The one list of a file. SeveralListsInFile; FileDamaged with the place of what is not as we write it."""
    lists = lists_of_json(text, file)
    if len(lists) != 1:
        raise errors.SeveralListsInFile(file, len(lists))
    return read_json_list(lists[0], file)


def lists_of_json(text: str, file: str) -> list[Any]:
    """The lists of a file, not looked into yet. FileDamaged."""
    place = ""
    try:
        told = json.loads(text)
        place = "version"
        _require(told["format"] == FORMAT and told["version"] == VERSION)
        place = "lists"
        _require(isinstance(told["lists"], list))
        return list(told["lists"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise errors.FileDamaged(file, place) from error


def read_json_list(one: Any, file: str) -> ReadLists:
    """One list of a file. FileDamaged with the place of what is not as we write it."""
    place = "lists/0"
    try:
        items = []
        for at, row in enumerate(one["duties"]):
            place = f"{_ROWS}/{at}"
            items.append(_item(row, at + 1))
        place = "lists/0"
        _text(one["place"]["code"])
        _require(isinstance(one["edition"].get("sample", False), bool))
        return _read(one, items, file)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise errors.FileDamaged(file, place) from error


def _read(one: Mapping[str, Any], items: Sequence[Item], file: str) -> ReadLists:
    if not items:
        raise errors.NoListFound(file, [])
    parts = [ReadPart(tier, tuple(item for item in items if item.tier is tier)) for tier in DutyTier]
    return ReadLists(
        file,
        FileForm.WORKBOOK,
        _text(one["place"]["county"]),
        _text(one["place"]["name"]),
        _text(one["edition"]["documentNumber"]),
        date.fromisoformat(one["edition"]["effectiveOn"]).isoformat(),
        tuple(parts),
    )


def _item(row: Mapping[str, Any], number: int) -> Item:
    shares = [DepartmentDuties(_text(s["department"]), _texts(s["duties"])) for s in row["shares"]]
    _require(isinstance(row["number"], int) and len({share.department for share in shares}) == len(shares))
    return Item(
        tier=DutyTier(row["tier"]),
        seq=row["number"],
        seq_raw=str(row["number"]),
        category=_text(row["category"]),
        name=_required(row["matter"]),
        sheet="JSON",
        row=number,
        departments=tuple(share.department for share in shares),
        superior_duties=tuple(share for share in shares if share.duties),
        township_duties=_texts(row["townshipShare"]),
        taken_over_by=_text(row["takenOverBy"]),
        method=_text(row["wayOfWorking"]),
        code=_text(row["code"]),
    )


def _text(told: object) -> str:
    _require(isinstance(told, str))
    return kept(str(told))


def _required(told: object) -> str:
    text = _text(told)
    _require(bool(text))
    return text


def _texts(told: object) -> tuple[str, ...]:
    _require(isinstance(told, list))
    return tuple(text for line in (told if isinstance(told, list) else ()) if (text := _text(line)))


def _require(is_right: bool) -> None:
    if not is_right:
        raise ValueError
