"""The command line: `registry …`. It translates and decides nothing."""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from registry.api.schema import schema_text
from registry.app import create_app
from registry.config import ROOT, Settings
from registry.domain.approvals import PaperLevel
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.domain.kind import AnswerType, Asked, Kind
from registry.domain.kinds import KINDS, kind_called
from registry.domain.outcome import Outcome
from registry.domain.units import DemanderKind
from registry.services import access, events, people, seeding
from registry.services.access import Demand
from registry.store.base import db
from registry.store.migrating import migrate, newest_revision, revision_of
from registry.words import LANGUAGES, words_in

EXIT = {Outcome.ADMIT: 0, Outcome.REJECT: 1, Outcome.REFER: 3}
NOT_JUDGED = 2


@click.group()
def main() -> None:
    """The township registry: what may be asked of a township or a village, and what the law answers."""


def _app() -> Flask:
    return create_app()


@main.command()
def up() -> None:
    """Migrate, load the seed, say where everything is, and serve (what `make run` does)."""
    settings = Settings.from_environment()
    app = _app()
    with app.app_context():
        _bring_up(settings)
    _serve(settings)


def _bring_up(settings: Settings) -> None:
    """Everything before serving; safe to run again, and by two processes at once."""
    migrate(db.engine)
    _load()
    port = os.environ.get("PORT") or "8000"
    click.echo(f"\n  Pages    http://127.0.0.1:{port}/\n  GraphQL  http://127.0.0.1:{port}/graphql")
    if settings.sample_people:
        password = settings.kept("sample-password")
        sample = people.open_to_samples(password, now=datetime.now(UTC))
        click.echo(f"\n  Sample people (invented), password {password}")
        for person in sample:
            click.echo(f"    {person.sign_in_name:<16}{person.name}\t{person.role.lower()}")
    click.echo("\n  Every list shown is a sample. Stop with Ctrl-C.\n")


def _serve(settings: Settings) -> None:
    """Hand this process over to granian: as many workers as cores, one blocking thread each."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 1 <= int(port) <= 65535:  # noqa: PLR2004
        raise click.ClickException(f"PORT is {port!r}; give a number from 1 to 65535, as in PORT=8080 make run.")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port]
    command += ["--workers", settings.workers, "--blocking-threads", "1", "--no-ws", "registry.wsgi:app"]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter and arguments, no shell


@main.command()
def serve() -> None:
    """Serve what is there, on 127.0.0.1:$PORT."""
    _serve(Settings.from_environment())


@main.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to the schema of this release."""
    with _app().app_context():
        before = revision_of(db.engine)
        migrate(db.engine)
        click.echo(f"schema {before or 'none'} -> {newest_revision()}")


@main.command()
def seed() -> None:
    """Load the seed; what is there already stays as it is."""
    with _app().app_context():
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
    rows = sum(loaded.values())
    click.echo(f"Seed: {rows:,} rows loaded from {len(loaded)} files." if loaded else "Seed: loaded before.")


class KindGroup(click.Group):
    """The kinds as commands, spelled with an underscore or a dash; an unknown one is told as at every door."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        try:
            return super().get_command(ctx, kind_called(cmd_name).code)
        except RegistryError as error:
            click.echo(f"{error.code}: {words_in(_language('')).error(error)}", err=True)
            ctx.exit(NOT_JUDGED)


def _language(asked_for: str) -> str:
    language = asked_for or Settings.from_environment().language
    return language if language in LANGUAGES else "zh"


@main.group(cls=KindGroup)
def check() -> None:
    """Ask the law about a demand; nothing is kept. Each kind has options of its own: `registry check KIND --help`.

    \b
    Exit status: 0 lawful (ADMIT), 1 REJECT, 3 REFER, 2 could not be judged.
    """


def _option_name(asked: Asked) -> str:
    return "--" + asked.name.replace("_", "-")


def _add_answer(command: Callable[..., Any], kind: Kind, asked: Asked) -> Callable[..., Any]:
    """One question of a kind as an option of the command line."""
    words = words_in("en")
    text = words.question(kind.code, asked.name)
    if asked.options is not None:
        text += " (" + ", ".join(option.value.lower() for option in asked.options) + ")"
    several = asked.answer_type is AnswerType.CHOICES
    default = "" if asked.required else _shown_default(asked)
    more = "; may be given several times" if several else ""
    return click.option(_option_name(asked), asked.name, multiple=several, default=None, help=f"{text}{more}{default}")(
        command
    )


def _shown_default(asked: Asked) -> str:
    shown = asked.default[0] if isinstance(asked.default, tuple) and asked.default else asked.default
    return f" [default: {str(shown).lower()}]" if shown not in (None, "", ()) else ""


def _check_command(kind: Kind) -> click.Command:
    def run(**given: Any) -> None:
        _check(kind, given)

    command: Callable[..., Any] = run
    for asked in reversed(kind.questions()):
        command = _add_answer(command, kind, asked)
    outside = ", ".join(k.value.lower() for k in DemanderKind)
    levels = ", ".join(level.value.lower() for level in PaperLevel)
    for decorate in reversed(
        (
            click.option(
                "--place", default="", help="12-digit code, a shorter one if unique, or a name with its county"
            ),
            click.option("--department", default="", help="unit code, or a name inside the place's county"),
            click.option("--demander", default="", help=f"for a body outside government: its sort ({outside})"),
            click.option("--demander-name", default="", help="for a body outside government: its name"),
            click.option("--cites", multiple=True, help=f"document number cited, may be followed by @LEVEL ({levels})"),
            click.option("--on", default="", help="the day it is judged for, YYYY-MM-DD [default: today]"),
            click.option("--known-at", default="", help="what was recorded by this day or time counts [default: now]"),
            click.option("--lang", default="", help=f"language of the answer ({', '.join(LANGUAGES)})"),
            click.option("--json", "as_json", is_flag=True, help="the verdict as JSON, field names as in GraphQL"),
        )
    ):
        command = decorate(command)
    return click.command(name=kind.code, help=words_in("en").kind(kind.code))(command)


def _check(kind: Kind, given: dict[str, Any]) -> None:
    """Ask, print, and leave with the outcome's exit status."""
    as_json, words = given.pop("as_json"), words_in(_language(given.pop("lang")))
    answers = {asked.name: given.pop(asked.name) for asked in kind.questions()}
    cites = tuple(_cited(text) for text in given.pop("cites"))
    demand = Demand(kind=kind.code, answers={k: v for k, v in answers.items() if v}, cites=cites, **given)
    try:
        with _app().app_context():
            answer = access.check(demand, now=datetime.now(UTC))
    except (RegistryError, SQLAlchemyError) as found:
        error = found if isinstance(found, RegistryError) else DatabaseUnreachable()
        _say_error(error, words.error(error), as_json=as_json)
        sys.exit(NOT_JUDGED)
    spoken = words.verdict(answer.verdict.as_data())
    click.echo(json.dumps(spoken, ensure_ascii=False, indent=2) if as_json else _as_text(spoken, words))
    sys.exit(EXIT[answer.verdict.outcome])


def _cited(text: str) -> tuple[str, str]:
    number, _, level = text.partition("@")
    return number, level


def _say_error(error: RegistryError, sentence: str, *, as_json: bool) -> None:
    if as_json:
        told = {"error": {"code": error.code, "message": sentence, "facts": error.facts}}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(f"{error.code}: {sentence}", err=True)


def _as_text(spoken: dict[str, Any], words: Any) -> str:
    """The verdict as a page of plain text."""
    lines = [spoken["summary"], ""]
    for found in spoken["grounds"]:
        mark = words.outcome(found["outcome"]) if not found["liftedBy"] else words.say("page.lifted")
        lines += [f"[{mark}] {found['code']}  {words.citation(found['code'])}", f"    {found['text']}"]
    for heading, key in (("page.cure", "cure"), ("page.conditions", "conditions")):
        if spoken[key]:
            lines += ["", words.say(heading), *(f"  - {item['text']}" for item in spoken[key])]
    if spoken["candidates"]:
        lines += ["", words.say("page.candidates")]
        lines += [
            f"  - {c['matter']} ({words.option('DutyTier', c['tier'])} {c['number']})" for c in spoken["candidates"]
        ]
    return "\n".join(lines)


for _kind in KINDS.values():
    check.add_command(_check_command(_kind))


@main.group(name="events")
def events_group() -> None:
    """The record of what happened."""


@events_group.command()
def verify() -> None:
    """Check the chain of events; names the first event of a stream that is not as it was written."""
    with _app().app_context():
        checked, breaks = events.verify_events()
    for found in breaks:
        click.echo(f"stream {found.stream}, event {found.position}: {found.what}", err=True)
    click.echo(f"{checked} events checked, {len(breaks)} streams broken")
    sys.exit(1 if breaks else 0)


@main.group()
def tokens() -> None:
    """API tokens."""


@tokens.command()
@click.argument("sign_in_name")
@click.option("--label", required=True, help="what the token is for")
@click.option("--days", default=90, show_default=True, help="how many days it lasts, at most 365")
def issue(sign_in_name: str, label: str, days: int) -> None:
    """Issue a token for a person; it is shown this once."""
    try:
        with _app().app_context():
            click.echo(people.issue_token(sign_in_name, label=label, days=days, now=datetime.now(UTC)))
    except RegistryError as error:
        raise click.ClickException(words_in("en").error(error)) from error


@main.command()
def schema() -> None:
    """Print the GraphQL schema."""
    click.echo(schema_text())
