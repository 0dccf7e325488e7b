"""Many places at once, as recorded or as what took their place: for pages, whose cost must not grow by row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from registry.domain.delegated import DelegatedMatter, ListGap, not_shown_on
from registry.domain.divisions import Level, Place
from registry.domain.duties import Edition
from registry.domain.successions import Steps, known, meant, names_of, own_or_inherited
from registry.services.divisions import place_following
from registry.services.successions import History
from registry.store import duties
from registry.store.divisions import village_classes
from registry.store.place_chains import ChildrenBelow, chain_in, is_known, places_dated, records_of
from registry.store.successions import steps_about

AsOf = tuple[str, date, datetime]
"""A whole code, the day it is asked for, and up to when the record counts."""


def places_each(asked: Sequence[AsOf]) -> list[Place | None]:
    """What `place_as_recorded` says of each of these, in their order; None for those unknown then."""
    dated = places_dated({code for code, _, _ in asked})
    steps = steps_about({above.code for place, _ in dated.values() for above in place.path}) if dated else ()
    found: list[Place | None] = []
    for code, on, known_at in asked:
        at_hand = dated.get(code)
        if at_hand is None or not is_known(at_hand, known_at):
            found.append(None)
        else:
            place = at_hand[0]
            found.append(place.as_on(on, known(steps, known_at)) if steps else place)
    return found


def places_recorded(asked: Collection[AsOf]) -> dict[AsOf, Place]:
    """The same of many, by what was asked; those unknown then are left out."""
    found = zip(asked, places_each(list(asked)), strict=True)
    return {one: place for one, place in found if place is not None}


def places_following(codes: Iterable[str], *, on: date, known_at: datetime) -> dict[str, Place]:
    """What `place_following` says of each of these codes. Only those that something became of are looked up singly."""
    wanted = set(codes)
    records = records_of(wanted)
    steps = steps_about(sorted(records), known_at) if records else ()
    found = {}
    for code in wanted:
        place = chain_in(records, code, known_at)
        if place is not None and _is_touched(place, steps):
            place = place_following(code, on=on, known_at=known_at)
        if place is not None:
            found[code] = place
    return found


def _is_touched(place: Place, steps: Steps) -> bool:
    codes = {division.code for division in place.path}
    return any(step.before in codes or step.after in codes for step in steps)


def histories_of(places: Sequence[Place], *, on: date, known_at: datetime) -> dict[str, History]:
    """What `history_of` says of each of these places, by code; asked once for all of them."""
    codes = [place.code for place in places]
    records = records_of(codes)
    steps = steps_about(sorted(records), known_at) if records else ()
    classes = village_classes([p.code for p in places if p.is_village], on, known_at)
    townships = {place.township.code for place in places if place.township}
    followed = duties.editions_in_force(sorted(townships), on, known_at) if townships else {}
    found = {}
    for place in places:
        edition = followed.get(place.township.code) if place.township else None
        found[place.code] = History(
            asked=place,
            on=on,
            known_at=known_at,
            steps=steps,
            names=names_of(place.code, records[place.code].name if place.code in records else place.name, steps),
            today=meant(place.code, steps, on),
            edition=edition.document_number if edition else "",
            edition_of=edition.township if edition else "",
            village_class=own_or_inherited(place.code, classes, place.lineage) if place.is_village else "",
        )
    return found


def places_below(codes: Iterable[str], *, levels: Sequence[Level], on: date, known_at: datetime) -> ChildrenBelow:
    """What lies directly below each of these divisions and is in use on the day, in order of code, a page at a time."""
    return ChildrenBelow(list(codes), [level.value for level in levels], on, known_at)


def editions_followed(places: Iterable[Place], *, on: date, known_at: datetime) -> dict[str, Edition]:
    """The edition in force at each of these places that has one: its township's, or of a county its master."""
    keepers = {place.code: keeper_code(place) for place in places}
    found = duties.editions_in_force(sorted({code for code in keepers.values() if code}), on, known_at)
    return {place: found[keeper] for place, keeper in keepers.items() if keeper in found}


def list_gaps(
    matters: Iterable[DelegatedMatter], places: Mapping[str, Place], *, on: date, known_at: datetime
) -> dict[str, ListGap]:
    """Why the lists of the day do not show how these matters ended, by matter; those that they show are left out.

    `places` are where each matter lies on the day, by the code it was laid on. Lists of a township are kept in memory.
    """
    townships = {place.code: place for place in places.values() if place.township}
    followed = editions_followed(townships.values(), on=on, known_at=known_at)
    gaps = {}
    for matter in matters:
        place = places.get(matter.facts.place)
        if place is None or place.code not in followed or (place.township and place.township.is_pseudo_township):
            continue
        for gap in not_shown_on([matter], duties.duty_list(followed[place.code])):
            gaps[matter.code] = gap.gap
    return gaps


def keeper_code(place: Place) -> str:
    """The code of whoever keeps the list of a place; empty where nobody does."""
    keeper = place.township or (place.itself if place.level is Level.COUNTY else None)
    return keeper.code if keeper else ""
