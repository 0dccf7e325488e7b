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


def keeper_called(typed: str, *, on: date, known_at: datetime) -> Place:
    """The township, or the county with its master, that a list is kept for on a day. Raises WrongLevel, and what
    `place_called` raises."""
    place = place_called(typed, on=on, known_at=known_at)
    if place.level not in LIST_LEVELS or place.itself.is_pseudo_township:
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
    corrected under that code, for it was in force there. Raises NotFound for an edition of another place."""
    place = keeper_today(typed, now=now)
    if not corrects.strip():
        return place, None
    found = duties.find_edition(corrects.strip())
    follows = _follows(found.township, now) if found else ""
    if found is None or place.code not in (found.township, follows):
        raise NotFound("edition", corrects)
    return (place if found.township == place.code else _as_recorded(found.township, now)), found.code


def _follows(code: str, now: datetime) -> str:
    place = place_following(code, on=now.astimezone(CHINA).date(), known_at=now)
    return place.code if place else ""
