"""`registry lists show`, `compare`, `mirror`, `review`, `publish`: reading and keeping lists."""

import json
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.api.list_changes import difference_plain
from registry.api.list_types import duty_plain, edition_plain
from registry.api.lists import list_shown, mirror_plain
from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.cli.published import came_of, lines_of_published
from registry.domain.as_of import dates_asked
from registry.domain.duties import Duty, DutyTier
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.domain.question import day
from registry.services import drafts, duties, editions, people
from registry.store.base import db
from registry.words import LANGUAGES, Words, words_in

REFUSED = 2
PLAIN = (Mapping, list, tuple, str, int, float, date, type(None))
Told = tuple[dict[str, Any], Iterator[str] | Sequence[str]]

_on = click.option("--on", default="", help="the day, as in 2026-12-01 [default: today]")
_known_at = click.option("--known-at", default="", help="what was recorded by this day or time counts [default: now]")
_json = click.option("--json", "as_json", is_flag=True, help="as JSON, field names as in GraphQL")
_lang = click.option(
    "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language"
)
_place = click.option("--place", type=PLACE, required=True, help="code, or name with county")
_person = click.option("--as", "person", required=True, help="sign-in name of whoever does it")


@click.command()
@_place
@_on
@_known_at
@_json
@_lang
def show(place: str, on: str, known_at: str, as_json: bool, lang: str | None) -> None:
    """A township's three lists (or a county's master) on a day, as known at a time."""

    def told(words: Words) -> Told:
        kept = duties.list_of(place, **_dates(on, known_at))
        rows = kept.duty_list.duties if kept.duty_list else ()
        edition = kept.duty_list.edition if kept.duty_list else None
        whole = {
            "edition": edition_plain(edition, kept.corrected) if edition else None,
            "editions": [edition_plain(one, kept.corrected) for one in kept.editions],
            "duties": [duty_plain(duty) for duty in rows],
        }
        data = _plain(list_shown(kept, words)) | _plain(whole)
        return data, _list_lines(kept, words)

    _tell(told, as_json, lang)


@click.command()
@click.argument("before", metavar="EDITION")
@click.argument("after", metavar="EDITION")
@_json
@_lang
def compare(before: str, after: str, as_json: bool, lang: str | None) -> None:
    """Two editions, item by item and field by field."""

    def told(words: Words) -> Told:
        found = duties.compare_editions(before, after)
        data = _plain(
            {
                "before": edition_plain(found.before),
                "after": edition_plain(found.after),
                "count": len(found.differences),
                "differences": [difference_plain(one) for one in found.differences],
            }
        )
        return data, _difference_lines(found, words)

    _tell(told, as_json, lang)


@click.command()
@click.argument("unit")
@_place
@_on
@_known_at
@_json
@_lang
def mirror(*, unit: str, place: str, on: str, known_at: str, as_json: bool, lang: str | None) -> None:
    """What the lists of a county's townships say of one department."""

    def told(words: Words) -> Told:
        dates = _dates(on, known_at)
        found = duties.mirror_of(unit, place, **dates)
        lines = [
            f"{words.option('DutyTier', row.tier.value)} {row.matter}: {'; '.join(row.duties) or row.way_of_working}"
            f" ({words.say('page.lists_mirror_in', count=len(row.townships))})"
            for row in found.rows
        ]
        head = f"{found.unit.name} · {found.place.full_name}"
        return _plain(mirror_plain(found, words, **dates)), [
            head,
            *([words.notice(notice.code.value, notice.facts)] if (notice := found.notice) else []),
            *lines,
            *([words.say("page.sample_notice")] if found.sample else []),
        ]

    _tell(told, as_json, lang)


@click.command()
@click.argument("draft")
@_person
@click.option("--send", is_flag=True, help="send it to review")
@click.option("--approve", is_flag=True, help="approve it for publication")
@click.option("--return", "reason", default="", help="give it back to be amended, with this reason")
@_json
@_lang
def review(*, draft: str, person: str, send: bool, approve: bool, reason: str, as_json: bool, lang: str | None) -> None:
    """Send a draft to review, approve one that was sent, or return it with a reason. Nobody reviews their own words."""
    if send + approve + bool(reason) != 1:
        raise click.UsageError("Give one of --send, --approve and --return REASON.")

    def told(words: Words) -> Told:
        actor, now = people.actor_named(person), datetime.now(UTC)
        if send:
            kept = drafts.send(draft, actor=actor, now=now)
        elif approve:
            kept = drafts.approve(draft, actor=actor, now=now)
        else:
            kept = drafts.return_draft(draft, reason=reason, actor=actor, now=now)
        said = words.say("cli.lists_kept", draft=kept.code, draft_status=kept.status)
        return {"draft": kept.code, "status": kept.status}, [said]

    _tell(told, as_json, lang)


@click.command()
@click.argument("draft")
@_person
@click.option("--number", required=True, help="document number 文号")
@click.option("--effective", required=True, help="the day it is in force from, as in 2026-12-01")
@click.option("--reason", default="", help="why, where something is to be said")
@click.option("--history", is_flag=True, help="an old list, entered behind the one in force (补录)")
@click.option(
    "--master-wins",
    "wins",
    multiple=True,
    metavar="TOWNSHIP:CODE",
    help="a county's master: this duty of this township gives way to the master; may be given several times",
)
@_json
@_lang
def publish(
    *,
    draft: str,
    person: str,
    number: str,
    effective: str,
    reason: str,
    history: bool,
    wins: tuple[str, ...],
    as_json: bool,
    lang: str | None,
) -> None:
    """Publish a draft that was approved; a county's master reaches each township whose list it changes."""

    master_wins = _master_wins(wins)

    def told(words: Words) -> Told:
        made = editions.publish(
            draft,
            document_number=number,
            effective_on=day(effective, field="effective_on"),
            reason=reason,
            master_wins=master_wins,
            as_history=history,
            actor=people.actor_named(person),
            now=datetime.now(UTC),
        )
        return _published(made, words)

    _tell(told, as_json, lang)


def _published(made: editions.Published, words: Words) -> Told:
    """What came of publishing: the edition, those of the townships a master reached, and whom it did not reach."""
    return {"edition": _plain(edition_plain(made.edition)), **came_of(made)}, lines_of_published(made, words)


def _master_wins(given: Sequence[str]) -> dict[str, list[str]]:
    """The duties in which a township's own word gives way, by township."""
    found: dict[str, list[str]] = {}
    for one in given:
        township, colon, duty = one.partition(":")
        if not (township and colon and duty):
            raise click.BadParameter(f"{one!r} is not TOWNSHIP:CODE", param_hint="--master-wins")
        found.setdefault(township.strip(), []).append(duty.strip())
    return found


def _dates(on: str, known_at: str) -> dict[str, Any]:
    asked_day, known = dates_asked(on, known_at, now=datetime.now(UTC)).both()
    return {"on": asked_day, "known_at": known}


def _tell(told: Callable[[Words], Told], as_json: bool, lang: str | None) -> None:
    """What a command found, for people or for programs; what is refused is told in a sentence, with exit status 2."""
    words = words_in(language_for(lang or ""))
    try:
        with opened():
            data, lines = told(words)
            said = [*lines]
            db.session.remove()
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as found:
        error = found if isinstance(found, RegistryError) else DatabaseUnreachable()
        click.echo(f"{error.code}: {words.error(error)}", err=True)
        sys.exit(REFUSED)
    except Exception:
        traceback.print_exc()
        sys.exit(REFUSED)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo("\n".join("".join(c if c.isprintable() else " " for c in line) for line in said))


def _list_lines(kept: duties.Kept, words: Words) -> Iterator[str]:
    yield f"{kept.place.full_name} · {words.say('page.lists_shown_for', on=kept.on)}"
    if kept.duty_list is None:
        yield words.say("page.lists_never", place=kept.place.full_name)
        return
    edition = kept.duty_list.edition
    facts = {"effective_on": edition.effective_on}
    yield f"{edition.document_number} · {words.say('page.lists_from_day', **facts)} · {edition.code}"
    if edition.sample:
        yield words.say("page.sample_notice")
    for tier in DutyTier:
        rows = [duty for duty in kept.duty_list.duties if duty.tier is tier]
        yield f"{words.option('DutyTier', tier.value)} ({words.say('page.lists_count', count=len(rows))})"
        yield from (f"  {line}" for line in _row_lines(rows))


def _row_lines(rows: Sequence[Duty]) -> Iterator[str]:
    category = ""
    for duty in rows:
        if duty.category != category:
            category = duty.category
            yield category
        yield f"  {duty.number}. {duty.matter}"
        yield from (f"     {share.department}: {'; '.join(share.duties)}" for share in duty.shares)
        if duty.taken_over_by:
            yield f"     {duty.taken_over_by}: {duty.way_of_working}"


def _difference_lines(found: duties.Compared, words: Words) -> Iterator[str]:
    yield f"{found.before.document_number} → {found.after.document_number}"
    if not found.differences:
        yield words.say("page.lists_no_difference")
    for one in found.differences:
        row = one.after or one.before[0]
        yield f"[{', '.join(words.option('DescentKind', kind.value) for kind in one.kinds)}] {row.matter}"
        for change in one.fields:
            yield f"    {words.say(f'page.list_field_{change.field}')}: {change.before} → {change.after}"


def _plain(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a type of the schema shows, without what is only fetched when asked for."""
    return {name: _plain_value(value) for name, value in shown.items() if isinstance(value, PLAIN)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
