"""`registry calendar …`: entering the days off and worked weekends of another year, and showing a year's."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.domain.errors import CalendarRefused, DatabaseUnreachable, RegistryError
from registry.domain.workdays import LEAST_DAYS_OFF
from registry.services.work_calendar import TypedDay, add_days, day_arrangement
from registry.words import LANGUAGES, Words, words_in

COLUMNS = ("day", "recorded_at", "works", "document_number")
LARGEST = 1024 * 1024
REFUSED = 2
_LANG = click.option(
    "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="language to tell it in"
)


@click.group()
def calendar() -> None:
    """The work calendar that limits run in: days off and worked weekends, as announced by the State Council."""


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="check the same and keep nothing")
@_LANG
def add(file: Path, dry_run: bool, lang: str | None) -> None:
    """Enter the days that FILE names (CSV as seed/work_calendar.csv: day,recorded_at,works,document_number).

    \b
    All lines or none. `false` is a day off, `true` a weekend day that is worked; an empty recorded_at is now.
    Exit status: 0 entered (or fine, in a dry run), 2 refused.
    """
    words = words_in(language_for(lang or ""))
    with _told(words):
        entered = add_days(file.name, _read(file), now=datetime.now(UTC), dry_run=dry_run)
        key = "calendar.fine" if dry_run else "calendar.added"
        click.echo(words.say(key, new=entered.new, there=entered.there))
        for year, off in entered.incomplete:
            click.echo(words.say("calendar.incomplete", year=year, off=off, least=LEAST_DAYS_OFF), err=True)


@calendar.command()
@click.argument("year", type=click.IntRange(1949, 2199))
@_LANG
def show(year: int, lang: str | None) -> None:
    """Show the days off and worked weekends of a YEAR as they are known now.

    \b
    Exit status: 0 known, 1 not entered or not whole.
    """
    words = words_in(language_for(lang or ""))
    with _told(words):
        found = day_arrangement(year, now=datetime.now(UTC))
    if found is None:
        click.echo(words.say("calendar.unknown", year=year))
        sys.exit(1)
    named, workdays = found
    click.echo(words.say("calendar.known", year=year, workdays=workdays))
    for day, works in named:
        click.echo(words.say("calendar.worked" if works else "calendar.off", day=day))


def _read(file: Path) -> list[TypedDay]:
    """The lines of a file as typed. Raises CalendarRefused where it is no such file."""
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(file.name)
        lines = list(csv.reader(file.read_bytes().decode("utf-8-sig").splitlines()))
    except (ValueError, csv.Error):
        raise CalendarRefused(file.name, [{"line": 1, "reason": "UNREADABLE", "given": ""}]) from None
    if not lines or tuple(cell.strip() for cell in lines[0]) != COLUMNS:
        raise CalendarRefused(file.name, [{"line": 1, "reason": "HEADER", "given": ""}])
    numbered = [(number, cells) for number, cells in enumerate(lines[1:], start=2) if any(map(str.strip, cells))]
    wrong = [{"line": n, "reason": "CELLS", "given": ""} for n, cells in numbered if len(cells) != len(COLUMNS)]
    if wrong:
        raise CalendarRefused(file.name, wrong)
    return [TypedDay(number, *cells) for number, cells in numbered]


@contextmanager
def _told(words: Words) -> Iterator[None]:
    """In the registry; what is refused is told in one sentence, and each problem by its line."""
    try:
        with create_app().app_context():
            yield
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        click.echo(f"{told.code}: {words.error(told)}", err=True)
        for problem in told.facts["problems"] if isinstance(told, CalendarRefused) else ():  # type: ignore[attr-defined]
            said = words.say(f"calendar.problem_{str(problem['reason']).lower()}", given=problem["given"])
            click.echo(f"{words.say('calendar.problem', line=problem['line'])} {said}", err=True)
        sys.exit(REFUSED)
