"""Writing lists to files: the format and the shape for a township, a county or a province; never half a file."""

import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList
from registry.files import errors
from registry.files.document_out import write_document
from registry.files.json_out import write_json
from registry.files.layout import ListOut, NotListed, Unlisted
from registry.files.tables_out import write_index, write_table
from registry.files.workbook_out import write_county, write_workbook

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "json": "application/json",
}
"""The formats by their endings, each with its content type."""

INDEX = "目录.csv"
Lists = Iterable[ListOut | Unlisted]


def on_its_way(place: Place, duty_list: DutyList | None) -> ListOut | Unlisted:
    """A township's list as the writers take it, or why there is none."""
    if duty_list is not None:
        return ListOut(place, duty_list)
    return Unlisted(place, NotListed.PSEUDO if place.itself.is_pseudo_township else NotListed.NO_EDITION)


def ending(form: str, level: Level) -> str:
    """What the file is: .zip where a format takes one file for each county (.xlsx) or township (.docx)."""
    several = {"xlsx": (Level.CITY, Level.PROVINCE), "docx": (Level.COUNTY, Level.CITY, Level.PROVINCE)}
    return "zip" if level in several.get(form, ()) else form


def content_of(one: ListOut, form: str) -> bytes:
    """One township's list as a file. Raises CellTooLong."""
    stream = BytesIO()
    _write_one(one, form, stream)
    return stream.getvalue()


def write_lists(lists: Lists, form: str, level: Level, to: Path, *, replace: bool = False) -> None:
    """The lists of the townships of a place of this level, in order of code, each as it comes.

    Raises FileThere, CannotWriteThere, CellTooLong; then there is no file, or the one that was there before.
    """
    if to.exists() and not replace:
        raise errors.FileThere(to.name)
    with _whole_or_not_at_all(to, replace=replace) as stream:
        if level is Level.TOWNSHIP:
            _write_one(next(one for one in lists if isinstance(one, ListOut)), form, stream)
        elif form == "csv":
            write_table(lists, stream)
        elif form == "json":
            write_json(lists, stream)
        elif form == "xlsx" and level is Level.COUNTY:
            write_county(lists, stream)
        else:
            _write_archive(lists, form, stream)


def _write_one(one: ListOut, form: str, to: BinaryIO) -> None:
    writers: dict[str, Callable[[ListOut, BinaryIO], None]] = {"xlsx": write_workbook, "docx": write_document}
    if form in writers:
        writers[form](one, to)
    else:
        {"csv": write_table, "json": write_json}[form]([one], to)


def _write_archive(lists: Lists, form: str, to: BinaryIO) -> None:
    """A county after the other: of a province no more than one county stands in memory."""
    seen = _Index()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for _, of_county in groupby(seen.passing(lists), key=lambda one: _county(one).code):
            for name, content in (_county_workbook if form == "xlsx" else _documents)(of_county):
                archive.writestr(name, content)
        archive.writestr(INDEX, seen.written())


def _county_workbook(lists: Lists) -> Iterator[tuple[str, bytes]]:
    lists, stream = list(lists), BytesIO()
    county = _county(lists[0])
    write_county(lists, stream)
    yield f"{county.code[:6]}_{safe(county.name)}.xlsx", stream.getvalue()


def _documents(lists: Lists) -> Iterator[tuple[str, bytes]]:
    for one in lists:
        if isinstance(one, ListOut):
            county = _county(one)
            folder = f"{county.code[:6]}_{safe(county.name)}"
            yield f"{folder}/{one.place.code}_{safe(one.place.name)}.docx", content_of(one, "docx")


class _Index:
    """Remembers of each list that passes by what an index says of it."""

    def __init__(self) -> None:
        self._stream = BytesIO()
        self._lines = write_index(self._stream)
        next(self._lines)

    def passing(self, lists: Lists) -> Lists:
        for one in lists:
            self._lines.send(one)
            yield one

    def written(self) -> bytes:
        return self._stream.getvalue()


def _county(one: ListOut | Unlisted) -> Place:
    """The division that the township's file is filed under: its county, or the city where it has none between."""
    return Place(one.place.path[:-1])


def safe(name: str) -> str:
    """A name as a part of a file's name on every system."""
    return "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in name).strip(". ")[:60]


def file_name(place: Place, form: str, on: str) -> str:
    """620199100000_青山镇_履职清单_2025-03-01.xlsx."""
    end = ending(form, place.level)
    return f"{place.code}_{safe(place.name)}_履职清单_{on}{f'_{form}' if end != form else ''}.{end}"


@dataclass
class _whole_or_not_at_all:  # noqa: N801 - read as a phrase after `with`
    """A stream whose file takes its name only when all is written; after an error nothing is left of it."""

    to: Path
    replace: bool

    def __enter__(self) -> BinaryIO:
        self._beside = self.to.with_name(f".{secrets.token_hex(8)}.part")
        try:
            self._stream = self._beside.open("xb")
        except OSError as error:
            raise errors.CannotWriteThere(self.to.name) from error
        return self._stream

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self._stream.flush()
                os.fsync(self._stream.fileno())
                self._take_name()
        except OSError as failed:
            raise errors.CannotWriteThere(self.to.name) from failed
        finally:
            self._stream.close()
            self._beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise errors.CannotWriteThere(self.to.name) from error

    def _take_name(self) -> None:
        """A link fails where the name was taken meanwhile, so nobody's file is replaced unasked."""
        if self.replace:
            self._beside.replace(self.to)
            return
        try:
            self.to.hardlink_to(self._beside)
        except FileExistsError as error:
            raise errors.FileThere(self.to.name) from error
