"""`registry catalogues …`: recording a province's catalogue from a file, and what a county retains."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.actors import Actor
from registry.domain.catalogues import CatalogueSort
from registry.domain.errors import DatabaseUnreachable, NotFound, RegistryError
from registry.files.catalogues import read_catalogue
from registry.services.catalogue_rows import COLUMNS
from registry.services.catalogues import record_catalogue
from registry.services.certificates import record_retained_list
from registry.store.people import find_person
from registry.words import words_in

REFUSED = 2


@click.group()
def catalogues() -> None:
    """A province's catalogues of plaques and certificates, and what counties retain."""


def _about(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every recording is told."""
    for decorate in (
        click.option("--dry-run", is_flag=True, help="check the same and keep nothing"),
        click.option("--as", "name", required=True, metavar="NAME", help="sign-in name of who records it"),
        click.option("--effective", required=True, help="the first day it is in force, YYYY-MM-DD"),
        click.option(
            "--place", type=PLACE, required=True, help="whose it is: the code of the province, or of the county"
        ),
    ):
        command = decorate(command)
    return command


_COLUMNS = "\n\n".join(f"Columns of {sort.value.lower()}: {', '.join(columns)}." for sort, columns in COLUMNS.items())


@catalogues.command(
    help=f"""Record a version of a province's catalogue from a .csv or .json; all or nothing.

    The first line of a .csv names the columns; a .json is a list of objects with the same names. Several values in a
    cell (colours, other names) are parted by "|". Start from the version in force, which its page hands out as .csv.

    {_COLUMNS}

    Plaques: a row holds a pattern (×× for the village's name; statutory TRUE or FALSE, position OUTSIDE or INSIDE,
    lengths in millimetres), or a village_class with its quota. Certificates: listed is NATION, PROVINCE or RETAINED;
    what is prohibited says what serves instead, and the national list is whole.

    \b
    Exit status: 0 recorded (or fine, in a dry run), 2 refused.
    """
)
@click.argument("sort", type=click.Choice([s.value.lower() for s in CatalogueSort], case_sensitive=False))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--version", required=True, help="what the version is called")
@_about
def record(sort: str, file: Path, version: str, name: str, **given: Any) -> None:
    """Record a version from a file."""
    with _told_plainly():
        kept = record_catalogue(
            CatalogueSort(sort.upper()),
            given["place"],
            read_catalogue(file),
            version=version,
            effective_on=given["effective"],
            actor=_person(name),
            now=datetime.now(UTC),
            dry_run=given["dry_run"],
        )
        _say(kept.version, kept.code, given["dry_run"])


@catalogues.command()
@click.argument("names", nargs=-1)
@click.option("--nothing", is_flag=True, help="the county retains nothing at all")
@click.option("--number", required=True, help="the number of the county's document")
@_about
def retain(names: tuple[str, ...], number: str, name: str, nothing: bool, **given: Any) -> None:
    """Record which of its province's certificates (NAMES) a county retains; it can only narrow.

    \b
    Exit status: 0 recorded (or fine, in a dry run), 2 refused.
    """
    with _told_plainly():
        kept = record_retained_list(
            given["place"],
            names,
            document_number=number,
            effective_on=given["effective"],
            actor=_person(name),
            now=datetime.now(UTC),
            nothing=nothing,
            dry_run=given["dry_run"],
        )
        _say(kept.document_number, kept.code, given["dry_run"])


def _person(name: str) -> Actor:
    """Whoever runs the command line answers for the name; it need have no password."""
    person = find_person(name)
    if person is None:
        raise NotFound("person", name)
    return person.as_actor()


def _say(version: str, code: str, dry_run: bool) -> None:
    key = "catalogues.fine" if dry_run else "catalogues.recorded"
    click.echo(words_in(language_for("")).say(key, version=version, code=code))


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What is refused is told in one sentence."""
    try:
        with opened():
            yield
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        click.echo(f"{told.code}: {words_in(language_for('')).error(told)}", err=True)
        sys.exit(REFUSED)
