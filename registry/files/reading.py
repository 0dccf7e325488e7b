"""Reading a file of lists, from bytes to one value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from registry.files import document, errors, own_tables, workbook
from registry.files.accounting import cells_passed_by, of_empty
from registry.files.amended import settle
from registry.files.bounds import require_bounded
from registry.files.comments import comments_in, told_of_comments
from registry.files.doubts import doubts_of
from registry.files.drawings import drawn_in, told_of_drawn
from registry.files.fields import Field
from registry.files.formats import found_format
from registry.files.grid import Flow
from registry.files.indexes import Line, archived, by_sheet, index_of
from registry.files.inner_numbers import part_numbers
from registry.files.items import Builder
from registry.files.judging import in_order, read_part, repeated_codes
from registry.files.lists import FileForm, Problem, ReadLists, ReadPart
from registry.files.lonely import lonely_in
from registry.files.notices import Notice, notice
from registry.files.package import Package, content_of, file_name, open_package
from registry.files.parts import PartReading
from registry.files.references import resolve
from registry.files.sheets import sheet_parts
from registry.files.unfit import unfit_in
from registry.files.walking import Walk
from registry.files.workbook_out import INDEX

_TRADITIONAL = re.compile("事項|序號|編號|名稱|職責|清單|鄉鎮|部門|類別|備註")
"""Words of headers and titles that nobody writes so in simplified characters."""


def read_lists(source: Path | bytes, name: str = "") -> ReadLists:
    """The lists in a .xlsx or .docx, or in a .csv or .json that we wrote; `name` is what its owner calls it.

    Raises a `FileRefused`; what is wrong with single rows is in `problems`, all of it.
    """
    file = file_name(name or (source.name if isinstance(source, Path) else ""))
    content = content_of(source, file)
    ours = own_tables.as_text(content) if found_format(content) == "TEXT" else None
    if ours is not None:
        return own_tables.read_json(ours, file) if own_tables.is_json(ours) else _read_table(ours, file, content)
    there = archived(content)
    if there is not None:
        raise errors.SeveralListsInFile(file, len(there))
    package = open_package(content, file)
    flows, notices = flows_in(package)
    listed = index_of(flows)
    if listed is not None and len(listed) != 1:
        raise errors.SeveralListsInFile(file, len(listed))
    return _read_package(package, flows if listed is None else flows[1:], notices)


def may_have_index(content: bytes, name: str) -> bool:
    """Whether a .xlsx or .docx looks like a county's workbook as we wrote it, by the names of its sheets alone;
    `read_county` finds out. Raises a `FileRefused`."""
    package = open_package(content, name)
    return package.form is FileForm.WORKBOOK and INDEX in (title for title, _ in sheet_parts(package))


def read_county(content: bytes, name: str) -> Iterator[tuple[Line, ReadLists]]:
    """Each township's line in the index of a county's workbook with its list; PlaceNotSaid for any other file.

    Raises a `FileRefused`."""
    package = open_package(content, name)
    flows, notices = flows_in(package)
    listed = index_of(flows) if package.form is FileForm.WORKBOOK else None
    if listed is None:
        raise errors.PlaceNotSaid(name)
    for line, flow in by_sheet(flows, listed, name):
        yield line, _read_package(package, (flow,), notices)


def _read_package(package: Package, flows: tuple[Flow, ...], notices: tuple[Notice, ...]) -> ReadLists:
    """The list in these of a file's sheets."""
    require_bounded(flows, package.file)
    links = (notice("LINKS_IGNORED"),) if package.has_links else ()
    walk = _walked(flows)
    beside, told = _beside(package, flows, walk)
    walk.problems += beside
    return _read(walk, package.file, package.form, flows, (*notices, *told, *links))


def _walked(flows: Iterable[Flow]) -> Walk:
    walk = Walk()
    for flow in flows:
        walk.flow(flow)
    walk.finish()
    return walk


def _read_table(text: str, file: str, content: bytes) -> ReadLists:
    """Our own .csv, rows that somebody changed or added included; every line says whose list it is."""
    return read_own_table(*own_tables.whose_and_flow(text, file), file, own_tables.is_as_written(content))


def read_own_table(whose: Mapping[str, str], flow: Flow, file: str, is_as_written: bool) -> ReadLists:
    """The lines of one township in our own .csv; `is_as_written` where it is still in the encoding we write."""
    read = _read(_walked([flow]), file, FileForm.WORKBOOK, (flow,), ())
    county, township, _, number, day, _ = whose.values()
    lost = () if is_as_written else own_tables.categories_lost(read.parts)
    problems = (*read.problems, *lost)
    day = own_tables.day_in(day)
    return replace(read, county=county, township=township, document_number=number, date=day, problems=problems)


def _beside(package: Package, flows: tuple[Flow, ...], walk: Walk) -> tuple[list[Problem], list[Notice]]:
    """What floats above the cells or is written beside them, in the sheets that people see. FileDamaged too."""
    seen = {flow.title for flow in flows}
    read = {entry.draft.first.row.where for part in walk.parts.values() for entry in part.entries}
    try:
        drawn = [one for one in drawn_in(package) if one.sheet in seen]
        comments = [one for one in comments_in(package) if one.sheet in seen or package.form is FileForm.DOCUMENT]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise errors.FileDamaged(package.file, package.main) from error
    problems, told = told_of_drawn(drawn, walk.parts.values())
    more, beside = told_of_comments(comments, read)
    return [*problems, *more], [*told, *beside]


def flows_in(package: Package) -> tuple[tuple[Flow, ...], tuple[Notice, ...]]:
    """The file as rows. Well-formed XML may still say nonsense (a row number that is no number): FileDamaged."""
    form = workbook if package.form is FileForm.WORKBOOK else document
    try:
        return form.flows_of(package)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise errors.FileDamaged(package.file, package.main) from error


def _read(walk: Walk, file: str, form: FileForm, flows: tuple[Flow, ...], notices: tuple[Notice, ...]) -> ReadLists:
    if form is FileForm.DOCUMENT and not any(row.table for flow in flows for row in flow.rows):
        raise errors.NoTableFound(file)
    found = [part for part in in_order(walk.parts) if part.entries or part.is_said_empty]
    if not found:
        _require_list(walk, file, flows)
    walk.notices += of_empty(in_order(walk.parts))
    _declare(walk, found)
    unlisted = walk.unlisted.problems(walk.parts)
    problems = [*walk.problems, *unlisted, *(problem for part in found for problem in _build(part))]
    parts: list[ReadPart] = []
    for part in found:
        sheets = max((sum(s in other.sheets for other in found) for s in part.sheets), default=1)
        beside, is_document = _numbers_beside(part, found), form is FileForm.DOCUMENT
        read, whole = read_part(part, sheet_parts=sheets, is_document=is_document, elsewhere=beside)
        parts.append(read)
        problems += whole
    problems += repeated_codes(parts)
    county, township, townships = walk.letterhead.places()
    number, of_number = walk.letterhead.document_number()
    several = (notice("SEVERAL_TOWNSHIPS", names=townships),) if len(townships) > 1 else ()
    elsewhere = walk.unlisted.told(walk.parts, walk.letterhead.declared())
    warnings = (*of_number, *several, *elsewhere, *walk.notices, *notices)
    day = walk.letterhead.date()
    return ReadLists(file, form, county, township, number, day, tuple(parts), warnings, tuple(_in_place(problems)))


def _require_list(walk: Walk, file: str, flows: tuple[Flow, ...]) -> None:
    """Raises NoListFound where nothing was read and nothing is to be mended, one of its kinds where it shows why."""
    seen = [flow.title or row.where for flow in flows for row in flow.rows[:1]]
    cells = [cell for flow in flows for row in flow.rows for cell in row.cells]
    if any(_TRADITIONAL.search(cell.text) for cell in cells):
        raise errors.ListInTraditional(file, seen)
    if any(cell.has_table for cell in cells):
        raise errors.ListInNestedTable(file, seen)
    if not walk.problems:
        raise errors.NoListFound(file, seen)


def _numbers_beside(part: PartReading, parts: list[PartReading]) -> frozenset[int]:
    """The numbers of the other parts, where one table with a column for the part numbers all of them through."""
    if not any(entry.header.has(Field.PART, Field.MARKED_PART) for entry in part.entries):
        return frozenset()
    return frozenset(item.seq for other in parts if other is not part for item in other.items if item.seq is not None)


def _declare(walk: Walk, parts: list[PartReading]) -> None:
    """Counts from the covering letter, where a list's own title gives none."""
    for part in parts:
        if part.declared is None:
            part.declared = walk.letterhead.declared().get(part.tier)


def _build(part: PartReading) -> list[Problem]:
    problems = [*settle(part), *resolve(part), *part_numbers(part)]
    typed = [entry for entry in part.entries if entry.item is None]
    for entry in typed:
        builder = Builder(entry.draft, entry.header)
        entry.item = builder.item()
        entry.way = builder.takeover.way if builder.takeover else None
        problems += builder.problems
    problems += [*unfit_in(typed), *lonely_in(part)]
    problems += cells_passed_by(part)
    problems += part.nothings.problems() if part.entries else ()
    told = {(p.sheet, p.row) for p in problems}
    return [*problems, *(p for p in doubts_of(part) if (p.sheet, p.row) not in told)]


def _in_place(problems: list[Problem]) -> list[Problem]:
    """Sheet by sheet from top to bottom, so that they can be mended in one pass."""
    sheets = list(dict.fromkeys(problem.sheet for problem in problems))
    return sorted(problems, key=lambda p: (sheets.index(p.sheet), p.row, p.column))
