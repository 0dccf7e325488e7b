"""`registry lists export`: the lists of a township, a county or a province as a file."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.as_of import dates_asked
from registry.domain.divisions import Level, Place
from registry.domain.errors import DatabaseUnreachable, NotFound, RegistryError
from registry.files.layout import ListOut, Unlisted
from registry.files.writing import TYPES, ending, file_name, on_its_way, write_lists
from registry.services.handing_out import lists_of, townships_called
from registry.words import words_in

MOST_TOLD = 20
"""So many townships without a list are named; a file for several counties names all of them."""


@click.command()
@click.option("--place", type=PLACE, required=True, help="code or name of a township, a county, a city or a province")
@click.option("--format", "form", default="xlsx", show_default=True, type=click.Choice(list(TYPES)))
@click.option("--out", type=click.Path(path_type=Path), help="the file to write; without it, one named after the place")
@click.option("--on", default="", help="the lists in force on this day (2025-03-01); today where it is left out")
@click.option("--known-at", default="", help="as known on this day or at this time; now where it is left out")
@click.option("--force", is_flag=True, help="replace a file that is there")
def export(*, place: str, form: str, out: Path | None, on: str, known_at: str, force: bool) -> None:
    """Write the lists of a place as .xlsx, .docx, .csv or .json; reading such a file gives the same list again.

    Several counties as .xlsx, and several townships as .docx, make a .zip. Townships without a list are named.
    """
    try:
        with opened():
            _export(place, form, out, on=on, known_at=known_at, force=force)
    except RegistryError as error:
        raise click.ClickException(f"{error.code}: {words_in(language_for('')).error(error)}") from error
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        told = words_in(language_for("")).error(DatabaseUnreachable())
        raise click.ClickException(f"{DatabaseUnreachable.code}: {told}") from error


def _export(typed: str, form: str, out: Path | None, *, on: str, known_at: str, force: bool) -> None:
    now, words = datetime.now(UTC), words_in(language_for(""))
    in_force_on, known = dates_asked(on, known_at, now=now).both()
    place, townships = townships_called(typed, on=in_force_on, known_at=known)
    to = out or Path(file_name(place, form, in_force_on.isoformat()))
    _require_ending(to, ending(form, place.level))
    found: Iterator[ListOut | Unlisted] = (
        on_its_way(h.place, h.duty_list) for h in lists_of(townships, on=in_force_on, known_at=known)
    )
    if place.level is Level.TOWNSHIP:
        found = iter([_required(one) for one in found])
    missing = _written(found, place, townships, form, to, force=force)
    for one in missing[:MOST_TOLD]:
        click.echo(words.say(f"lists.unlisted.{one.why.lower()}", name=one.place.full_name), err=True)
    if len(missing) > MOST_TOLD:
        click.echo(words.say("lists.unlisted.more", count=len(missing) - MOST_TOLD), err=True)
    click.echo(words.say("lists.exported", file=str(to), count=len(townships) - len(missing)))


def _required(one: ListOut | Unlisted) -> ListOut | Unlisted:
    if isinstance(one, Unlisted):
        raise NotFound("list", one.place.full_name)
    return one


def _require_ending(to: Path, wanted: str) -> None:
    if to.suffix.lower() != f".{wanted}":
        raise click.UsageError(f"--out {to.name}: this place in this format makes a .{wanted}; name the file so.")


def _written(
    found: Iterator[ListOut | Unlisted], place: Place, townships: Sequence[Place], form: str, to: Path, *, force: bool
) -> list[Unlisted]:
    """Writes the file under a bar that counts townships; returns those that have no list."""
    console, missing = Console(stderr=True), list[Unlisted]()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(to.name, total=len(townships))

        def counted() -> Iterator[ListOut | Unlisted]:
            for one in found:
                if isinstance(one, Unlisted):
                    missing.append(one)
                yield one
                bar.advance(task)

        write_lists(counted(), form, place.level, to, replace=force)
    return missing
