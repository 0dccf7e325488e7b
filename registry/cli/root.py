"""`registry …`: every group of commands, and those of the installation itself."""

import os
import socket
import sys
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from registry.api.schema import schema_text
from registry.app import create_app
from registry.cli.admissions import admission
from registry.cli.approvals import approvals
from registry.cli.calendar import calendar
from registry.cli.catalogues import catalogues
from registry.cli.certificates import certificates
from registry.cli.check import check
from registry.cli.clock import mail, start_clock, tick
from registry.cli.delegated import clean_up
from registry.cli.documents import documents
from registry.cli.dumping import dump, load
from registry.cli.importing import import_lists
from registry.cli.keeping import compare, mirror, publish, review, show
from registry.cli.keys import keys
from registry.cli.lists import lists
from registry.cli.lists_out import export
from registry.cli.opening import told_plainly
from registry.cli.people import people as people_group
from registry.cli.places import places
from registry.cli.search import search
from registry.cli.slips import slips
from registry.cli.units import unit_commands
from registry.cli.webhooks import webhooks
from registry.config import ROOT, Settings
from registry.services import events, people, seeding
from registry.services.replaying import replay_verdicts
from registry.services.search import index_if_needed
from registry.services.search import reindex as reindex_wordings
from registry.services.signing_keys import require_key
from registry.store.base import db
from registry.store.migrating import migrate, newest_revision, revision_of
from registry.web.signing_keys import own_ring

HOST = "127.0.0.1"
MOST_WORKERS, THREADS = 64, 24


@click.group()
def main() -> None:
    """The township registry: what may be asked of a township or a village, and what the law answers."""


main.add_command(check)
main.add_command(approvals)
main.add_command(lists)
main.add_command(unit_commands)
for _command in (import_lists, show, compare, mirror, review, publish):
    lists.add_command(_command)
main.add_command(dump)
main.add_command(load)
lists.add_command(export)
lists.add_command(import_lists)
main.add_command(places)
main.add_command(clean_up)
main.add_command(certificates)
main.add_command(catalogues)
main.add_command(calendar)
main.add_command(search)
main.add_command(tick)
main.add_command(mail)
main.add_command(admission)
main.add_command(slips)
main.add_command(keys)
main.add_command(documents)
main.add_command(webhooks)
main.add_command(people_group)


def _app() -> Flask:
    return create_app()


@main.command()
def up() -> None:
    """Migrate, load the seed, say where everything is, start the clock, and serve (what `make run` does)."""
    settings, port = Settings.from_environment(), _port()
    with told_plainly(), _app().app_context():
        _bring_up(settings, port)
    _serve(settings, port, with_clock=True)


def _bring_up(settings: Settings, port: int) -> None:
    """Everything before serving; safe to run again, and by two processes at once."""
    migrate(db.engine)
    _load()
    require_key(own_ring(), now=datetime.now(UTC))
    click.echo(f"\n  Pages    http://{HOST}:{port}/\n  GraphQL  http://{HOST}:{port}/graphql")
    if settings.sample_people:
        password = settings.kept("sample-password")
        sample = people.open_to_samples(password, now=datetime.now(UTC))
        click.echo(f"\n  Sample people (invented), password {password}")
        for person in sample:
            click.echo(f"    {person.sign_in_name:<16}{person.name}\t{person.role.lower()}")
    click.echo("\n  Every list shown is a sample. Stop with Ctrl-C.\n")


def _port() -> int:
    """Where to listen: PORT, or 8000. Refuses, before any work, what is no port or is taken."""
    typed = os.environ.get("PORT") or "8000"
    if not typed.isdecimal() or not 1 <= int(typed) <= 65535:  # noqa: PLR2004 - the ports there are
        raise click.ClickException(f"PORT is {typed!r}; give a number from 1 to 65535, as in PORT=8080 make run.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(typed)))
        except OSError as error:
            told = f"Port {typed} cannot be used ({error.strerror}); choose another, as in PORT=8080 make run."
            raise click.ClickException(told) from error
    return int(typed)


def _serve(settings: Settings, port: int, *, with_clock: bool = False) -> None:
    """Hand this process over to granian, with as many workers as cores; one that dies is replaced."""
    if not settings.workers.isdecimal() or not 1 <= int(settings.workers) <= MOST_WORKERS:
        told = f"REGISTRY_WORKERS is {settings.workers!r}; give a number from 1 to {MOST_WORKERS}."
        raise click.ClickException(told)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    # Many threads, because one that reads a slow body is not there for others; the database takes turns anyway.
    command += ["--blocking-threads", str(THREADS), "--blocking-threads-idle-timeout", "60"]
    command += ["--workers", settings.workers, "--respawn-failed-workers", "--no-ws", "registry.wsgi:app"]
    if with_clock:
        start_clock()
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter and arguments, no shell


@main.command()
def serve() -> None:
    """Serve what is there, on 127.0.0.1:$PORT. The clock does not run by itself: see `registry tick`."""
    _serve(Settings.from_environment(), _port())


@main.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to the schema of this release."""
    with told_plainly(), _app().app_context():
        before = revision_of(db.engine)
        migrate(db.engine)
        click.echo(f"schema {before or 'none'} -> {newest_revision()}")
        index_if_needed(now=datetime.now(UTC))


@main.command()
def reindex() -> None:
    """Make the search index anew from what is on file; `up` and `migrate` do so where a release calls for it."""
    with told_plainly(), _app().app_context():
        click.echo(f"{reindex_wordings(now=datetime.now(UTC)):,} wordings indexed")


@main.command()
def seed() -> None:
    """Load the seed; what is there already stays as it is."""
    with told_plainly(), _app().app_context():
        _load()


def _load() -> None:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def show(file: str, done: int, of: int) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, total=of)
            bar.update(tasks[file], completed=done)

        loaded = seeding.load_seed(ROOT / "seed", now=datetime.now(UTC), progress=show)
    index_if_needed(now=datetime.now(UTC))
    rows = sum(loaded.values())
    click.echo(f"Seed: {rows:,} rows loaded from {len(loaded)} files." if loaded else "Seed: loaded before.")


@main.group(name="events")
def events_group() -> None:
    """The record of what happened."""


@events_group.command()
def verify() -> None:
    """Check the chain of events, that every published list says what was published, and every verdict on file.

    Names the first event of a stream that is not as it was written, every list that was altered, and every step of a
    case whose question, put again as of then, is answered otherwise.
    """
    with told_plainly(), _app().app_context():
        checked, breaks = events.verify_events()
        lists_checked, altered = events.verify_lists()
        replayed = replay_verdicts()
    for found in (*breaks, *altered):
        click.echo(f"stream {found.stream}, event {found.position}: {found.what}", err=True)
    click.echo(f"{checked} events checked, {len(breaks)} streams broken")
    for case, position in replayed.different:
        click.echo(f"case {case}, step {position}: judged otherwise now", err=True)
    click.echo(f"{lists_checked} published lists checked, {len(altered)} altered")
    others = f", {replayed.by_other_rules} given by earlier rules" if replayed.by_other_rules else ""
    click.echo(f"{replayed.same} verdicts judged again the same, {len(replayed.different)} otherwise{others}")
    sys.exit(1 if breaks or altered or replayed.different else 0)


@main.group()
def tokens() -> None:
    """API tokens."""


@tokens.command()
@click.argument("sign_in_name")
@click.option("--label", required=True, help="what the token is for")
@click.option("--days", default=90, show_default=True, help="how many days it lasts, at most 365")
def issue(sign_in_name: str, label: str, days: int) -> None:
    """Issue a token for a person; it is shown this once."""
    with told_plainly(), _app().app_context():
        click.echo(people.issue_token(sign_in_name, label=label, days=days, now=datetime.now(UTC)))


@main.command()
def schema() -> None:
    """Print the GraphQL schema."""
    click.echo(schema_text())
