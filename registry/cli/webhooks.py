"""`registry webhooks …`: who is told of changes where."""

from datetime import UTC, datetime
from typing import Any

import click

from registry.cli.languages import language_for
from registry.cli.opening import opened, told_plainly
from registry.services import webhooks as services
from registry.services.people import actor_named
from registry.store.webhooks import WebhookRecord
from registry.words import words_in

_AS = click.option("--as", "name", required=True, metavar="NAME", help="in whose name: the webhook is of their unit")
_NUMBER = click.argument("number")


@click.group()
def webhooks() -> None:
    """Systems that are told of every change as it comes; sent by `registry tick`."""


def _act(name: str, act: Any) -> None:
    with told_plainly(), opened():
        act(actor=actor_named(name), now=datetime.now(UTC))


def _line(record: WebhookRecord) -> str:
    words = words_in(language_for(""))
    state = words.option("WebhookState", record.state)
    why = words.option("PauseReason", record.paused_for) if record.paused_for else ""
    kinds = ",".join(record.kinds) or "*"
    return " ".join(part for part in (record.number, state, why, record.url, kinds, str(record.position)) if part)


@webhooks.command()
@click.argument("url")
@click.option("--of", "kinds", multiple=True, metavar="KIND", help="these kinds only, such as EDITION; all without it")
@_AS
def add(url: str, kinds: tuple[str, ...], name: str) -> None:
    """Tell an address of every change from now on; prints the secret that it is signed with, this once."""

    def act(**by: Any) -> None:
        record = services.create(url, kinds, **by)
        click.echo(_line(record))
        click.echo(record.secret)

    _act(name, act)


@webhooks.command(name="list")
@_AS
def list_webhooks(name: str) -> None:
    """The webhooks of one's unit, with how far each was told and what went wrong last; all, for the administrator."""

    def act(**by: Any) -> None:
        for record in services.listed(by["actor"]):
            click.echo(f"{_line(record)} {record.last_error}".rstrip())

    _act(name, act)


@webhooks.command()
@_NUMBER
@_AS
def pause(number: str, name: str) -> None:
    """Send nothing until it is resumed; nothing is lost."""
    _act(name, lambda **by: click.echo(_line(services.pause(number, **by))))


@webhooks.command()
@_NUMBER
@_AS
def resume(number: str, name: str) -> None:
    """Go on where it stopped."""
    _act(name, lambda **by: click.echo(_line(services.resume(number, **by))))


@webhooks.command()
@_NUMBER
@click.argument("position")
@_AS
def replay(number: str, position: str, name: str) -> None:
    """Send again every change behind a position of the feed; 0 for all there is."""
    _act(name, lambda **by: click.echo(_line(services.replay(number, position, **by))))


@webhooks.command()
@_NUMBER
@_AS
def ping(number: str, name: str) -> None:
    """Send a signed trial now, and tell what came of it."""

    def act(**by: Any) -> None:
        sent = services.ping(number, **by)
        if sent.error:
            raise click.ClickException(sent.error)
        click.echo(f"HTTP {sent.status}")

    _act(name, act)


@webhooks.command()
@_NUMBER
@_AS
def remove(number: str, name: str) -> None:
    """Have done with a webhook."""
    _act(name, lambda **by: click.echo(services.remove(number, **by)))
