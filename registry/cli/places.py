"""`registry places …`: what a place is, was and became, and recording what becomes of it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.actors import Actor
from registry.domain.as_of import dates_asked
from registry.domain.divisions import Level
from registry.domain.errors import DatabaseUnreachable, NotFound, RegistryError
from registry.domain.question import day
from registry.domain.successions import ChangeKind
from registry.files.changes import COLUMNS, read_changes
from registry.services.divisions import place_called
from registry.services.successions import (
    TypedChange,
    history_of,
    record_division_changes,
    record_village_class,
    those_below,
)
from registry.store import people
from registry.words import LANGUAGES, Words, words_in

REFUSED = 2
_LANG = click.option(
    "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="language to tell it in"
)
_BY = click.option("--by", required=True, metavar="NAME", help="sign-in name of the person who records it")
_JSON = click.option("--json", "as_json", is_flag=True, help="as JSON")


@click.group()
def places() -> None:
    """Places: what they lie in, what they were called, what they came of and what they became."""


@contextmanager
def _told(words: Words, *, as_json: bool) -> Iterator[None]:
    """In the registry; what goes wrong is told in a sentence, and the exit status is 2."""
    try:
        with opened():
            yield
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as found:
        error = found if isinstance(found, RegistryError) else DatabaseUnreachable()
        sentence = words.error(error)
        if as_json:
            told = {"error": {"code": error.code, "message": sentence, "facts": error.facts}}
            click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        else:
            click.echo(f"{error.code}: {sentence}", err=True)
        sys.exit(REFUSED)
    except OSError as error:
        raise click.ClickException(str(error)) from error


@places.command()
@click.argument("place", metavar="CODE")
@click.option("--on", default="", help="as of which day, YYYY-MM-DD [default: today]")
@click.option("--known-at", default="", help="what was recorded by this day or time counts [default: now]")
@_JSON
@_LANG
def show(place: str, on: str, known_at: str, as_json: bool, lang: str | None) -> None:
    """Show the place of a code (or of a name): chain, names, codes before and after, and whose list it follows.

    \b
    Exit status: 0 shown, 2 no such place.
    """
    words, now = words_in(language_for(lang or "")), datetime.now(UTC)
    with _told(words, as_json=as_json):
        the_day, known = dates_asked(on, known_at, now=now).both()
        found = history_of(place.strip(), on=the_day, known_at=known)
        if found is None:
            code = place_called(place, on=the_day, known_at=known).code
            found = history_of(code, on=the_day, known_at=known)
        if found is None:
            raise NotFound("place", place)
        below = those_below(found.asked.code, on=the_day, known_at=known)
    data = {**found.as_data(), "below": [{"code": code, "name": name} for code, name in below]}
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(data, words)))


def _lines(told: dict[str, Any], words: Words) -> Iterator[str]:
    mark = words.say("page.place_in_use" if told["isCurrent"] else "page.place_not_in_use")
    yield f"{told['fullName']} {told['code']} ({words.option('Level', told['level'])}, {mark})"
    if told["succeededBy"]:
        yield f"{words.say('page.place_now')}: {', '.join(told['succeededBy'])}"
    yield f"{words.say('page.place_chain')}: {' / '.join(_named(one) for one in told['path'][:-1])}"
    names = [words.named(one["name"], one["since"]) for one in told["names"]]
    yield f"{words.say('page.place_names')}: {'; '.join(names)}"
    for heading, steps in (("page.place_before", told["predecessors"]), ("page.place_after", told["successors"])):
        if steps:
            yield f"{words.say(heading)}:"
            yield from (f"  - {words.step(step)}" for step in steps)
    if not told["predecessors"] and not told["successors"] and len(names) == 1:
        yield words.say("page.place_unchanged")
    if any(one["level"] == Level.TOWNSHIP for one in told["path"]):
        yield f"{words.say('page.place_list')}: {words.list_followed(told)}"
    if told["villageClass"]:
        yield f"{words.say('page.place_class')}: {told['villageClass']}"
    if told["below"]:
        yield f"{words.say('page.place_below')}: {', '.join(_named(one) for one in told['below'])}"
    yield words.say("page.judged_for", on=told["on"])
    yield words.say("page.known_at", known_at=told["knownAt"])


def _named(unit: dict[str, str]) -> str:
    return f"{unit['name']} {unit['code']}"


@places.command(
    help=f"""Record a change of divisions: one by the options, or many from a FILE, all or none.

    KIND is one of {", ".join(kind.value.lower() for kind in ChangeKind)}. In a CSV or JSON file each row is a change,
    with the columns {", ".join(COLUMNS)}; several codes or names in a cell are parted by "|".

    \b
    Exit status: 0 recorded (or nothing to mend, with --dry-run), 2 refused, and nothing is kept.
    """
)
@click.argument("kind", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="a CSV or JSON file of changes")
@click.option("--before", multiple=True, help="code before; several times for a merger")
@click.option("--after", multiple=True, help="code after; several times for a split")
@click.option("--name", "names", multiple=True, help="name after, in the order of --after")
@click.option("--parent", "parents", multiple=True, help="code of what it is to lie in, where the digits do not say it")
@click.option("--from", "effective_on", default="", help="the first day, YYYY-MM-DD")
@click.option("--basis", default="", help="document number; without it the change is shown as to be confirmed")
@click.option("--list-from", default="", help="of those merged, the code whose list goes on")
@click.option("--village-class", default="", help="the class of a new village, where it is another one")
@click.option("--keep-numbers", is_flag=True, help="all below keep the last digits of their codes")
@click.option("--dry-run", is_flag=True, help="check everything, keep nothing")
@_BY
@_JSON
@_LANG
def change(kind: str | None, file: Path | None, by: str, dry_run: bool, **given: Any) -> None:
    """Record one change by the options, or those of a file."""
    as_json, lang = given.pop("as_json"), given.pop("lang")
    if (kind is None) == (file is None):
        raise click.UsageError("Give either a KIND with its options, or --file.")
    words = words_in(language_for(lang or ""))
    with _told(words, as_json=as_json):
        typed = read_changes(file) if file else [TypedChange(kind or "", **given)]
        kept = record_division_changes(typed, actor=_actor(by), now=datetime.now(UTC), dry_run=dry_run)
    if as_json:
        told = {"numbers": list(kept.numbers), "steps": kept.steps, "dryRun": kept.dry_run}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif kept.dry_run:
        click.echo(words.say("page.place_dry_run", steps=kept.steps))
    else:
        numbers = [kept.numbers[0], *([f"… {kept.numbers[-1]}"] if len(kept.numbers) > 1 else [])]
        click.echo(words.say("page.place_kept", numbers=" ".join(numbers), steps=kept.steps))


@places.command(name="class")
@click.argument("village", metavar="CODE", type=PLACE)
@click.argument("village_class", metavar="CLASS")
@click.option("--from", "in_force_from", required=True, help="the first day, YYYY-MM-DD")
@click.option("--basis", default="", help="document number")
@_BY
@_LANG
def class_command(village: str, village_class: str, by: str, lang: str | None, **given: str) -> None:
    """Record the class (VILLAGE, COMMUNITY, …) that a village's plaque quota goes by from a day on."""
    words = words_in(language_for(lang or ""))
    with _told(words, as_json=False):
        now = datetime.now(UTC)
        code = record_village_class(village, village_class, actor=_actor(by), now=now, **given)
        facts = {"effective_on": day(given["in_force_from"], field="in_force_from"), "village_class": village_class}
    click.echo(words.say("page.place_class_kept", place=code, **facts))


def _actor(sign_in_name: str) -> Actor:
    """The person whose name goes on the record; whoever may run this command on the server answers for it."""
    person = people.find_person(sign_in_name.strip().lower()[:60])
    if person is None:
        raise NotFound("person", sign_in_name)
    return person.as_actor()
