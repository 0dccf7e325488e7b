"""`registry units …`: the units of a county, and recording, renaming and merging them."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.domain.units import UnitKind
from registry.services import people, unit_keeping
from registry.services.units import unrecorded_in
from registry.store.units import UnitRecord, units_of
from registry.words import LANGUAGES, Words, words_in

REFUSED = 2
_LANG = click.option(
    "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language"
)
_AS = click.option("--as", "person", required=True, help="sign-in name of whoever does it")
_JSON = click.option("--json", "as_json", is_flag=True, help="as JSON")
_KINDS = [kind.value.lower() for kind in UnitKind]


@click.group("units")
def unit_commands() -> None:
    """The units of a county: its departments, and those led from above."""


@unit_commands.command("list")
@click.option("--place", type=PLACE, required=True, help="the county")
@_AS
@_JSON
@_LANG
def list_units(place: str, person: str, as_json: bool, lang: str | None) -> None:
    """The units of a county, and the names on its lists in force that are none of them."""
    words = words_in(language_for(lang or ""))

    def told() -> str:
        now = datetime.now(UTC)
        county = unit_keeping.county_of_units(place, actor=people.actor_named(person), now=now)
        found = [_shown(unit) for unit in units_of(county.code)]
        missing = unrecorded_in(county, on=now.date(), known_at=now)
        if as_json:
            return json.dumps({"units": found, "unrecorded": missing}, ensure_ascii=False, indent=2)
        lines = [f"{one['name']}  {one['code']}" for one in found]
        return "\n".join([*lines, *([f"{words.say('page.units_missing')}: {'、'.join(missing)}"] if missing else [])])

    _tell(told, words)


@unit_commands.command()
@click.argument("name")
@click.option("--place", type=PLACE, default="", help="the county [default: that of whoever records it]")
@click.option("--kind", default="government", show_default=True, type=click.Choice(_KINDS, case_sensitive=False))
@click.option("--also", "other_names", multiple=True, help="another name it goes by; repeatable")
@_AS
@_JSON
@_LANG
def record(person: str, as_json: bool, lang: str | None, name: str, **given: Any) -> None:
    """Put a unit on record."""
    _act(lambda actor, now: unit_keeping.record_unit(name, **given, actor=actor, now=now), person, as_json, lang)


@unit_commands.command()
@click.argument("code")
@click.argument("name")
@_AS
@_JSON
@_LANG
def rename(person: str, as_json: bool, lang: str | None, code: str, name: str) -> None:
    """Give a unit another name; its former names go on meaning it."""
    _act(lambda actor, now: unit_keeping.rename_unit(code, name, actor=actor, now=now), person, as_json, lang)


@unit_commands.command()
@click.argument("code")
@click.argument("into")
@click.option("--from", "effective_on", default="", help="the first day, YYYY-MM-DD [default: today]")
@_AS
@_JSON
@_LANG
def merge(person: str, as_json: bool, lang: str | None, code: str, into: str, **given: str) -> None:
    """Merge a unit into another one of its county, both by code."""
    _act(lambda actor, now: unit_keeping.merge_unit(code, into, **given, actor=actor, now=now), person, as_json, lang)


def _act(act: Callable[[Any, datetime], UnitRecord], person: str, as_json: bool, lang: str | None) -> None:
    words = words_in(language_for(lang or ""))

    def told() -> str:
        unit = _shown(act(people.actor_named(person), datetime.now(UTC)))
        return json.dumps(unit, ensure_ascii=False, indent=2) if as_json else words.say("page.units_kept", **unit)

    _tell(told, words)


def _shown(unit: UnitRecord) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "division": unit.division}


def _tell(told: Callable[[], str], words: Words) -> None:
    try:
        with opened():
            text = told()
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as found:
        error = found if isinstance(found, RegistryError) else DatabaseUnreachable()
        click.echo(f"{error.code}: {words.error(error)}", err=True)
        sys.exit(REFUSED)
    click.echo(text)
