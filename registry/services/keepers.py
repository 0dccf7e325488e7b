"""Whose list it is: the township, or the county with its master, that a list is kept, drafted or corrected for."""

from datetime import date, datetime

from registry.domain.divisions import Level, Place
from registry.domain.errors import NotFound, WrongLevel
from registry.domain.question import CHINA
from registry.services.divisions import place_as_recorded, place_called, place_following
from registry.store import duties
from registry.store.editions import DraftRecord

LIST_LEVELS = (Level.COUNTY, Level.TOWNSHIP)
"""A county keeps a master, a township its list; pseudo-townships have none."""


def keeps_a_list(place: Place) -> bool:
    """Whether a place of this kind has a list (or, a county, a master) at all."""
    return place.level in LIST_LEVELS and not place.itself.is_pseudo_township


def keeper_called(typed: str, *, on: date, known_at: datetime) -> Place:
    """The township, or the county with its master, that a list is kept for on a day. Raises WrongLevel, and what
    `place_called` raises."""
    place = place_called(typed, on=on, known_at=known_at)
    if not keeps_a_list(place):
        raise WrongLevel(place.name, place.level.value, [level.value for level in LIST_LEVELS])
    return place


def keeper_today(typed: str, *, now: datetime) -> Place:
    """The same as things stand: whose next edition is drafted now."""
    return keeper_called(typed, on=now.astimezone(CHINA).date(), known_at=now)


def keeper_of(draft: DraftRecord, *, now: datetime) -> Place:
    """Under which code the edition of a draft is published: the one it was begun under, as that place is on record.
    Raises NotFound."""
    return _as_recorded(draft.place, now)


def _as_recorded(code: str, now: datetime) -> Place:
    place = place_as_recorded(code, on=now.astimezone(CHINA).date(), known_at=now)
    if place is None:
        raise NotFound("place", code)
    return place


def keeper_for(typed: str, corrects: str, now: datetime) -> tuple[Place, str | None]:
    """For which place a draft is begun, and the edition it corrects: an edition of a code that the place had before is
    corrected under that code, for it was in force there; so is one of a code that was split or abolished since (then
    `typed` is that code). Raises NotFound for an edition of another place."""
    if not corrects.strip():
        return keeper_today(typed, now=now), None
    found = duties.find_edition(corrects.strip())
    if found is None:
        raise NotFound("edition", corrects)
    if typed.strip() != found.township:
        place = keeper_today(typed, now=now)
        if place.code not in (found.township, _follows(found.township, now)):
            raise NotFound("edition", corrects)
    return _as_recorded(found.township, now), found.code


def asked_for(typed: str, corrects: str, now: datetime) -> Place:
    """The place that acts for a list that is to be brought in: the keeper today, or who answers for the edition that is
    corrected. Raises as `keeper_for`."""
    keeper, wrong = keeper_for(typed, corrects, now)
    return answering_for(keeper, now) if wrong else keeper


def answering_for(keeper: Place, now: datetime) -> Place:
    """Whose business the list of a place is today, in use or not: what took its place; of what was split or abolished
    the place as it was, in its county of today."""
    return place_following(keeper.code, on=now.astimezone(CHINA).date(), known_at=now) or keeper


def _follows(code: str, now: datetime) -> str:
    place = place_following(code, on=now.astimezone(CHINA).date(), known_at=now)
    return place.code if place else ""
