"""Searching a township's list by a department's name: what is its share there, and what it took back."""

from collections.abc import Iterable, Iterator, Sequence

from registry.domain.duties import Duty, DutyList
from registry.domain.searching import Match, WordingKind
from registry.domain.standings import ListStandings, SearchHit
from registry.domain.units import Demander
from registry.domain.wording import plain
from registry.services.units import LONGEST_NAME
from registry.store.scopes import Scope
from registry.store.units import demanders_called

LEAST = 3
"""A shorter text (公安, 县委) is a word like any other."""


def of_department(
    text: str, duty_list: DutyList, scope: Scope, kinds: Sequence[WordingKind], most: int
) -> Iterator[SearchHit]:
    """The lines of a department's shares, or the matters where it has none, and those it took over; in the order of
    the list. None where the text is no department's name that the list knows."""
    township = scope.place.township if scope.place is not None else None
    named = _named(text, duty_list, scope)
    if township is None or not named:
        return
    standings, told = ListStandings(duty_list, township), set[tuple[WordingKind, str]]()
    for kind, line in _lines(duty_list.duties, named):
        if kind in kinds and (kind, line) not in told:
            told.add((kind, line))
            found = (standings.of_share if kind is WordingKind.SHARE else standings.of_matter)(line, most)
            yield SearchHit(kind, line, Match.CLOSE, 1.0, tuple(found), 1, more=False)


def _named(text: str, duty_list: DutyList, scope: Scope) -> frozenset[str]:
    """The names, in plain wording, under which the list has this department: written so, as the same unit
    or one that it has taken the place of by the day of the scope, or longer
    (县市场监管局 for 县市场监督管理局) where only one is."""
    wanted = plain(text)
    if len(wanted) < LEAST:
        return frozenset()
    names = {share.department: share.unit for duty in duty_list.duties for share in duty.shares}
    names |= {
        duty.taken_over_by: None for duty in duty_list.duties if duty.taken_over_by and duty.taken_over_by not in names
    }
    unit = _unit_called(text, scope)
    own, called = (unit.codes, {plain(name) for name in unit.called}) if unit is not None else ((), set())
    same = {
        plain(name) for name, code in names.items() if plain(name) == wanted or code in own or plain(name) in called
    }
    longer = {plain(name) for name in names if _is_short_for(wanted, plain(name))}
    return frozenset(same or (longer if len(longer) == 1 else ()))


def _unit_called(text: str, scope: Scope) -> Demander | None:
    """The one unit of this name on the day of the scope; None for none or several."""
    path = scope.place.path if scope.place is not None else ()
    found = demanders_called(text[:LONGEST_NAME], [division.code for division in path], scope.on, scope.known_at)
    return found[0] if len(found) == 1 else None


def _is_short_for(short: str, name: str) -> bool:
    """The same beginning (or none of the level: 市场监管局), the same end, the letters between in order."""
    letters = iter(name)
    begins = short[0] in (name[0], *name[1:2])
    return begins and short[-1] == name[-1] and len(short) < len(name) and all(c in letters for c in short)


def _lines(duties: Iterable[Duty], named: frozenset[str]) -> Iterator[tuple[WordingKind, str]]:
    for duty in duties:
        theirs = [share for share in duty.shares if plain(share.department) in named]
        lines = [line for share in theirs for line in share.duties]
        yield from ((WordingKind.SHARE, line) for line in lines)
        if (theirs and not lines) or plain(duty.taken_over_by) in named:
            yield WordingKind.MATTER, duty.matter
