"""`registry approvals …`: confirming and revoking a provincial approval; what it does to admissions is told."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.services import approvals as services
from registry.services.approval_effects import Affected
from registry.services.people import actor_named
from registry.words import Words, words_in

REFUSED = 2
_AS = click.option("--as", "name", required=True, metavar="NAME", help="sign-in name of who does it")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="tell what would become of admissions, and keep nothing")


@click.group()
def approvals() -> None:
    """Provincial approvals: confirmed and revoked by the province."""


@approvals.command()
@click.argument("code")
@_AS
@_DRY_RUN
def confirm(code: str, name: str, dry_run: bool) -> None:
    """Confirm an approval on record, by its CODE; not by who recorded it. One that amends ends what it amends.

    \b
    Exit status: 0 confirmed (or fine, in a dry run), 2 refused.
    """
    do = services.foresee_confirmation if dry_run else services.confirm
    with _told_plainly() as words:
        affected = do(code, actor=actor_named(name), now=datetime.now(UTC))
        _say(words, "page.approval_confirmed", code, affected, dry_run)


@approvals.command()
@click.argument("code")
@click.option("--from", "first", required=True, help="the first day it no longer holds, YYYY-MM-DD")
@click.option("--reason", required=True, help="why")
@_AS
@_DRY_RUN
def revoke(code: str, first: str, reason: str, name: str, dry_run: bool) -> None:
    """Revoke an approval by its CODE, from a day on, with a reason. Admissions that rest on it alone end.

    \b
    Exit status: 0 revoked (or fine, in a dry run), 2 refused.
    """
    do = services.foresee_revocation if dry_run else services.revoke
    with _told_plainly() as words:
        affected = do(code, first, reason, actor=actor_named(name), now=datetime.now(UTC))
        _say(words, "page.approval_revoked", code, affected, dry_run)


def _say(words: Words, done: str, code: str, affected: Sequence[Affected], dry_run: bool) -> None:
    number = services.approval_called(code).number
    click.echo(words.say("approvals.dry_run", number=number) if dry_run else words.say(done, number=number))
    for one in affected:
        click.echo(
            f"  {words.option('Fate', one.fate)}  {one.case}  {one.number or '–'}  {one.subject} · {one.place_name}"
        )
    if not affected:
        click.echo(f"  {words.say('page.approval_nothing_affected')}")


@contextmanager
def _told_plainly() -> Iterator[Words]:
    """What is refused is told in one sentence."""
    words = words_in(language_for(""))
    try:
        with create_app().app_context():
            yield words
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        click.echo(f"{told.code}: {words.error(told)}", err=True)
        sys.exit(REFUSED)
