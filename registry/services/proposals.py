"""Reading a proposed adjustment as it was typed: the townships, the duties meant, the rows wanted, departments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from registry.domain.actors import Action, Actor
from registry.domain.adjustments import (
    LONGEST_REASON,
    AdjustmentEvent,
    AdjustmentScope,
    Change,
    DutyChangeKind,
    Proposal,
    WantedRow,
)
from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList, DutyTier, Share
from registry.domain.errors import BadInput, MissingAnswer, NotFound, TooMany, UnknownOption, WrongLevel
from registry.domain.errors.adjustments import UnfitChange, UnknownCase
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.domain.wording import plain
from registry.services.divisions import place_called, place_today
from registry.services.lists_concerned import duty_called, keepers_in, lists_of
from registry.services.permitting import permit
from registry.services.requests import request_called
from registry.services.units import demander_called
from registry.store import divisions

MOST_CHANGES, MOST_TOWNSHIPS, MOST_LINES = 30, 60, 40
LONGEST_TITLE, LONGEST_LINE = 120, 500
CASE_NUMBER = re.compile(r"R\d{4}-\d{6,9}-\d{3}")
_COLON = re.compile(r"[:：]")
_SEMICOLON = re.compile(r"[;；]")

Option = TypeVar("Option", bound=StrEnum)


@dataclass(frozen=True)
class TypedChange:
    """One change as typed. `shares` are lines as in `县公安局：职责；职责`; of `matters`, a split has several."""

    kind: str
    duties: Sequence[str] = ()
    matters: Sequence[str] = ()
    tier: str = ""
    category: str = ""
    shares: Sequence[str] = ()
    township_share: Sequence[str] = ()
    taken_over_by: str = ""
    way_of_working: str = ""
    articles: Sequence[str] = ()
    reason: str = ""


@dataclass(frozen=True)
class TypedProposal:
    """A proposal as it was typed, at whichever door. Texts; nothing is read or trusted yet."""

    event: str
    title: str
    scope: str = AdjustmentScope.TOWNSHIPS.value
    townships: Sequence[str] = ()
    articles: Sequence[str] = ()
    reason: str = ""
    changes: Sequence[TypedChange] = field(default_factory=tuple)
    from_case: str = ""


def read_proposal(typed: TypedProposal, *, actor: Actor, now: datetime) -> tuple[Proposal, Place]:
    """The proposal and its county, with every duty and department found; a draft may still leave things open.

    Raises NotPermitted for a township elsewhere, or BadInput with the field (and, in `change`, which change) to mend.
    """
    event = _option(AdjustmentEvent, typed.event, "adjustment_event")
    title = read_text(typed.title, field="adjustment_title", longest=LONGEST_TITLE)
    scope = _option(AdjustmentScope, typed.scope or AdjustmentScope.TOWNSHIPS.value, "adjustment_scope")
    townships = _townships(typed.townships, actor, now) if scope is AdjustmentScope.TOWNSHIPS else []
    county = _county(townships, actor)
    if len(typed.changes) > MOST_CHANGES:
        raise TooMany("duty_changes", given=len(typed.changes), most=MOST_CHANGES)
    lists = lists_of([place.code for place in townships] or keepers_in(county.code, now), now)
    changes = [_change(n, one, county, lists) for n, one in enumerate(typed.changes, start=1)]
    proposal = Proposal(
        event=event,
        title=title,
        scope=scope,
        townships=tuple(place.code for place in townships),
        articles=_lines(typed.articles, "articles"),
        reason=_text(typed.reason, "reason", LONGEST_REASON),
        changes=tuple(changes),
        from_case=_case(typed.from_case, actor),
    )
    return proposal, county


def _townships(typed: Sequence[str], actor: Actor, now: datetime) -> list[Place]:
    named = [text for text in typed if text.strip()]
    if not named:
        raise MissingAnswer("townships")
    if len(named) > MOST_TOWNSHIPS:
        raise TooMany("townships", given=len(named), most=MOST_TOWNSHIPS)
    found: dict[str, Place] = {}
    for text in named:
        with_field = _called(text, now)
        permit(actor, Action.PROPOSE_ADJUSTMENT, at=with_field)
        found[with_field.code] = with_field
    return list(found.values())


def _called(text: str, now: datetime) -> Place:
    try:
        place = place_today(text, now=now)
    except BadInput as error:
        _at(error, "townships")
        raise
    if place.level is not Level.TOWNSHIP:
        wrong = WrongLevel(place.name, place.level.value, [Level.TOWNSHIP.value])
        _at(wrong, "townships")
        raise wrong
    return place


def _county(townships: Sequence[Place], actor: Actor) -> Place:
    """The one county all lies in. Raises NotPermitted where the actor does not reach so far."""
    codes = {place.county.code for place in townships if place.county}
    own = divisions.find_place(actor.division)
    if not codes and own is not None and own.county is not None:
        codes = {own.county.code}
    county = divisions.find_place(codes.pop()) if len(codes) == 1 else None
    if county is None:
        raise BadInput(field="townships")
    if not townships:
        permit(actor, Action.PROPOSE_ADJUSTMENT, at=county)
    return county


def _change(number: int, typed: TypedChange, county: Place, lists: dict[str, DutyList]) -> Change:
    try:
        kind = _option(DutyChangeKind, typed.kind, "duty_change_kind")
        return Change(
            kind=kind,
            duties=tuple(duty_called(text, lists.values()) for text in _lines(typed.duties, "changed_duties")),
            rows=_rows(kind, typed, county),
            articles=_lines(typed.articles, "change_articles"),
            reason=_text(typed.reason, "change_reason", LONGEST_REASON),
        )
    except BadInput as error:
        _at(error, error.field, change=number)
        raise


def _rows(kind: DutyChangeKind, typed: TypedChange, county: Place) -> tuple[WantedRow, ...]:
    if kind is DutyChangeKind.DROP:
        return ()
    matters = _lines(typed.matters, "wanted_matter")
    row = WantedRow(
        tier=_option(DutyTier, typed.tier, "wanted_tier") if typed.tier.strip() else None,
        category=_text(typed.category, "wanted_category", LONGEST_LINE),
        shares=tuple(_share(line, county) for line in _lines(typed.shares, "wanted_shares")),
        township_share=_lines(typed.township_share, "wanted_township_share"),
        taken_over_by=_text(typed.taken_over_by, "wanted_taken_over_by", LONGEST_LINE),
        way_of_working=_text(typed.way_of_working, "wanted_way_of_working", LONGEST_LINE),
    )
    if kind in (DutyChangeKind.MOVE, DutyChangeKind.CHANGE_SHARE) or not matters:
        matters = matters[:1] or ("",)
    return tuple(
        WantedRow(matter, row.tier, row.category, row.shares, row.township_share, row.taken_over_by, row.way_of_working)
        for matter in matters
    )


def _share(line: str, county: Place) -> Share:
    """One department's share: its name (or code), a colon, what it does, parted by semicolons."""
    name, _, does = _COLON.sub(":", line, count=1).partition(":")
    lines = tuple(part.strip() for part in _SEMICOLON.split(does) if plain(part))
    if not lines:
        raise UnfitChange("SHARE_SAYS_NOTHING", field="wanted_shares", matter=name.strip())
    generic = Share(None, name.strip(), lines)
    if generic.is_generic:
        return generic
    try:
        found = demander_called(name, county)
    except BadInput as error:
        _at(error, "wanted_shares")
        raise
    return Share(found.code or None, found.name, lines)


def lists_typed(typed: TypedProposal, *, actor: Actor, now: datetime) -> list[DutyList]:
    """The lists that a proposal is about, as far as it is typed. Raises as `read_proposal` for its townships."""
    if typed.scope == AdjustmentScope.COUNTY.value:
        return list(lists_of(keepers_in(_county([], actor).code, now), now).values())
    return list(lists_of([place.code for place in _townships(typed.townships, actor, now)], now).values())


def name_to_type(code: str, *, now: datetime) -> str:
    """What to type for a place: its county and name where that names it alone, else its code."""
    today = now.astimezone(CHINA).date()
    try:
        place = place_called(code, on=today, known_at=now)
        return place.full_name if place_called(place.full_name, on=today, known_at=now).code == place.code else code
    except BadInput:
        return code


def _case(typed: str, actor: Actor) -> str:
    """The number of a case on file that the actor may see; empty for none. Raises UnknownCase."""
    wanted = _text(typed, "from_case", LONGEST_LINE).upper()
    if not wanted:
        return ""
    try:
        found = request_called(wanted.rpartition("-")[0], actor=actor) if CASE_NUMBER.fullmatch(wanted) else None
    except NotFound:
        found = None
    if found is None or wanted not in [case.number for case in found.cases]:
        raise UnknownCase(typed.strip())
    return wanted


def _option(options: type[Option], typed: str, name: str) -> Option:
    wanted = typed.strip().upper()[:60]
    if not wanted:
        raise MissingAnswer(name)
    if wanted not in options.__members__:
        raise UnknownOption(name, typed, [option.value for option in options])
    return options[wanted]


def _text(typed: str, name: str, longest: int) -> str:
    return read_text(typed, field=name, longest=longest, required=False)


def _lines(typed: Sequence[str], name: str) -> tuple[str, ...]:
    if len(typed) > MOST_LINES:
        raise TooMany(name, given=len(typed), most=MOST_LINES)
    read = (read_text(line, field=name, longest=LONGEST_LINE, required=False) for line in typed)
    return tuple(line for line in read if line)


def _at(error: BadInput, name: str, **facts: object) -> None:
    """Put an error beside another field of the form than the one it was found in."""
    error.field = name
    error.facts = {**error.facts, "field": name, **facts}
