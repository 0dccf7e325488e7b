"""`registry clean-up --place CODE`: how far the clean-up of what was delegated before has come, and what is open."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.as_of import dates_asked
from registry.domain.delegated import UNENDED, CleanUpStatus, DelegatedMatter
from registry.domain.divisions import Place
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.services.divisions import place_called
from registry.store import delegated
from registry.store.delegated import Wanted
from registry.words import LANGUAGES, Words, words_in

MOST_SHOWN = 100
WRONG = 2


@click.command(name="clean-up")
@click.option(
    "--place", type=PLACE, required=True, help="12-digit code, a shorter one if unique, or a name with its county"
)
@click.option("--on", default="", help="as of this day, YYYY-MM-DD [default: today]")
@click.option("--known-at", default="", help="what was recorded by this day or time counts [default: now]")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
@click.option("--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language")
def clean_up(place: str, on: str, known_at: str, as_json: bool, lang: str | None) -> None:
    """Count what was delegated before to a place and all below it, and list what is still open (at most 100)."""
    words, now = words_in(language_for(lang or "")), datetime.now(UTC)
    try:
        with opened():
            as_of, known = dates_asked(on, known_at, now=now).both()
            found = place_called(place, on=as_of, known_at=known)
            wanted = Wanted(found.code, as_of, known, UNENDED)
            counts, still_open = delegated.counts(wanted), delegated.matters(wanted, most=MOST_SHOWN)
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as raised:
        error = raised if isinstance(raised, RegistryError) else DatabaseUnreachable()
        click.echo(f"{error.code}: {words.error(error)}", err=True)
        sys.exit(WRONG)
    told = _told(found, wanted, counts, still_open)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _lines(told, still_open, words))


def _told(
    place: Place, wanted: Wanted, counts: list[delegated.Count], still_open: list[DelegatedMatter]
) -> dict[str, Any]:
    by_status = Counter({status.value: 0 for status in CleanUpStatus})
    for count in counts:
        by_status[count.status.value] += count.number
    return {
        "place": place.code,
        "name": place.full_name or place.name,
        "on": wanted.on.isoformat(),
        "knownAt": wanted.known_at.isoformat(),
        "open": sum(by_status[status.value] for status in UNENDED),
        "byStatus": dict(by_status),
        "openMatters": [
            {
                "code": matter.code,
                "matter": matter.facts.matter,
                "category": matter.facts.category,
                "place": matter.facts.place,
                "department": matter.facts.department_name,
                "status": matter.status.value,
                "sample": matter.facts.sample,
            }
            for matter in still_open
        ],
    }


def _lines(told: dict[str, Any], still_open: list[DelegatedMatter], words: Words) -> str:
    lines = [words.say("clean_up.total", place=told["name"], count=told["open"])]
    lines += [words.say("clean_up.status", clean_up_status=s, count=n) for s, n in told["byStatus"].items()]
    for matter in still_open:
        status, facts = words.option("CleanUpStatus", matter.status), matter.facts
        mark = f" [{words.say('page.sample_mark')}]" if facts.sample else ""
        lines.append(f"{facts.code}  {facts.matter} · {facts.department_name} · {facts.place} · {status}{mark}")
    more = told["open"] - len(still_open)
    return "\n".join([*lines, *([words.say("clean_up.more", count=more)] if more > 0 else [])])
