"""`registry search TEXT`: matters, shares, plaques and certificates, and where they stand."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.domain.searching import WordingKind
from registry.services.search import MOST_HITS, MOST_LOOKED_UP, USUAL_HITS, search_as_typed
from registry.words import LANGUAGES, Words, words_in

FOUND, NOTHING, REFUSED = 0, 1, 2
_KINDS = [kind.value.lower() for kind in WordingKind]


@click.command()
@click.argument("text")
@click.option(
    "--place", type=PLACE, default="", help="a village, township, county, city or province; without it everywhere"
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(_KINDS, case_sensitive=False), help="only these; repeatable"
)
@click.option("--on", default="", help="as in force on this day, YYYY-MM-DD [default: today]")
@click.option("--known-at", default="", help="as recorded by this day or time [default: now]")
@click.option(
    "--first", default=USUAL_HITS, show_default=True, type=click.IntRange(1, MOST_HITS), help="at most so many"
)
@click.option("--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language")
@click.option("--json", "as_json", is_flag=True, help="the hits as JSON, field names as in GraphQL")
def search(text: str, as_json: bool, lang: str | None, **asked: Any) -> None:
    """Search matters, shares, plaques and certificates; two characters will do.

    \b
    Exit status: 0 something was found, 1 nothing was, 2 it could not be searched.
    """
    words = words_in(language_for(lang or ""))
    try:
        with opened():
            hits = search_as_typed(text, **asked, now=datetime.now(UTC))
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as error:
        told = error if isinstance(error, RegistryError) else DatabaseUnreachable()
        click.echo(f"{told.code}: {words.error(told)}", err=True)
        sys.exit(REFUSED)
    found = [hit.as_data() for hit in hits]
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else _as_text(found, words))
    if hits.cut:
        click.echo(words.say("search.cut", count=MOST_LOOKED_UP), err=True)
    sys.exit(FOUND if found else NOTHING)


def _as_text(found: list[dict[str, Any]], words: Words) -> str:
    if not found:
        return words.say("search.nothing")
    lines = [line for hit in found for line in _hit(hit, words)]
    is_sample = any(one["sample"] for hit in found for one in hit["standings"])
    return "\n".join([*lines, words.say("page.sample_notice")] if is_sample else lines)


def _hit(hit: dict[str, Any], words: Words) -> list[str]:
    kind, match = words.option("WordingKind", hit["kind"]), words.option("Match", hit["match"])
    count = words.say("search.places_at_least" if hit["more"] else "search.places", count=hit["places"])
    return [f"{hit['text']}  ({kind} · {match} · {count})", *(_standing(one, words) for one in hit["standings"])]


def _standing(one: dict[str, Any], words: Words) -> str:
    parts = (
        f"[{words.option('StandingMark', one['mark'])}]",
        one["placeName"],
        one["matter"],
        words.say("search.number", number=one["number"]) if one["number"] else "",
        " ".join(one["departments"]),
        one["paper"],
        words.say("search.unconfirmed") if one["toBeConfirmed"] else "",
    )
    return "    " + "  ".join(part for part in parts if part)
