"""What an administrator is shown of the people they keep: a page of them, and one."""

from dataclasses import dataclass
from datetime import datetime

from registry.domain.actors import Action, Actor, Role
from registry.domain.divisions import Place
from registry.domain.question import CHINA
from registry.services import attempts
from registry.services.divisions import place_following, place_today
from registry.services.people_keeping import require_kept
from registry.services.permitting import permit
from registry.store import people, units
from registry.store import sign_in as store
from registry.store.people import PersonRecord
from registry.store.successions import codes_with_former

PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """One person: where, for which unit, and how they sign in."""

    record: PersonRecord
    place: str
    unit: str
    is_locked: bool
    has_factor: bool

    @property
    def is_invited(self) -> bool:
        """Whether they never signed in yet."""
        return self.record.ended_at is None and not self.record.password_hash and not self.record.subject


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some people of a place, and after whom the next page begins; empty on the last one."""

    place: Place
    people: list[Shown]
    after: str


def page_of_people(
    *, place: str = "", words: str = "", role: str = "", after: str = "", actor: Actor, now: datetime
) -> PeoplePage:
    """The people of the actor's division, or of a place in it. Raises NotPermitted and what `place_called` raises."""
    permit(actor, Action.KEEP_PEOPLE)
    there = place_today(place.strip() or actor.division, now=now)
    permit(actor, Action.KEEP_PEOPLE, at=there)
    wanted = role if role in Role.__members__ else ""
    within = codes_with_former(there.code)
    found = people.people_in(within, words=words.strip()[:60], role=wanted, after=after[:60], most=PAGE + 1)
    shown = [_shown(one, now) for one in found[:PAGE]]
    return PeoplePage(there, shown, found[PAGE - 1].sign_in_name if len(found) > PAGE else "")


def person_kept(sign_in_name: str, *, actor: Actor, now: datetime) -> Shown:
    """One person of the actor's division. Raises NotFound, NotPermitted."""
    return _shown(require_kept(sign_in_name, actor=actor, now=now), now)


def own_account(actor: Actor, *, now: datetime) -> Shown:
    """What somebody is here. Raises NotFound by `find_person` having nobody: an actor always is somebody."""
    person = people.find_person(actor.name)
    assert person is not None  # noqa: S101 - whoever acts is on record
    return _shown(person, now)


def _shown(person: PersonRecord, now: datetime) -> Shown:
    place = place_following(person.division, on=now.astimezone(CHINA).date(), known_at=now)
    unit = units.find_unit(units.code_today(person.unit)) if person.unit else None
    locked = attempts.is_locked(attempts.every_sort(person.sign_in_name), now=now)
    named = place.full_name or place.name if place else person.division
    return Shown(person, named, unit.name if unit else "", locked, store.has_factor(person.sign_in_name))
