"""Reading what we wrote for a county or a province: the lists of many townships in one file, one list at a time.

A workbook has a sheet for each township and an index that says whose it is; a .zip holds such workbooks, or a document
for each township; .csv and .json say it with every list. Of a .zip, a .csv and a large .json no more than one county,
township or list stands in memory.
"""

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from registry.domain.duties import DutyTier
from registry.files import errors, own_tables
from registry.files.formats import found_format
from registry.files.indexes import CODE, IN_ARCHIVE, NOTE, SAMPLE, Line, archived
from registry.files.json_out import FORMAT
from registry.files.lists import ReadLists, ReadPart
from registry.files.notices import notice
from registry.files.package import LARGEST_FILE, UNPACKING_FAILED, content_of, file_name
from registry.files.reading import may_have_index, read_county, read_lists, read_own_table
from registry.files.tables_out import HEADER, PLACE, unescaped
from registry.files.unlisted import NAMES

MOST_FILES = 5000
_START = 4096


@dataclass(frozen=True)
class TownshipList:
    """One township's list out of a file of several: the township's code as the file gives it, and what was read."""

    place: str
    read: ReadLists
    is_sample: bool


def says_whose(file: Path) -> bool:
    """Whether a file seems to say itself whose lists it holds: a .csv or .json of ours, a county's workbook, an
    archive; `lists_in` raises PlaceNotSaid where it does not after all."""
    start = _start_of(file)
    if not start.startswith(b"PK\x03\x04"):
        return found_format(start) == "TEXT" and own_tables.as_text(_cut(start)) is not None
    return archived(file) is not None or may_have_index(content_of(file, file.name), file.name)


def lists_in(file: Path) -> Iterator[TownshipList]:
    """Each township's list, in the order of the file. Raises a `FileRefused`; IndexDisagrees where the index of a file
    and what it holds are not the same."""
    name = file_name(file.name)
    start = _start_of(file)
    index = archived(file)
    if index is not None:
        yield from _in_archive(file, index, name)
    elif start.startswith(b"PK\x03\x04"):
        yield from _in_workbook(content_of(file, name), name)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _in_json(file, name)
    else:
        yield from _in_table(file, name)


def _start_of(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_START)
    except OSError as error:
        raise errors.FileUnreadable(file.name) from error


def _cut(start: bytes) -> bytes:
    """The whole lines of the beginning of a file: a character may have been cut in two."""
    return start[: start.rfind(b"\n") + 1] or start


# .xlsx and .zip
# ----------------------------------------------------------------------------------------------------------------------


def _in_workbook(content: bytes, name: str) -> Iterator[TownshipList]:
    for line, read in read_county(content, name):
        yield TownshipList(line[CODE], read, line[NOTE] == SAMPLE)


def _in_archive(file: Path, index: Mapping[str, Line], name: str) -> Iterator[TownshipList]:
    """Every list that the index of the archive names, and no other."""
    left = set(index)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename != IN_ARCHIVE and not entry.is_dir()]
            if len(entries) > MOST_FILES:
                raise errors.FileExpandsTooFar(name, "PARTS", given=len(entries), most=MOST_FILES)
            for entry in entries:
                for one in _in_entry(entry.filename, _content(archive, entry, name), index):
                    if one.place not in left:
                        raise errors.IndexDisagrees(name, one.place)
                    left.remove(one.place)
                    yield one
    except UNPACKING_FAILED as error:
        raise errors.FileDamaged(name) from error
    if left:
        raise errors.IndexDisagrees(name, min(left))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    if entry.file_size > LARGEST_FILE:
        raise errors.FileTooLarge(name, size=entry.file_size, most=LARGEST_FILE)
    return archive.read(entry)


def _in_entry(inside: str, content: bytes, index: Mapping[str, Line]) -> Iterator[TownshipList]:
    """A county's workbook, or a township's document; its name begins with the township's code."""
    name = file_name(inside)
    if name.endswith(".docx"):
        code = name.partition("_")[0]
        line = index.get(code)
        yield TownshipList(code, read_lists(content, name), line is not None and line[NOTE] == SAMPLE)
    else:
        yield from _in_workbook(content, name)


# .csv and .json
# ----------------------------------------------------------------------------------------------------------------------


def _in_table(file: Path, name: str) -> Iterator[TownshipList]:
    """The lines of one township after the other; those of one stand together, as we write them."""
    is_ours = own_tables.is_as_written(_start_of(file))
    seen: set[str] = set()
    try:
        with file.open(encoding="utf-8-sig" if is_ours or _is_utf8(file) else "gb18030", newline="") as stream:
            csv.field_size_limit(own_tables.LONGEST_FIELD)
            lines = enumerate(([unescaped(cell) for cell in line] for line in csv.reader(stream, strict=True)), start=1)
            _, head = next(lines)
            if not set(HEADER) <= set(head):
                raise errors.PlaceNotSaid(name)
            at = head.index(PLACE[2])
            filled = ((number, line) for number, line in lines if any(line))
            for code, of_one in groupby(filled, key=lambda one: one[1][at] if at < len(one[1]) else ""):
                if code in seen:
                    raise errors.ListTwiceInFile(name, code)
                seen.add(code)
                whose, flow = own_tables.of_one_place(chain([(1, head)], of_one), name)
                read = _whole(read_own_table(whose, flow, name, is_ours))
                yield TownshipList(code, read, whose[PLACE[5]] == "是")
    except (csv.Error, UnicodeDecodeError, StopIteration) as error:
        raise errors.FileDamaged(name) from error


def _whole(read: ReadLists) -> ReadLists:
    """The list with the parts that have no line in a table of several townships: theirs stand there whole."""
    found = {part.tier: part for part in read.parts}
    told = tuple(notice("PART_EMPTY", part=NAMES[tier]) for tier in DutyTier if tier not in found)
    parts = tuple(found.get(tier, ReadPart(tier, ())) for tier in DutyTier)
    return replace(read, parts=parts, warnings=(*read.warnings, *told))


def _is_utf8(file: Path) -> bool:
    try:
        _cut(_start_of(file)).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _in_json(file: Path, name: str) -> Iterator[TownshipList]:
    for one in _as_written(file, name):
        read = own_tables.read_json_list(one, name)
        edition, place = one["edition"], one["place"]
        yield TownshipList(str(place["code"]), read, edition.get("sample") is True)


def _as_written(file: Path, name: str) -> Iterable[Any]:
    """The lists of a .json: all of them at once, or of a large file line by line, as we wrote it."""
    if file.stat().st_size <= LARGEST_FILE:
        return own_tables.lists_of_json(content_of(file, name).decode("utf-8-sig", "replace"), name)
    return _line_by_line(file, name)


def _line_by_line(file: Path, name: str) -> Iterator[Any]:
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        if f'"{FORMAT}"' not in next(stream, ""):
            raise errors.FileDamaged(name)
        for line in stream:
            if line.startswith("],"):
                return
            try:
                yield json.loads(line.rstrip().removesuffix(","))
            except ValueError as error:
                raise errors.FileDamaged(name) from error
    raise errors.FileDamaged(name)
