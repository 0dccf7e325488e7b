"""`registry certificates --place CODE`: the certificates that hold at a place, as a village posts them."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.services.certificates import effective_at
from registry.words import LANGUAGES, Words, words_in

NOT_TOLD = 2


@click.command()
@click.option(
    "--place", type=PLACE, required=True, help="12-digit code, a shorter one if unique, or a name with its county"
)
@click.option("--on", default="", help="as of which day, YYYY-MM-DD [default: today]")
@click.option("--known-at", default="", help="what was recorded by this day or time counts [default: now]")
@click.option("--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language")
@click.option("--json", "as_json", is_flag=True, help="as JSON, field names as in GraphQL")
def certificates(place: str, on: str, known_at: str, lang: str | None, as_json: bool) -> None:
    """The certificates a village must not issue, with what serves instead, and those it may.

    A village or township asks through its county; above the county the province's catalogue is told.

    \b
    Exit status: 0 told, 2 could not be told.
    """
    words = words_in(language_for(lang or ""))
    try:
        with opened():
            found = effective_at(place, on=on, known_at=known_at, now=datetime.now(UTC)).as_data()
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        _say_error(told, words, as_json=as_json)
        sys.exit(NOT_TOLD)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found, words)))


def _say_error(error: RegistryError, words: Words, *, as_json: bool) -> None:
    sentence = words.error(error)
    if as_json:
        told = {"error": {"code": error.code, "message": sentence, "facts": error.facts}}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(f"{error.code}: {sentence}", err=True)


def _lines(found: dict[str, Any], words: Words) -> Iterator[str]:
    say = words.say
    yield say("page.certificates_title", place=found["placeName"])
    yield f"{say('page.certificates_as_of')}: {words.day(found['on'])}"
    yield f"{say('page.certificates_version')}: {found['catalogue']}"
    yield f"{say('page.certificates_county_list')}: {found['countyList'] or say('page.certificates_no_county_list')}"
    if found["sample"]:
        yield say("page.sample_notice")
    yield ""
    yield say("page.certificates_retained", count=len(found["retained"]))
    for one in found["retained"]:
        unconfirmed = f" [{say('page.to_be_confirmed')}]" if one["toBeConfirmed"] else ""
        yield f"  - {one['name']}{unconfirmed}"
        basis = one["statute"] + one["article"]
        particulars = (("basis", basis), *((name, one[name]) for name in ("use", "procedure", "form")))
        for name, said in particulars:
            yield f"      {_labels(words)[name]}: {said or say('page.to_be_confirmed')}"
    yield ""
    yield say("page.certificates_prohibited", count=len(found["prohibited"]))
    for one in found["prohibited"]:
        yield f"  - {one['name']} ({words.option('ProhibitedBy', one['listed'])} {one['number']})"
        body = f" ({one['competentBody']})" if one["competentBody"] else ""
        yield f"      {say('page.certificate_instead')}: {one['instead'] or say('page.to_be_confirmed')}{body}"


def _labels(words: Words) -> dict[str, str]:
    return {
        "basis": words.say("page.certificate_basis"),
        "use": words.say("page.certificate_use"),
        "procedure": words.say("page.certificate_procedure"),
        "form": words.say("page.certificate_form"),
    }
