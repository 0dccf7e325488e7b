"""`registry admission NUMBER`: whether an admission number holds, and what for."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.app import create_app
from registry.cli.languages import language_for
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.services.admission_views import admission_shown
from registry.words import LANGUAGES, Words, words_in

NOT_VALID, NOT_TOLD = 1, 2


@click.command()
@click.argument("number")
@click.option("--on", default="", help="as of which day, YYYY-MM-DD [default: today]")
@click.option("--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language")
@click.option("--json", "as_json", is_flag=True, help="as JSON, field names as in GraphQL")
def admission(number: str, on: str, lang: str | None, as_json: bool) -> None:
    """Check an admission NUMBER: whether it holds, for which place, matter and unit, until when.

    \b
    Exit status: 0 valid, 1 not valid on that day, 2 could not be told (no such number, or wrong check digits).
    """
    words = words_in(language_for(lang or ""))
    try:
        with create_app().app_context():
            found = admission_shown(number, on=on, now=datetime.now(UTC)).as_data()
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        _say_error(told, words, as_json=as_json)
        sys.exit(NOT_TOLD)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found, words)))
    sys.exit(0 if found["holds"] else NOT_VALID)


def _say_error(error: RegistryError, words: Words, *, as_json: bool) -> None:
    sentence = words.error(error)
    if as_json:
        told = {"error": {"code": error.code, "message": sentence, "facts": error.facts}}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(f"{error.code}: {sentence}", err=True)


def _lines(found: dict[str, Any], words: Words) -> Iterator[str]:
    say = words.say
    word = say("page.admission_holds" if found["holds"] else "page.admission_holds_not")
    yield f"{found['number']}  {word}"
    yield say("page.admission_as_of", on=found["on"], said=words.option("Validity", found["validity"]))
    if not found["holds"]:
        yield say("page.admission_may_refuse")
    if found["sample"]:
        yield say("page.sample_notice")
    last = words.day(found["lastValidDay"]) if found["lastValidDay"] else say("page.admission_no_end")
    yield f"{say('page.ask_place')}: {found['placeName']} ({found['place']})"
    yield f"{say('page.request_unit')}: {found['unitName']} ({found['unit']})"
    if found["heldBy"] != found["unit"]:
        yield f"{say('page.admission_held_by')}: {found['heldByName']} ({found['heldBy']})"
    yield f"{words.kind(found['kind'])}: {found['matter']}"
    yield f"{say('page.admission_from')}: {words.day(found['validFrom'])}"
    yield f"{say('page.admission_until')}: {last}"
    if found["endedOn"]:
        cause = words.option("EndCause", found["endCause"])
        yield f"{say('page.admission_ended')}: {words.day(found['endedOn'])} {cause}"
    for one in found["conditions"]:
        yield f"  - {words.condition(one['code'], one['facts'])}"
    if found["conditionsAsGranted"]:
        yield say("page.admission_conditions_granted", on=words.day(found["carriedOverOn"]))
    for one in found["conditionsAsGranted"]:
        yield f"  · {words.condition(one['code'], one['facts'])}"
    yield f"SHA-256: {found['fingerprint']}"
