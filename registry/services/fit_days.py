"""From which day an edition of a place can be in force: no list in force, or to come, is hidden by a slip."""

from datetime import date, datetime, timedelta

from registry.domain.chains import Chain
from registry.domain.divisions import Place
from registry.domain.duties import Duty, Edition, in_force, standing
from registry.domain.errors import (
    CorrectionAfterTheEnd,
    DayOutOfReach,
    EditionExists,
    LaterEditionStands,
    NoListMeanwhile,
    PlaceChanged,
    TakenOverListHidden,
)
from registry.domain.question import CHINA
from registry.domain.successions import Step, descent, edition_of, for_the_part, former_codes, meant, until
from registry.services.divisions import place_as_recorded, place_called
from registry.services.drafting import EVER
from registry.store import duties
from registry.store.successions import steps_about

FIRST_DAY_OF_LISTS = date(2000, 1, 1)
"""No township had a list of duties before."""
EARLIEST, LATEST = timedelta(days=366), timedelta(days=3 * 366)
"""An edition is published at most so long after, and so long before, the day it is in force from."""


def require_a_fit_day(place: Place, on: date, *, corrects: str, as_history: bool = False, now: datetime) -> None:
    """Whether an edition of a place can be in force from this day.

    A slip of the pen in a year would hide a list for ever, or show it for ever; a list of a place that is no more would
    be in force nowhere; two for one day would leave the earlier one standing for nobody (who means that says which one
    it `corrects`); one behind the list in force has no effect (who enters an old list says so).
    Raises DayOutOfReach, PlaceChanged, CorrectionAfterTheEnd, PlaceAbolished, PlaceNotYet, EditionExists,
    LaterEditionStands, TakenOverListHidden, NoListMeanwhile.
    """
    today = now.astimezone(CHINA).date()
    first = FIRST_DAY_OF_LISTS if as_history else today - EARLIEST
    if not first <= on <= today + LATEST:
        raise DayOutOfReach("effective_on", on, first, today + LATEST)
    wrong = duties.find_edition(corrects) if corrects else None
    _require_in_use(place, on, wrong, now)
    if wrong is not None and wrong.effective_on < on and wrong.effective_on <= today:
        _require_a_list_without(wrong, place, on)
    stand = standing(duties.editions_of(place.code), EVER)
    for other in stand:
        if other.effective_on == on and other.code != corrects:
            raise EditionExists(other.code, on)
        if other.effective_on > on and not corrects and not as_history:
            raise LaterEditionStands(other.code, other.effective_on)
    hidden = _list_taken_over_hidden_by(place, on, corrects)
    if hidden is not None and (corrects or as_history):
        raise TakenOverListHidden(place.name, hidden.code, hidden.effective_on)
    if hidden is not None:
        raise LaterEditionStands(hidden.code, hidden.effective_on)


def _require_in_use(place: Place, on: date, wrong: Edition | None, now: datetime) -> None:
    """Whether the code is in use on the day; a wrong edition may be corrected for its own day, whatever day that is.

    Raises PlaceChanged with what took its place, CorrectionAfterTheEnd, PlaceAbolished, PlaceNotYet.
    """
    if wrong is not None and wrong.effective_on == on:
        return
    steps = steps_about([place.code], now)
    ended = descent(place.code, steps, on)
    if ended and wrong is not None:
        raise CorrectionAfterTheEnd(place.name, on, ended[0].effective_on - timedelta(days=1))
    followers = [place_as_recorded(code, on=on, known_at=now) for code in meant(place.code, steps, on)] if ended else []
    there = [follower for follower in followers if follower is not None]
    if there:
        names, codes = ("、".join(said) for said in zip(*((p.full_name, p.code) for p in there), strict=True))
        raise PlaceChanged(place.name, names, codes, on)
    place_called(place.code, on=on, known_at=now)


def _require_a_list_without(wrong: Edition, place: Place, on: date) -> None:
    """What is in force until a correction of a later day is what was so before the wrong edition: there must be
    something. Raises NoListMeanwhile."""

    def without_it(code: str, day: date, left: Step | None) -> Edition | None:
        stand = standing(for_the_part(duties.editions_of(code), left), EVER)
        return in_force([e for e in stand if e.code != wrong.code], day, EVER)

    if edition_of(place.code, wrong.effective_on, until(place.lineage, wrong.effective_on), without_it) is None:
        raise NoListMeanwhile(on)


def _list_taken_over_hidden_by(place: Place, on: date, corrects: str) -> Edition | None:
    """A list of its own ends what a place goes by under the codes it had before: the first of a later day, published
    before the change of divisions was recorded, that would be hidden; also by an old list entered behind it, or by a
    correction of an earlier day."""
    chain = Chain(duties.editions_of_all(sorted(_codes_ever(place))), place.lineage, {}, frozenset(), _unread)
    after = chain.copied()
    after.lay(Edition("", place.code, "", on, EVER, corrects=corrects), ())
    for other in chain.stand(chain.editions):
        day, is_of_before = other.effective_on, other.township != place.code
        if day > on and is_of_before and chain.in_force(place.code, day) == other != after.in_force(place.code, day):
            return other
    return None


def _codes_ever(place: Place) -> frozenset[str]:
    return former_codes(place.code, place.lineage) | {place.code}


def _unread(edition: Edition) -> tuple[Duty, ...]:
    """Only the days of the lists count here."""
    return duties.duty_list(edition).duties
