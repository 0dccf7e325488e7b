"""`registry lists import FILE … --place CODE`: files as they circulate become a draft, or an edition at once."""

import json
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.import_checks import (
    FINE,
    OPERATOR,
    PROBLEMS,
    REFUSED,
    Paper,
    Wanted,
    require_draftable,
    require_publishing,
    require_reach,
)
from registry.cli.importing_many import bring_in
from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.cli.published import came_of, lines_of_published
from registry.domain.actors import Actor, Role
from registry.domain.comparing import compare
from registry.domain.divisions import Place
from registry.domain.errors import (
    BadInput,
    DatabaseUnreachable,
    PeopleMissing,
    RegistryError,
)
from registry.domain.question import day
from registry.files.errors import FileNotWritten, FileUnreadable
from registry.files.importing import Import, Source, bring_together, read_source
from registry.files.lists import Problem
from registry.files.remarks import write_remarks
from registry.services import drafting, drafts, editions, people
from registry.services.drafting import Prepared
from registry.services.keepers import asked_for
from registry.store.base import db
from registry.words import LANGUAGES, Words, words_in


@click.command(name="import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--place",
    type=PLACE,
    default="",
    help="the township (or, for its master, the county): code, or name with county; without it FILE says it itself",
)
@click.option("--dry-run", is_flag=True, help="the same checks; nothing is kept")
@click.option("--as", "person", default="", help="sign-in name of whoever drafts it; without it, the operator")
@click.option("--number", default="", help="document number 文号; the one the file names, if it is not given")
@click.option("--effective", default="", help="the day it is in force from, as in 2026-12-01")
@click.option("--corrects", default="", help="code of the edition that this one shows to have been a mistake")
@click.option("--title", default="", help="what to call the draft")
@click.option("--publish", is_flag=True, help="publish at once; needs --as, --reviewed-by, --number and --effective")
@click.option("--reviewed-by", "reviewer", default="", help="sign-in name of somebody else, who reviewed it")
@click.option("--sample", is_flag=True, help="mark it as a sample wherever it is shown")
@click.option("--remarks", type=click.Path(path_type=Path), help="write FILE again, with remarks; of several, a folder")
@click.option("--json", "as_json", is_flag=True, help="what became of it, as JSON")
@click.option("--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="language")
def import_lists(files: tuple[Path, ...], as_json: bool, lang: str | None, **given: Any) -> None:
    """Bring lists of duties in .xlsx, .docx, .csv or .json in as the draft of a place's next edition.

    Several files make one list (basic in one, supporting in another); a part that no file has is kept as it is. All or
    nothing: while anything is to be mended, nothing is kept.

    Without --place, FILE is what `registry lists export` wrote for a county, a city or a province: the list of each of
    its townships becomes a draft, with the number and the day that stand with it; all of them, or none.

    \b
    Exit status: 0 kept (or would be), 1 problems to mend, 2 refused.
    """
    words, wanted = words_in(language_for(lang or "")), Wanted(**given)
    if wanted.remarks and len(files) > 1:
        _require_folder(wanted.remarks, files)
    with opened():
        status, lines, data = _told(files, wanted, words)
        db.session.remove()
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(
            "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines), err=status == REFUSED
        )
    sys.exit(status)


def _told(files: Sequence[Path], wanted: Wanted, words: Words) -> tuple[int, list[str], dict[str, Any]]:
    """Exit status, lines for people, data for programs; whatever is refused is told in a sentence."""
    try:
        with warnings.catch_warnings():  # openpyxl's, about styles and the like
            warnings.simplefilter("ignore")
            if not wanted.place.strip():
                return bring_in(files, wanted, words, datetime.now(UTC))
            return _done(files, wanted, words)
    except RegistryError as error:
        told, facts = error, error.facts
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        told, facts = DatabaseUnreachable(), {"detail": str(getattr(error, "orig", error))[:200]}
    except Exception:
        # Exit 1 means problems to mend: whatever else goes wrong must never read as that.
        traceback.print_exc()
        sys.exit(REFUSED)
    sentence = words.error(told)
    data = {"error": {"code": told.code, "message": sentence, "facts": facts}}
    return REFUSED, [f"{told.code}: {sentence}"], data


def _done(files: Sequence[Path], wanted: Wanted, words: Words) -> tuple[int, list[str], dict[str, Any]]:
    now = datetime.now(UTC)
    place = asked_for(wanted.place, wanted.corrects, now)
    actor, effective = (
        _person(wanted.person, place),
        day(wanted.effective, field="effective_on") if wanted.effective else None,
    )
    if wanted.publish and not (wanted.person and wanted.reviewer and wanted.person != wanted.reviewer):
        raise PeopleMissing
    corrected = drafting.edition_list(wanted.corrects.strip()) if wanted.corrects.strip() else None
    found = bring_together(place, _sources(files), corrected or drafting.latest_list(place, now=now))
    if not found.is_fine:
        written = _remark_all(files, found, wanted.remarks, words)
        lines = [*_lines(found, None, words), *(words.say("lists.remarked", file=str(file)) for file in written)]
        return PROBLEMS, lines, _data(found, None, words)
    number = wanted.number or _number_of(found)
    paper = Paper(wanted.title, number, effective, wanted.corrects)
    require_draftable(found.place, paper, actor)
    if wanted.publish:
        require_publishing(found.place, paper, actor, people.actor_named(wanted.reviewer), now)
    prepared = drafting.prepare(place.code, found.duties, now=now, corrects=wanted.corrects)
    if wanted.publish:
        require_reach(prepared, paper, wanted.sample, now)
    lines, data = _lines(found, prepared, words), _data(found, prepared, words)
    if wanted.dry_run:
        return FINE, [*lines, words.say("lists.import_dry", rows=len(found.duties))], data | {"dry_run": True}
    draft = drafting.import_list(
        place.code,
        found.duties,
        actor=actor,
        now=now,
        title=wanted.title,
        document_number=wanted.number or _number_of(found),
        effective_on=effective,
        source="、".join(source.name for source in found.sources),
        source_sha256=found.sources[0].sha256,
        corrects=wanted.corrects,
        sample=wanted.sample,
    )
    data |= {"draft": draft.code}
    if not wanted.publish:
        return FINE, [*lines, words.say("lists.import_kept", draft=draft.code, rows=len(draft.duties))], data
    try:
        made = _published(draft.code, wanted, effective, actor, now)
    except RegistryError:
        drafts.withdraw(draft.code, actor=actor, now=now)  # it was made only to be published
        raise
    one = made.edition
    data |= {"edition": one.code, "number": one.document_number, "effective_on": one.effective_on, **came_of(made)}
    return FINE, [*lines, *lines_of_published(made, words)], data


def _published(draft: str, wanted: Wanted, effective: date | None, actor: Actor, now: datetime) -> editions.Published:
    """Sent, approved by the other person and published, one after the other, each an event of its own."""
    reviewer = people.actor_named(wanted.reviewer)
    if effective is None:
        raise BadInput(field="effective_on")
    drafts.send(draft, actor=actor, now=now)
    drafts.approve(draft, actor=reviewer, now=now)
    number = drafts.draft_called(draft, actor=actor, now=now).document_number or wanted.number
    return editions.publish(draft, document_number=number, effective_on=effective, actor=actor, now=now)


def _person(name: str, place: Place) -> Actor:
    """Whoever is named, else the operator: a list office's hand, at this place only."""
    return people.actor_named(name) if name else Actor(OPERATOR, Role.LIST_OFFICE, "", place.code)


def _sources(files: Sequence[Path]) -> list[Source]:
    """The files read, with a progress bar where there is somebody to see it."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        return [read_source(_bytes(file), file.name) for file in bar.track(files, description="")]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileUnreadable(file.name) from error


def _number_of(found: Import) -> str:
    """The document number that the files name, where one of them does."""
    return next((s.read.document_number for s in found.sources if s.read.document_number), "")


def _require_folder(folder: Path, files: Sequence[Path]) -> None:
    """Several files come back under their own names, so they need a folder, and names of their own."""
    if folder.exists() and not folder.is_dir():
        raise click.UsageError("--remarks names a folder where there are several FILEs.")
    if len({file.name for file in files}) < len(files):
        raise click.UsageError("--remarks: two FILEs have the same name; please rename one.")


def _remark_all(files: Sequence[Path], found: Import, remarks: Path | None, words: Words) -> list[Path]:
    """Writes each file that has problems again, with remarks: one where it is told, several into a folder."""
    written: list[Path] = []
    for file, source, problems in zip(files, found.sources, found.problems, strict=True):
        if remarks is None or not problems:
            continue
        target = remarks / file.name if len(files) > 1 else remarks
        _make_folder(target.parent) if len(files) > 1 else None
        write_remarks(target, file, source.content, problems, lambda p: _mend(p, words))
        written.append(target)
    return written


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FileNotWritten(folder.name) from error


def _mend(problem: Problem, words: Words) -> str:
    return words.problem(problem.code, problem.facts)


def _lines(found: Import, prepared: Prepared | None, words: Words) -> list[str]:
    return [
        words.say("lists.import_place", place=found.place.full_name),
        *(f"  {line}" for line in _told_of(found, prepared, words)),
    ]


def _told_of(found: Import, prepared: Prepared | None, words: Words) -> Iterator[str]:
    for source, problems in zip(found.sources, found.problems, strict=True):
        yield source.name
        for part in source.read.parts:
            facts = {"rows": len(part.items), "parsed": part.parsed_count, "declared": part.declared_count}
            yield "  " + words.say("lists.part", tier=part.tier, **facts)
        for warning in source.read.all_warnings:
            yield "  " + words.say("lists.warning") + words.warning(warning.code, warning.facts)
        for item, flag in source.read.flagged:
            where = words.say("lists.place", sheet=item.sheet, row=item.row, column="")
            yield "  " + words.say("lists.warning") + where + words.flag(flag.code, flag.facts)
        yield "  " + words.say("lists.problems" if problems else "lists.no_problems", count=len(problems))
        for p in problems:
            where = words.say("lists.place", sheet=p.sheet, row=p.row, column=p.column)
            yield f"    [{p.code}] {where}{_mend(p, words)}"
    if found.names_another_place:
        yield words.say("lists.import_other_place", written=found.names_another_place, place=found.place.full_name)
    if found.unknown:
        yield words.say("lists.import_unknown_departments", departments=list(found.unknown))
    for tier, count in found.kept:
        yield words.say("lists.import_part_kept", tier=tier, count=count)
    if prepared is not None:
        yield _difference(prepared, words)


def _difference(prepared: Prepared, words: Words) -> str:
    """What becomes of the list it follows; of a correction, the list before the one it corrects."""
    if prepared.follows is None:
        return words.say("lists.import_first")
    counted = Counter(line.kind for line in prepared.carried.descents)
    edition = prepared.follows.edition.code
    if not counted:
        return words.say("lists.import_same", edition=edition)
    kinds = [
        words.say("lists.import_count", kind=words.option("DescentKind", k.value), count=n) for k, n in counted.items()
    ]
    return words.say("lists.import_difference", edition=edition, kinds_counted=kinds)


def _data(found: Import, prepared: Prepared | None, words: Words) -> dict[str, Any]:
    """What became of the files, for programs: problems by file, what differs from the list there is."""
    files = [
        {
            "file": source.name,
            "sha256": source.sha256,
            "problems": [
                {"sheet": p.sheet, "row": p.row, "column": p.column, "code": p.code, "text": _mend(p, words)}
                for p in problems
            ],
            "warnings": [words.warning(w.code, w.facts) for w in source.read.all_warnings],
        }
        for source, problems in zip(found.sources, found.problems, strict=True)
    ]
    data: dict[str, Any] = {"place": found.place.code, "files": files, "rows": len(found.duties)}
    data |= {"unknown_departments": list(found.unknown)}
    if prepared is not None:
        before = prepared.before
        data["follows"] = before.edition.code if before else None
        changed = compare(before.duties, prepared.carried.duties) if before else ()
        data["differences"] = [
            {
                "kinds": [kind.value for kind in one.kinds],
                "code": one.after.code if one.after else one.before[0].code,
                "matter": one.after.matter if one.after else one.before[0].matter,
                "fields": [{"field": f.field, "before": f.before, "after": f.after} for f in one.fields],
            }
            for one in changed
        ]
    return data
