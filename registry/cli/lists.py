"""`registry lists read FILE …`: what a file of lists says and what must be mended in it; nothing is kept."""

import json
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from registry.cli.languages import language_for
from registry.domain.errors import RegistryError
from registry.files.lists import Problem, ReadLists
from registry.files.package import content_of
from registry.files.reading import read_lists
from registry.files.remarks import write_remarks
from registry.words import LANGUAGES, Words, words_in

FINE, PROBLEMS, REFUSED = 0, 1, 2


@click.group()
def lists() -> None:
    """Lists of duties in spreadsheets and documents."""


@lists.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="what was read as JSON; an array for several files")
@click.option("--remarks", type=click.Path(path_type=Path), help="write FILE again, with remarks on what to mend")
@click.option(
    "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="language to tell it in"
)
def read(files: tuple[Path, ...], as_json: bool, remarks: Path | None, lang: str | None) -> None:
    """Read and check lists of duties in .xlsx or .docx.

    It reads and checks only and keeps nothing, so it needs no database; `registry lists import` keeps.

    \b
    Exit status: 0 nothing to mend, 1 problems to mend, 2 refused. Of several files the worst counts.
    """
    if remarks and len(files) > 1:
        raise click.UsageError("--remarks takes one FILE at a time.")
    words, told, status = words_in(language_for(lang or "")), [], FINE
    for file in files:
        found, lines, data = _one(file, remarks, words)
        status = max(status, found)
        told.append(data)
        if not as_json:
            click.echo("\n".join(_printable(line) for line in lines), err=found == REFUSED)
    if as_json:
        click.echo(json.dumps(told[0] if len(files) == 1 else told, ensure_ascii=False, indent=2, default=str))
    sys.exit(status)


def _one(file: Path, remarks: Path | None, words: Words) -> tuple[int, list[str], dict[str, Any]]:
    """One file: exit status, lines for people, data for programs."""
    try:
        with warnings.catch_warnings():  # openpyxl's, about styles and the like
            warnings.simplefilter("ignore")
            content = read_lists(file)
            written = _remark(file, content, remarks, words)
    except RegistryError as error:
        sentence = words.error(error)
        data = {"error": {"code": error.code, "message": sentence, "facts": error.facts}}
        return REFUSED, [f"{error.code}: {sentence}"], data
    except Exception:
        # Exit 1 means problems to mend: whatever else goes wrong must never read as that.
        traceback.print_exc()
        sys.exit(REFUSED)
    lines = [*_lines(content, words), *([words.say("lists.remarked", file=str(remarks))] if written else [])]
    return PROBLEMS if content.problems else FINE, lines, _data(content, words)


def _remark(file: Path, content: ReadLists, remarks: Path | None, words: Words) -> bool:
    """Writes the file with remarks, where there are any to make; never in place of the file itself."""
    if remarks is None or not content.problems:
        return False
    write_remarks(remarks, file, content_of(file, file.name), content.problems, lambda problem: _mend(problem, words))
    return True


def _mend(problem: Problem, words: Words) -> str:
    return words.problem(problem.code, problem.facts)


def _data(content: ReadLists, words: Words) -> dict[str, Any]:
    """The file as data; what must be mended follows where there is any."""
    problems = [
        {"sheet": p.sheet, "row": p.row, "column": p.column, "code": p.code, "text": _mend(p, words)}
        for p in content.problems
    ]
    return content.as_data() | ({"problems": problems} if problems else {})


def _lines(content: ReadLists, words: Words) -> Iterator[str]:
    about = (content.file, content.county, content.township, content.document_number, content.date)
    yield " · ".join(text for text in about if text)
    for part in content.parts:
        facts = {"rows": len(part.items), "parsed": part.parsed_count, "declared": part.declared_count}
        yield "  " + words.say("lists.part", tier=part.tier, **facts)
        for warning in part.warnings:
            yield "    " + words.say("lists.warning") + words.warning(warning.code, warning.facts)
    for warning in content.warnings:
        yield "  " + words.say("lists.warning") + words.warning(warning.code, warning.facts)
    yield "  " + words.say("lists.problems" if content.problems else "lists.no_problems", count=len(content.problems))
    for p in content.problems:
        place = {"sheet": p.sheet, "row": p.row, "column": p.column}
        yield f"    [{p.code}] {words.say('lists.place', **place)}{_mend(p, words)}"


def _printable(line: str) -> str:
    """Without what a terminal would take for a command: the texts are other people's."""
    return "".join(c if c.isprintable() else " " for c in line)
