"""`registry slips verify FILE`: whether a slip's text is what was signed."""

import sys
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.domain.errors import DatabaseUnreachable, RegistryError, SlipUnreadable
from registry.services.signing import as_bytes
from registry.services.slip_checks import Checked, check_text
from registry.words import LANGUAGES, Words, words_in

BAD, NOT_TOLD = 1, 2
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LARGEST = 64 * 1024


@click.group()
def slips() -> None:
    """Slips: what townships answered, signed."""


@slips.command()
@click.argument("file", type=_FILE)
@click.option("--signature", default="", help="as the QR code holds it, or its whole address [default: FILE's .sig]")
@click.option("--key", default=None, type=_FILE, help="the public key [default: the published one that FILE names]")
@click.option("--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="language")
def verify(file: Path, signature: str, key: Path | None, lang: str | None) -> None:
    """Check FILE (a slip's .txt, from its checking page) against its signature. With --key nothing else is needed.

    \b
    Exit status: 0 genuine, 1 not what was signed, 2 could not be told.
    """
    words = words_in(language_for(lang or ""))
    try:
        checked = _checked(file, signature, key)
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        click.echo(f"{told.code}: {words.error(told)}", err=True)
        sys.exit(NOT_TOLD)
    _tell(checked, words)
    sys.exit(0 if checked.is_good else BAD)


def _checked(file: Path, signature: str, key: Path | None) -> Checked:
    text, signed = _read(file), _signature(file, signature)
    if key is not None:
        return check_text(text, signed, file=file.name, pem=_read(key).decode("ascii", "replace"))
    with create_app().app_context():
        return check_text(text, signed, file=file.name)


def _signature(file: Path, given: str) -> bytes:
    """What was scanned (all of the address, or what stands behind its #), else the file beside."""
    if given.strip():
        try:
            return as_bytes(given.rpartition("#")[2])
        except ValueError:
            raise SlipUnreadable(given) from None
    return _read(file.with_suffix(".sig"))


def _read(file: Path) -> bytes:
    if not file.is_file() or file.stat().st_size > LARGEST:
        raise SlipUnreadable(file.name)
    return file.read_bytes()


def _tell(checked: Checked, words: Words) -> None:
    facts = checked.facts
    if not checked.is_good:
        click.echo(words.say("page.slip_refuted", number=facts.get("number", "")), err=True)
        return
    click.echo(words.say("page.slip_verified", number=facts.get("number", ""), key=facts["key"]))
    for name, value in facts.items():
        click.echo(f"  {name}: {value}")
