"""`registry dump FILE` and `registry load FILE`: the whole registry out to one file, and into an empty one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bars
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.services import dumping
from registry.words import words_in

Work = Callable[[dumping.Progress], dumping.Dumped]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="replace FILE if it is there")
def dump(file: Path, force: bool) -> None:
    """Write the whole registry to FILE (.zip), as it stands at one moment.

    The same registry gives the same bytes, on SQLite and on PostgreSQL. Passwords, API tokens, mail that
    waits, and reports with whoever made them are left out.
    """
    _tell("dump.written", file, lambda progress: dumping.dump(file, replace=force, progress=progress))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def load(file: Path) -> None:
    """Fill an empty registry (after `registry migrate`) from FILE, all of it or nothing.

    Every byte, row count and the chain of events are checked. People then set passwords and are issued tokens anew.
    """
    _tell("dump.loaded", file, lambda progress: dumping.load(file, progress=progress))


def _tell(key: str, file: Path, work: Work) -> None:
    words = words_in(language_for(""))
    with _told_plainly(), create_app().app_context(), _shown() as progress:
        done = work(progress)
    rows = f"{sum(done.rows.values()):,}"
    click.echo(words.say(key, file=file.name, tables=len(done.rows), rows=rows, heads=done.heads))
    click.echo(words.say("dump.left_out"))
    if done.broken:
        click.echo(words.say("dump.broken", streams=list(done.broken)), err=True)


@contextmanager
def _shown() -> Iterator[dumping.Progress]:
    """A bar for each table, where somebody watches."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(table: str, done: int, of: int) -> None:
            if table not in tasks:
                tasks[table] = bars.add_task(table, total=of)
            bars.update(tasks[table], completed=done)

        yield show


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What stops a command is told in a sentence."""
    try:
        yield
    except RegistryError as error:
        raise click.ClickException(f"{error.code}: {words_in(language_for('')).error(error)}") from error
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        told = words_in(language_for("")).error(DatabaseUnreachable())
        raise click.ClickException(f"{DatabaseUnreachable.code}: {told}") from error
