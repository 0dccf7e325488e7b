"""`registry keys …`: the keys that sign slips."""

from datetime import UTC, datetime

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.services.signing_keys import new_key
from registry.store.signing_keys import signing_keys
from registry.web.signing_keys import own_ring
from registry.words import LANGUAGES, words_in

_LANG = click.option(
    "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="language"
)


@click.group()
def keys() -> None:
    """The keys that sign slips; the public ones are told at /keys.json."""


@keys.command()
@_LANG
def new(lang: str | None) -> None:
    """Make another key, which signs from now on; what earlier ones signed stays good.

    Its private half goes into the folder `signing-keys` of REGISTRY_FOLDER, readable by its owner only: keep a copy
    where only the registry's keeper reaches it. Losing it loses nothing that was signed; another is made.
    """
    words = words_in(language_for(lang or ""))
    try:
        with create_app().app_context():
            click.echo(words.say("page.keys_new", key=new_key(own_ring(), now=datetime.now(UTC)).id))
    except (OSError, SQLAlchemyError) as error:
        raise click.ClickException(str(error).splitlines()[0]) from error


@keys.command(name="list")
@_LANG
def list_keys(lang: str | None) -> None:
    """The keys there are, the latest first: which signs here, which did before, and which is not here."""
    words = words_in(language_for(lang or ""))
    with create_app().app_context():
        ring, signs = own_ring(), False
        for one in signing_keys():
            here = "page.keys_signs" if ring.holds(one.id) else "page.keys_elsewhere"
            key = "page.keys_before" if signs else here
            signs = signs or ring.holds(one.id)
            click.echo(words.say(key, key=one.id, on=one.made_at))
