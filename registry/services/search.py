"""Searching matters, shares, plaques and certificates of a place or of everything, as of two dates; and indexing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList
from registry.domain.errors import NotANumber, UnknownOption
from registry.domain.kind import read_text
from registry.domain.question import CHINA, day, moment
from registry.domain.searching import MOST_CHARACTERS, Found, Sought, WordingKind, Wordings, search_in
from registry.domain.standings import SearchHit, Standing
from registry.services.divisions import place_called
from registry.store import duties, events, search, standings
from registry.store.base import begin_writing, db
from registry.store.indexing import index_everything
from registry.store.standings import Scope

MOST_HITS, USUAL_HITS = 50, 10
PLACES_SHOWN = 5
MOST_PLACES_COUNTED = 20
"""Of one wording, so many places where it stands are counted: a look-up must not cost more in a larger province."""
MOST_LOOKED_UP = 120
"""So many wordings found are looked up, those of editions no longer in force among them."""

_LOOK_UP: Mapping[WordingKind, Callable[..., list[Standing]]] = {
    WordingKind.MATTER: standings.of_matter,
    WordingKind.SHARE: standings.of_share,
    WordingKind.PLAQUE: standings.of_plaque,
    WordingKind.CERTIFICATE: standings.of_certificate,
}
_ON_LISTS = (WordingKind.MATTER, WordingKind.SHARE)


def search_as_typed(
    text: str,
    *,
    place: str = "",
    kinds: Sequence[str] = (),
    on: str = "",
    known_at: str = "",
    first: int = USUAL_HITS,
    now: datetime,
) -> list[SearchHit]:
    """What `find` finds for texts as they were typed at whichever door. Raises BadInput with the field to mend."""
    wanted = tuple(_kind(one) for one in kinds if one.strip())
    return find(
        read_text(text, field="text", longest=MOST_CHARACTERS),
        place=place_called(place) if place.strip() else None,
        kinds=wanted or tuple(WordingKind),
        on=day(on, field="on") if on.strip() else now.astimezone(CHINA).date(),
        known_at=moment(known_at, now=now) if known_at.strip() else now,
        first=first,
    )


def _kind(typed: str) -> WordingKind:
    name = typed.strip().upper()[:60]
    if name not in WordingKind.__members__:
        raise UnknownOption("kinds", typed, [kind.value for kind in WordingKind])
    return WordingKind(name)


def find(
    text: str, *, place: Place | None, kinds: Iterable[WordingKind], on: date, known_at: datetime, first: int
) -> list[SearchHit]:
    """The wordings that answer a text and stand, on a day as known at a time, in a place or anywhere; best first.

    Of a village the list of its township counts; of a catalogue, that of every division the place lies in.
    Raises MissingAnswer, TextTooLong, UnreadableText, NotANumber.
    """
    if not 1 <= first <= MOST_HITS:
        raise NotANumber("first", str(first), least=1, most=MOST_HITS)
    sought = Sought(read_text(text, field="text", longest=MOST_CHARACTERS))
    scope = standings.scope_of(place, on, known_at)
    found = [(kind, one) for kind in dict.fromkeys(kinds) for one in _found(kind, sought, scope)]
    order = {kind: number for number, kind in enumerate(WordingKind)}
    found.sort(key=lambda pair: (*pair[1].order()[:2], order[pair[0]], *pair[1].order()[2:]))
    hits = (_hit(kind, one, scope) for kind, one in found[:MOST_LOOKED_UP])
    return list(islice((hit for hit in hits if hit is not None), first))


def _found(kind: WordingKind, sought: Sought, scope: Scope) -> list[Found]:
    """What answers the text in the scope: of one list in memory, else of the wordings on file."""
    best: dict[str, Found] = {}
    for wordings in _wordings(kind, scope):
        best = {one.text: one for one in search_in(wordings, sought)} | best
    return list(best.values())


def _wordings(kind: WordingKind, scope: Scope) -> list[Wordings]:
    place = scope.place
    if kind in _ON_LISTS and place is not None and place.township is not None:
        duty_list = _list_of(place.township.code, scope)
        if duty_list is None:
            return []
        return [duty_list.matters if kind is WordingKind.MATTER else duty_list.share_lines]
    if place is None:
        return [search.FiledWordings(kind)]
    nearest = next((d for d in reversed(place.path) if d.level not in (Level.VILLAGE, Level.TOWNSHIP)), place.itself)
    divisions = [nearest.code] if kind in _ON_LISTS else [nearest.code, *(d.code for d in place.path)]
    above = {d.code: d for d in place.path if d.level not in (Level.VILLAGE, Level.TOWNSHIP)}
    return [search.FiledWordings(kind, code) for code in dict.fromkeys(divisions) if code in above]


def _list_of(township: str, scope: Scope) -> DutyList | None:
    return duties.list_in_force(township, scope.on, scope.known_at)


def _hit(kind: WordingKind, found: Found, scope: Scope) -> SearchHit | None:
    """The wording with where it stands; None where it stands nowhere in the scope on that day."""
    standing = _LOOK_UP[kind](found.text, scope, most=MOST_PLACES_COUNTED + 1)
    if not standing:
        return None
    return SearchHit(
        kind=kind,
        text=found.text,
        match=found.match,
        score=found.score,
        standings=tuple(standing[:PLACES_SHOWN]),
        places=min(len({one.place for one in standing}), MOST_PLACES_COUNTED),
        more=len(standing) > MOST_PLACES_COUNTED,
    )


def index_if_needed(*, now: datetime) -> int | None:
    """Index what is on file where this release's index is not complete; how many wordings, None where it is.

    Safe to run again, and by two processes at once.
    """
    if search.index_is_complete():
        return None
    return reindex(now=now)


def reindex(*, now: datetime) -> int:
    """Make the whole index anew from what is on file; how many wordings there are. One transaction."""
    begin_writing()
    search.forget_index()
    count = index_everything()
    search.mark_index_complete()
    events.write(stream="search", verb="reindex", actor="registry", about="wordings", facts={"wordings": count}, at=now)
    db.session.commit()
    return count
