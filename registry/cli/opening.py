"""Opening the registry for a command; what stops one, told plainly; and the line by which every command says that a
place's code is an old one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.config import SettingUnfit
from registry.domain.as_of import dates_asked
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.services.place_notices import notices_of
from registry.services.seeding import BadSeed
from registry.words import words_in


class PlaceOption(click.ParamType):
    """What names a place; `opened` tells its notices. Its text is read by the services."""

    name = "text"


PLACE = PlaceOption()


@contextmanager
def told_plainly() -> Iterator[None]:
    """What stops a command is told in a sentence; the details follow where they help whoever runs the registry."""
    try:
        yield
    except RegistryError as error:
        raise click.ClickException(f"{error.code}: {words_in(language_for('')).error(error)}") from error
    except (SQLAlchemyError, ModuleNotFoundError) as error:  # an engine whose driver is not installed
        detail = str(getattr(error, "orig", error)).strip().splitlines()[0]
        told = words_in(language_for("")).error(DatabaseUnreachable())
        raise click.ClickException(f"{DatabaseUnreachable.code}: {told} ({detail})") from error
    except (OSError, BadSeed, SettingUnfit) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def opened() -> Iterator[None]:
    """The registry's context. Once what is done in it is done, the notices of the places it was asked for are told.

    They go to people on the standard output, and beside JSON on the standard error.
    """
    with create_app().app_context():
        yield
        with suppress(SQLAlchemyError):  # the command itself has said that the database cannot be reached
            _tell()


def _tell() -> None:
    context = click.get_current_context()
    given, words = context.params, words_in(language_for(context.params.get("lang") or ""))
    typed = [given[one.name] for one in context.command.params if one.name and isinstance(one.type, PlaceOption)]
    on = given.get("on") or given.get("in_force_from")
    as_of = dates_asked(on, given.get("known_at"), now=datetime.now(UTC))
    for notice in notices_of([one for one in typed if one], on=as_of.on, known_at=as_of.known_at):
        line = words.notice(notice.code, notice.facts)
        click.echo("".join(c if c.isprintable() else " " for c in line), err=bool(given.get("as_json")))
