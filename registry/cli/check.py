"""`registry check KIND …`: one command for each kind, its options derived from the kind's questions."""

import json
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.cli.languages import language_for
from registry.cli.opening import PLACE, opened
from registry.domain.approvals import PaperLevel
from registry.domain.divisions import NoticeCode
from registry.domain.errors import DatabaseUnreachable, RegistryError
from registry.domain.kind import AnswerType, Asked, Kind
from registry.domain.kinds import KINDS, kind_called
from registry.domain.outcome import Outcome
from registry.domain.units import DemanderKind
from registry.services import access
from registry.services.access import Demand
from registry.words import LANGUAGES, Words, words_in

EXIT = {Outcome.ADMIT: 0, Outcome.REJECT: 1, Outcome.REFER: 3}
NOT_JUDGED = 2


class KindGroup(click.Group):
    """The kinds as commands, spelled with an underscore or a dash; an unknown one is told as at every door."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        try:
            return super().get_command(ctx, kind_called(cmd_name).code)
        except RegistryError as error:
            click.echo(f"{error.code}: {_sentence(error, words_in(language_for('')))}", err=True)
            ctx.exit(NOT_JUDGED)


@click.group(cls=KindGroup)
def check() -> None:
    """Ask the law about a demand; nothing is kept. Each kind has options of its own: `registry check KIND --help`.

    \b
    Exit status: 0 lawful (ADMIT), 1 REJECT, 3 REFER, 2 could not be judged.
    """


def _option_name(asked: Asked) -> str:
    return "--" + asked.name.replace("_", "-")


def _add_answer(command: Callable[..., Any], kind: Kind, asked: Asked) -> Callable[..., Any]:
    """One question of a kind as an option of the command line."""
    words = words_in("en")
    text = words.question(kind.code, asked.name)
    if asked.options is not None:
        text += " (" + ", ".join(option.value.lower() for option in asked.options) + ")"
    several = asked.answer_type is AnswerType.CHOICES
    default = "" if asked.required else _shown_default(asked)
    more = "; may be given several times" if several else ""
    return click.option(_option_name(asked), asked.name, multiple=several, default=None, help=f"{text}{more}{default}")(
        command
    )


def _shown_default(asked: Asked) -> str:
    shown = asked.default[0] if isinstance(asked.default, tuple) and asked.default else asked.default
    return f" [default: {str(shown).lower()}]" if shown not in (None, "", ()) else ""


def _check_command(kind: Kind) -> click.Command:
    def run(**given: Any) -> None:
        _check(kind, given)

    command: Callable[..., Any] = run
    for asked in reversed(kind.questions()):
        command = _add_answer(command, kind, asked)
    outside = ", ".join(k.value.lower() for k in DemanderKind)
    levels = ", ".join(level.value.lower() for level in PaperLevel)
    for decorate in reversed(
        (
            click.option(
                "--place",
                default="",
                type=PLACE,
                help="12-digit code, a shorter one if unique, or a name with its county",
            ),
            click.option("--department", default="", help="unit code, or a name inside the place's county"),
            click.option("--demander", default="", help=f"for a body outside government: its sort ({outside})"),
            click.option("--demander-name", default="", help="for a body outside government: its name"),
            click.option("--cites", multiple=True, help=f"document number cited, may be followed by @LEVEL ({levels})"),
            click.option("--on", default="", help="the day it is judged for, YYYY-MM-DD [default: today]"),
            click.option("--known-at", default="", help="what was recorded by this day or time counts [default: now]"),
            click.option(
                "--lang", default=None, type=click.Choice(sorted(LANGUAGES), case_sensitive=False), help="its language"
            ),
            click.option("--json", "as_json", is_flag=True, help="the verdict as JSON, field names as in GraphQL"),
        )
    ):
        command = decorate(command)
    return click.command(name=kind.code, help=words_in("en").kind(kind.code))(command)


def _check(kind: Kind, given: dict[str, Any]) -> None:
    """Ask, print, and leave with the outcome's exit status."""
    as_json, words = given.pop("as_json"), words_in(language_for(given.pop("lang") or ""))
    answers = {asked.name: given.pop(asked.name) for asked in kind.questions()}
    cites = tuple(_cited(text) for text in given.pop("cites"))
    demand = Demand(kind=kind.code, answers={k: v for k, v in answers.items() if v}, cites=cites, **given)
    try:
        with opened():
            answer = access.check(demand, now=datetime.now(UTC))
    except (RegistryError, SQLAlchemyError, ModuleNotFoundError) as found:
        error = found if isinstance(found, RegistryError) else DatabaseUnreachable()
        _say_error(error, _sentence(error, words), as_json=as_json)
        sys.exit(NOT_JUDGED)
    except Exception:
        # Exit 1 means REJECT: whatever else goes wrong must never read as a verdict.
        traceback.print_exc()
        sys.exit(NOT_JUDGED)
    spoken = words.verdict(answer.verdict.as_data())
    click.echo(json.dumps(spoken, ensure_ascii=False, indent=2) if as_json else _as_text(spoken, words))
    sys.exit(EXIT[answer.verdict.outcome])


def _cited(text: str) -> tuple[str, str]:
    number, _, level = text.partition("@")
    return number, level


def _say_error(error: RegistryError, sentence: str, *, as_json: bool) -> None:
    if as_json:
        told = {"error": {"code": error.code, "message": sentence, "facts": error.facts}}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(f"{error.code}: {sentence}", err=True)


def _sentence(error: RegistryError, words: Words) -> str:
    """The sentence, and after it the words that this door takes where one was to be chosen."""
    choices = error.facts.get("options") or error.facts.get("kinds")
    if not isinstance(choices, list):
        return words.error(error)
    return f"{words.error(error)} [{' | '.join(str(choice).lower() for choice in choices)}]"


def _as_text(spoken: dict[str, Any], words: Words) -> str:
    """The verdict as a page of plain text."""
    notices = [n["text"] for n in spoken["notices"] if n["code"] != NoticeCode.PLACE_SUCCEEDED]  # told already
    lines = [*notices, spoken["summary"], *_understood(spoken, words), ""]
    for found in spoken["grounds"]:
        mark = words.outcome(found["outcome"]) if not found["liftedBy"] else words.say("page.lifted")
        lines += [f"[{mark}] {found['code']}  {words.citation(found['code'])}", f"    {found['text']}"]
    for heading, key in (("page.cure", "cure"), ("page.conditions", "conditions")):
        if spoken[key]:
            lines += ["", words.say(heading), *(f"  - {item['text']}" for item in spoken[key])]
    if spoken["candidates"]:
        lines += ["", words.say("page.candidates")]
        lines += [
            f"  - {c['matter']} ({words.option('DutyTier', c['tier'])} {c['number']})" for c in spoken["candidates"]
        ]
    return "\n".join([*lines, "", *_rests_on(spoken, words)])


def _understood(spoken: dict[str, Any], words: Words) -> list[str]:
    """Which row the matter was taken for, and how surely: whoever reads the answer must see it."""
    row = spoken["matched"]
    if not row:
        return []
    part = f"{words.option('DutyTier', row['tier'])} {row['number']}"
    return [f"{words.say('page.matched')}: {row['matter']} ({part}, {row['confidence']:.0%})"]


def _rests_on(spoken: dict[str, Any], words: Words) -> list[str]:
    """The list and its day, both dates, and the mark of a sample."""
    basis, lines = spoken["basis"], []
    if basis["editionNumber"]:
        since = words.day(basis["editionEffectiveOn"])
        lines.append(
            f"{words.say('page.edition')}: {basis['editionNumber']} ({words.say('page.effective_on')}: {since})"
        )
    if basis["catalogue"]:
        lines.append(f"{words.say('page.catalogue')}: {basis['catalogue']}")
    lines.append(words.say("page.judged_for", on=spoken["on"]))
    lines.append(words.say("page.known_at", known_at=spoken["knownAt"]))
    return [*lines, words.say("page.sample_notice")] if basis["sample"] else lines


for _kind in KINDS.values():
    check.add_command(_check_command(_kind))
