"""`registry lists import FILE …` without --place: what the registry handed out for many townships, brought in again."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from registry.cli.import_checks import FINE, OPERATOR, PROBLEMS, Paper, Wanted, require_draftable, require_publishing
from registry.domain.actors import Actor, Role
from registry.domain.errors import PeopleMissing, RegistryError
from registry.domain.question import day
from registry.files.errors import ListTwiceInFile, PlaceNotSaid
from registry.files.importing import Import, Source, bring_together
from registry.files.several import TownshipList, lists_in, says_whose
from registry.services import drafting, drafts, editions, people
from registry.services.keepers import asked_for
from registry.services.many_lists import KeptDraft, ListIn, free_codes, keep_all
from registry.words import Words

MOST_TOLD = 200
"""So many problems are told one by one; all of them are counted."""


@dataclass
class _Checked:
    """What the first reading of all files found; only what must be told of each township is held on to."""

    lines: list[str] = field(default_factory=list)
    lists: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    unknown: dict[str, None] = field(default_factory=dict)
    problems: int = 0
    rows: int = 0


def bring_in(
    files: Sequence[Path], wanted: Wanted, words: Words, now: datetime
) -> tuple[int, list[str], dict[str, Any]]:
    """Exit status, lines, data. Every list of every file is checked before the first is kept; all are kept, or none."""
    _require_for_many(wanted)
    for file in files:
        if not says_whose(file):
            raise PlaceNotSaid(file.name)
    found = _checked(files, wanted, words, now)
    lines, data = found.lines, {"lists": found.lists, "rows": found.rows, "unknown_departments": list(found.unknown)}
    if found.unknown:
        lines.append(words.say("lists.import_unknown_departments", departments=list(found.unknown)))
    if found.problems:
        wrong = sum(bool(one["problems"]) for one in found.lists)
        return PROBLEMS, [*lines, words.say("lists.many_to_mend", count=wrong, problems=found.problems)], data
    counts = {"count": len(found.lists), "rows": found.rows}
    if wanted.dry_run:
        return FINE, [*lines, words.say("lists.many_dry", **counts)], data | {"dry_run": True}
    kept = _kept(files, found, wanted, now)
    for one, told in zip(kept, found.lists, strict=True):
        told["draft"] = one.draft
    if not wanted.publish:
        lines += [f"  {one.draft} · {told['name']}" for one, told in zip(kept, found.lists, strict=True)]
        return FINE, [*lines, words.say("lists.many_kept", **counts)], data
    for one, told in zip(kept, found.lists, strict=True):
        told["edition"] = _published(one, kept, told, wanted, now)
    return FINE, [*lines, words.say("lists.many_published", **counts)], data


def _require_for_many(wanted: Wanted) -> None:
    """What is said of one list cannot be said of many."""
    given = {"--corrects": wanted.corrects, "--title": wanted.title, "--remarks": wanted.remarks}
    for option in (option for option, text in given.items() if text):
        raise click.UsageError(f"{option} needs --place: it speaks of one place's list.")
    if wanted.publish and not (wanted.person and wanted.reviewer and wanted.person != wanted.reviewer):
        raise PeopleMissing


def _checked(files: Sequence[Path], wanted: Wanted, words: Words, now: datetime) -> _Checked:
    found, there = _Checked(), set[str]()
    for file, one in _read(files):
        place = _place_of(one, file, there, now)
        brought = _brought(file, one, place, now)
        paper = _paper(one, wanted)
        actor = _actor(wanted, brought)
        require_draftable(brought.place, paper, actor)
        if wanted.publish:
            require_publishing(brought.place, paper, actor, people.actor_named(wanted.reviewer), now)
        if brought.is_fine:
            drafting.prepare(place, brought.duties, now=now)
        _note(found, brought, paper, words)
        found.codes |= {item.code for part in one.read.parts for item in part.items if item.code}
    return found


def _place_of(one: TownshipList, file: Path, there: set[str], now: datetime) -> str:
    """The code of the place that acts today, each once."""
    place = asked_for(one.place, "", now).code
    if place in there:
        raise ListTwiceInFile(file.name, place)
    there.add(place)
    return place


def _note(found: _Checked, brought: Import, paper: Paper, words: Words) -> None:
    (source,), (problems,) = brought.sources, brought.problems
    name = brought.place.full_name
    told = [
        {"sheet": p.sheet, "row": p.row, "column": p.column, "code": p.code, "text": words.problem(p.code, p.facts)}
        for p in problems
    ]
    found.lists.append(
        {
            "file": source.name,
            "place": brought.place.code,
            "name": name,
            "number": paper.number,
            "effective_on": paper.effective_on,
            "rows": len(brought.duties),
            "problems": told,
            "warnings": [words.warning(w.code, w.facts) for w in source.read.all_warnings],
        }
    )
    found.unknown |= dict.fromkeys(brought.unknown)
    found.rows += len(brought.duties)
    found.lines.append(words.say("lists.many_one", place=name, rows=len(brought.duties), number=paper.number))
    found.lines += [f"  {words.say('lists.warning')}{words.warning(w.code, w.facts)}" for w in source.read.all_warnings]
    if brought.names_another_place:
        told_name = brought.names_another_place
        found.lines.append("  " + words.say("lists.import_other_place", written=told_name, place=name))
    found.lines += ["  " + words.say("lists.import_part_kept", tier=tier, count=count) for tier, count in brought.kept]
    for p in problems[: max(0, MOST_TOLD - found.problems)]:
        where = words.say("lists.place", sheet=p.sheet, row=p.row, column=p.column)
        found.lines.append(f"    [{p.code}] {where}{words.problem(p.code, p.facts)}")
    found.problems += len(problems)


def _kept(files: Sequence[Path], found: _Checked, wanted: Wanted, now: datetime) -> list[KeptDraft]:
    sums = {file: _sha256(file) for file in files}

    def again() -> Iterator[ListIn]:
        for file, one in _read(files):
            brought = _brought(file, one, asked_for(one.place, "", now).code, now)
            paper = _paper(one, wanted)
            yield ListIn(
                place=brought.place.code,
                duties=brought.duties,
                document_number=paper.number,
                effective_on=paper.effective_on,
                source=file.name,
                source_sha256=sums[file],
                sample=one.is_sample or wanted.sample,
            )

    everywhere = Actor(OPERATOR, Role.LIST_OFFICE, "", asked_for(found.lists[0]["place"], "", now).path[0].code)
    actor = people.actor_named(wanted.person) if wanted.person else everywhere
    return keep_all(again, free=free_codes(found.codes), actor=actor, now=now)


def _published(one: KeptDraft, every: Sequence[KeptDraft], told: dict[str, Any], wanted: Wanted, now: datetime) -> str:
    """One after the other, each an edition of its own; where one is refused, those not published yet are withdrawn."""
    actor, reviewer = people.actor_named(wanted.person), people.actor_named(wanted.reviewer)
    try:
        drafts.send(one.draft, actor=actor, now=now)
        drafts.approve(one.draft, actor=reviewer, now=now)
        made = editions.publish(
            one.draft, document_number=told["number"], effective_on=told["effective_on"], actor=actor, now=now
        )
    except RegistryError:
        for left in every[every.index(one) :]:
            drafts.withdraw(left.draft, actor=actor, now=now)
        raise
    return made.edition.code


def _read(files: Sequence[Path]) -> Iterator[tuple[Path, TownshipList]]:
    """Every list of every file, counted as it comes where there is somebody to see it."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        for file in files:
            task = bar.add_task(file.name, total=None)
            for one in lists_in(file):
                yield file, one
                bar.advance(task)


def _brought(file: Path, one: TownshipList, place: str, now: datetime) -> Import:
    keeper = asked_for(place, "", now)
    return bring_together(keeper, [Source(file.name, b"", one.read)], drafting.latest_list(keeper, now=now))


def _paper(one: TownshipList, wanted: Wanted) -> Paper:
    """Number and day as the file gives them for each list, but what was typed holds for all."""
    effective = day(wanted.effective, field="effective_on") if wanted.effective else _day(one.read.date)
    return Paper("", wanted.number or one.read.document_number, effective, "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _actor(wanted: Wanted, brought: Import) -> Actor:
    return (
        people.actor_named(wanted.person)
        if wanted.person
        else Actor(OPERATOR, Role.LIST_OFFICE, "", brought.place.code)
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
