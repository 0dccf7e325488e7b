"""Searching matters, shares, plaques and certificates of a place or of everything, as of two dates; and indexing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from heapq import merge
from itertools import chain, islice, repeat

from registry.domain.as_of import dates_asked
from registry.domain.divisions import Level, Place
from registry.domain.errors import NotANumber, UnknownOption
from registry.domain.kind import read_text
from registry.domain.searching import MOST_CHARACTERS, Found, Match, Search, Sought, WordingKind, Wordings
from registry.domain.standings import ListStandings, SearchHit, SearchHits, Standing
from registry.services.divisions import place_called
from registry.services.search_departments import of_department
from registry.store import events, search
from registry.store.base import begin_writing, db
from registry.store.indexing import anything_to_index, index_everything
from registry.store.rows_in_force import RowsInForce
from registry.store.scopes import Scope, scope_of
from registry.store.standings import CataloguesInForce

MOST_HITS, USUAL_HITS = 50, 10
PLACES_SHOWN = 5
MOST_PLACES_COUNTED = 20
"""Of one wording, so many places where it stands are counted: a look-up must not cost more in a larger province."""
LOOKED_UP = MOST_PLACES_COUNTED + 1
"""One more is looked up, to know that there are more."""
MOST_LOOKED_UP = 2000
"""So many wordings found are looked up at most, those of editions no longer in force among them."""
MOST_AT_ONCE = 100
"""So many are looked up at a time where the first ones stand no longer."""

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
) -> SearchHits:
    """What `find` finds for texts as they were typed at whichever door. Raises BadInput with the field to mend."""
    wanted = tuple(_kind(one) for one in kinds if one.strip())
    asked_day, known = dates_asked(on, known_at, now=now).both()
    return find(
        read_text(text, field="text", longest=MOST_CHARACTERS),
        place=place_called(place, on=asked_day, known_at=known) if place.strip() else None,
        kinds=wanted or tuple(WordingKind),
        on=asked_day,
        known_at=known,
        first=first,
    )


def _kind(typed: str) -> WordingKind:
    name = typed.strip().upper()[:60]
    if name not in WordingKind.__members__:
        raise UnknownOption("kinds", typed, [kind.value for kind in WordingKind])
    return WordingKind(name)


def find(
    text: str, *, place: Place | None, kinds: Iterable[WordingKind], on: date, known_at: datetime, first: int
) -> SearchHits:
    """The wordings that answer a text and stand, on a day as known at a time, in a place or anywhere; best first.

    Whatever no longer stands, however much, hides none of them: it is read on until there are `first`, all were seen,
    or `MOST_LOOKED_UP` were looked up; then they are `cut`.

    Of a village the list of its township counts; of a catalogue, that of every division the place lies in.
    Raises MissingAnswer, TextTooLong, UnreadableText, NotANumber.
    """
    if not 1 <= first <= MOST_HITS:
        raise NotANumber("first", str(first), least=1, most=MOST_HITS)
    sought = Sought(read_text(text, field="text", longest=MOST_CHARACTERS))
    scope, wanted = scope_of(place, on, known_at), [*dict.fromkeys(kinds)]
    found = _ranked(_wordings(wanted, sought, scope), sought)
    theirs = list(islice(_of_department(sought, scope, wanted), first))
    told = {(hit.kind, hit.text) for hit in theirs}
    others = (hit for hit in _standing_hits(islice(found, MOST_LOOKED_UP), scope, first))
    hits = list(islice(chain(theirs, (hit for hit in others if (hit.kind, hit.text) not in told)), first))
    return SearchHits(hits, cut=len(hits) < first and next(found, None) is not None)


def _of_department(sought: Sought, scope: Scope, kinds: Sequence[WordingKind]) -> Iterator[SearchHit]:
    """Where the text is a department's name, what is its business on the one list that is searched."""
    duty_list = scope.duty_list() if scope.is_one_list() else None
    if duty_list is not None:
        yield from of_department(sought.said, duty_list, scope, kinds, PLACES_SHOWN)


Ranked = tuple[WordingKind, Found]


def _ranked(wordings: Mapping[WordingKind, Wordings], sought: Sought) -> Iterator[Ranked]:
    """The wordings of all kinds that answer a text, best first, whether they stand or not; read as they are taken."""
    searches = {kind: Search(wordings[kind], sought) for kind in WordingKind if kind in wordings}
    order = {kind: number for number, kind in enumerate(WordingKind)}
    for match in Match:
        of_kinds = [zip(repeat(kind), search.found(match), strict=False) for kind, search in searches.items()]
        yield from merge(*of_kinds, key=lambda one: (*one[1].order()[:2], order[one[0]], *one[1].order()[2:]))


def _standing_hits(found: Iterator[Ranked], scope: Scope, at_once: int) -> Iterator[SearchHit]:
    """Those of the wordings found that stand in the scope; so many, then more of them, are looked up at a time."""
    lists = _lists(scope)
    look_up = _look_ups(lists, CataloguesInForce(scope))
    while portion := list(islice(found, at_once)):
        of_kind = {kind: [one.text for other, one in portion if other is kind] for kind in _ON_LISTS}
        lists.look_ahead(of_kind[WordingKind.MATTER], of_kind[WordingKind.SHARE], LOOKED_UP)
        hits = (_hit(kind, one, look_up[kind]) for kind, one in portion)
        yield from (hit for hit in hits if hit is not None)
        at_once = min(2 * at_once, MOST_AT_ONCE)


def _wordings(kinds: Sequence[WordingKind], sought: Sought, scope: Scope) -> dict[WordingKind, Wordings]:
    """What is searched for each kind: one township's list, in memory, or the wordings on file of a place."""
    of_lists: dict[WordingKind, Wordings] = {}
    if scope.is_one_list():
        duty_list = scope.duty_list()
        if duty_list is not None:
            of_lists = {WordingKind.MATTER: duty_list.matters, WordingKind.SHARE: duty_list.share_lines}
        kinds = [kind for kind in kinds if kind not in _ON_LISTS or kind in of_lists]
    on_file = [kind for kind in kinds if kind not in of_lists]
    divisions = {kind: _divisions(kind, scope) for kind in on_file}
    filed = search.filed_wordings(on_file, sought, divisions) if on_file else {}
    return {kind: of_lists[kind] if kind in of_lists else filed[kind] for kind in kinds}


def _divisions(kind: WordingKind, scope: Scope) -> Sequence[str] | None:
    """Under which divisions wordings were noted that may stand in the place; None: everywhere."""
    if scope.place is None:
        return None
    chain = [d.code for d in scope.place.path if d.level not in (Level.VILLAGE, Level.TOWNSHIP)]
    nearest = scope.noted_under(chain[-1])
    return nearest if kind in _ON_LISTS else [*nearest, *map(search.catalogue_scope, chain)]


LookUp = Callable[[str, int], list[Standing]]


def _look_ups(lists: ListStandings | RowsInForce, catalogues: CataloguesInForce) -> Mapping[WordingKind, LookUp]:
    """How it is found where wordings of each kind stand."""
    return {
        WordingKind.MATTER: lists.of_matter,
        WordingKind.SHARE: lists.of_share,
        WordingKind.PLAQUE: catalogues.of_plaque,
        WordingKind.CERTIFICATE: catalogues.of_certificate,
    }


def _lists(scope: Scope) -> ListStandings | RowsInForce:
    """The one list that lies in the scope, in memory; else the rows on file."""
    duty_list, township = scope.duty_list(), scope.place.township if scope.place else None
    return ListStandings(duty_list, township) if duty_list and township else RowsInForce(scope)


def _hit(kind: WordingKind, found: Found, look_up: LookUp) -> SearchHit | None:
    """The wording with where it stands; None where it stands nowhere in the scope on that day."""
    standing = look_up(found.text, LOOKED_UP)
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

    Safe to run again, and by two processes at once. An empty registry stays empty, so that a dump can be loaded.
    """
    if search.index_is_complete() or not anything_to_index():
        return None
    begin_writing()
    search.take_turn()
    if search.index_is_complete():  # another process made it while this one waited
        db.session.commit()
        return None
    return _index_anew(now)


def reindex(*, now: datetime) -> int:
    """Make the whole index anew from what is on file; how many wordings there are. One transaction."""
    begin_writing()
    return _index_anew(now)


def _index_anew(now: datetime) -> int:
    search.forget_index()
    count = index_everything()
    search.mark_index_complete()
    events.write(stream="search", verb="reindex", actor="registry", about="wordings", facts={"wordings": count}, at=now)
    db.session.commit()
    return count
