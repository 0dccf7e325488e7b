"""Reading a file of lists, from bytes to one value."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from registry.files import document, errors, own_tables, workbook
from registry.files.accounting import cells_passed_by, of_empty
from registry.files.amended import settle
from registry.files.bounds import require_bounded
from registry.files.doubts import doubts_of
from registry.files.fields import Field
from registry.files.formats import found_format
from registry.files.grid import Flow
from registry.files.items import Builder
from registry.files.judging import in_order, read_part, repeated_codes
from registry.files.lists import FileForm, Problem, ReadLists, ReadPart
from registry.files.notices import Notice, notice
from registry.files.package import Package, content_of, file_name, open_package
from registry.files.parts import PartReading
from registry.files.references import resolve
from registry.files.walking import Walk


def read_lists(source: Path | bytes, name: str = "") -> ReadLists:
    """The lists in a .xlsx or .docx, or in a .csv or .json that we wrote; `name` is what its owner calls it.

    Raises a `FileRefused`; what is wrong with single rows is in `problems`, all of it.
    """
    file = file_name(name or (source.name if isinstance(source, Path) else ""))
    content = content_of(source, file)
    ours = own_tables.as_text(content) if found_format(content) == "TEXT" else None
    if ours is not None:
        return own_tables.read_json(ours, file) if own_tables.is_json(ours) else _read_table(ours, file, content)
    package = open_package(content, file)
    flows, notices = _flows(package)
    require_bounded(flows, package.file)
    links = (notice("LINKS_IGNORED"),) if package.has_links else ()
    return _read(_walked(flows), package.file, package.form, flows, (*notices, *links))


def _walked(flows: Iterable[Flow]) -> Walk:
    walk = Walk()
    for flow in flows:
        walk.flow(flow)
    walk.finish()
    return walk


def _read_table(text: str, file: str, content: bytes) -> ReadLists:
    """Our own .csv, rows that somebody changed or added included; every line says whose list it is."""
    whose, flow = own_tables.whose_and_flow(text, file)
    read = _read(_walked([flow]), file, FileForm.WORKBOOK, (flow,), ())
    county, township, _, number, day, _ = whose.values()
    lost = own_tables.categories_lost(read.parts) if not own_tables.is_as_written(content) else ()
    problems = (*read.problems, *lost)
    day = own_tables.day_in(day)
    return replace(read, county=county, township=township, document_number=number, date=day, problems=problems)


def _flows(package: Package) -> tuple[tuple[Flow, ...], tuple[Notice, ...]]:
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
    if not found and not walk.problems:
        raise errors.NoListFound(file, [flow.title or row.where for flow in flows for row in flow.rows[:1]])
    walk.notices += of_empty(in_order(walk.parts))
    _declare(walk, found)
    unlisted = walk.unlisted.problems(walk.parts, walk.letterhead.declared())
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
    warnings = (*of_number, *several, *walk.notices, *notices)
    day = walk.letterhead.date()
    return ReadLists(file, form, county, township, number, day, tuple(parts), warnings, tuple(_in_place(problems)))


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
    problems = [*settle(part), *resolve(part)]
    for entry in (entry for entry in part.entries if entry.item is None):
        builder = Builder(entry.draft, entry.header)
        entry.item = builder.item()
        entry.way = builder.takeover.way if builder.takeover else None
        problems += builder.problems
    problems += cells_passed_by(part)
    problems += part.nothings.problems() if part.entries else ()
    told = {(p.sheet, p.row) for p in problems}
    return [*problems, *(p for p in doubts_of(part) if (p.sheet, p.row) not in told)]


def _in_place(problems: list[Problem]) -> list[Problem]:
    """Sheet by sheet from top to bottom, so that they can be mended in one pass."""
    sheets = list(dict.fromkeys(problem.sheet for problem in problems))
    return sorted(problems, key=lambda p: (sheets.index(p.sheet), p.row, p.column))
