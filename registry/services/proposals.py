"""Reading a proposed adjustment as it was typed: the townships, the duties meant, the rows wanted, departments."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from registry.domain.actors import Action, Actor
from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    Change,
    DutyChangeKind,
    Proposal,
    WantedRow,
)
from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList, DutyTier, Share
from registry.domain.errors import BadInput, MissingAnswer, TooMany, UnknownOption, WrongLevel
from registry.domain.errors.adjustments import UnclearDuty, UnfitChange
from registry.domain.kind import read_text
from registry.domain.wording import plain
from registry.services.divisions import place_today
from registry.services.permitting import permit
from registry.services.units import demander_called
from registry.store import divisions, duties

MOST_CHANGES, MOST_TOWNSHIPS, MOST_LINES = 30, 60, 40
LONGEST_TITLE, LONGEST_REASON, LONGEST_LINE, LONGEST_CASE = 120, 2000, 500, 24
FAR_AHEAD = date(2199, 12, 31)
"""An edition that was published and takes effect later is the one that the next follows."""
CHOICES_SHOWN = 8
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
        from_case=_text(typed.from_case, "from_case", LONGEST_CASE),
    )
    return proposal, county


def lists_of(townships: Iterable[str], now: datetime) -> dict[str, DutyList]:
    """The newest published list of each township that has one."""
    found = {code: duties.list_in_force(code, FAR_AHEAD, now) for code in townships}
    return {code: duty_list for code, duty_list in found.items() if duty_list is not None}


def keepers_in(county: str, now: datetime) -> list[str]:
    """Whose list stands for the whole county's: the county's with its master, else every township's own."""
    return [county] if lists_of([county], now) else townships_of(county)


def townships_of(county: str) -> list[str]:
    """The townships of a county that can have a list."""
    children = [record.as_division() for record in divisions.children(county)]
    return [one.code for one in children if one.level is Level.TOWNSHIP and not one.is_pseudo_township]


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
            duties=tuple(_duty(text, lists.values()) for text in _lines(typed.duties, "changed_duties")),
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


def _duty(typed: str, lists: Iterable[DutyList]) -> str:
    """The code of the duty meant: by its code, or by exactly its matter; anything less is asked back."""
    wanted = typed.split(" ", maxsplit=1)[0].upper()
    rows = {duty.code: duty for duty_list in lists for duty in duty_list.duties}
    if wanted in rows:
        return wanted
    exact = [code for code, duty in rows.items() if plain(duty.matter) == plain(typed)]
    if len(exact) == 1:
        return exact[0]
    raise UnclearDuty(typed, [(code, rows[code].matter) for code in exact] or _near(typed, lists))


def _near(typed: str, lists: Iterable[DutyList]) -> list[tuple[str, str]]:
    """Duties that the words may mean, the surest first."""
    found: dict[str, str] = {}
    for duty_list in lists:
        finding = duty_list.find(typed)
        for hit in ((finding.sure,) if finding.sure else ()) + tuple(finding.candidates):
            found.setdefault(hit.code, duty_list.duty(hit.code).matter)
        part = plain(typed)
        for duty in duty_list.duties:
            if len(found) < CHOICES_SHOWN and part in plain(duty.matter):
                found.setdefault(duty.code, duty.matter)
        if found:
            break
    return list(found.items())[:CHOICES_SHOWN]


def duties_like(text: str, township: str, *, now: datetime) -> list[tuple[str, str]]:
    """Codes and matters of a township's list that some words may mean, for choosing from."""
    wanted = read_text(text, field="look_for", longest=LONGEST_LINE, required=False)
    found = lists_of([township], now)
    return _near(wanted, found.values()) if wanted else []


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
