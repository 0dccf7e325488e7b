"""Reports that are left to nobody: everybody of the office that has one is of the unit that was reported by now, or
made it, as units merged, or people moved. They go up by themselves, so that each is answered, never by who demanded."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from registry.domain.actors import Role
from registry.domain.divisions import Level, Place
from registry.domain.notices import Box, NewsCode
from registry.domain.question import CHINA
from registry.domain.reports import REPORT_MOVES, ReportStatus, ReportVerb
from registry.services.divisions import division_codes, place_following
from registry.services.notices import tell
from registry.services.report_offices import Barred, OwnSide, barred_from, held_above
from registry.services.reports import take_step, tell_the_office
from registry.store import notices, people, reports
from registry.store.base import begin_writing, db
from registry.store.reports import ReportRecord

PORTION = 200
REGISTRY = "registry"
_ABOVE = (Level.COUNTY, Level.CITY, Level.PROVINCE)
_WHO_HAS_IT = (NewsCode.REPORT_MOVED_UP, NewsCode.REPORT_WITH_NOBODY, NewsCode.REPORT_HELD_AGAIN)
"""What a reporter is told of who can answer; the last of them is how it is as far as they know."""


class _Standing(StrEnum):
    """Whether somebody can answer a report where it is."""

    ANSWERABLE = "ANSWERABLE"
    LEFT = "LEFT"  # by nobody of those who hold the office
    VACANT = "VACANT"  # nobody holds the office; it waits for its next holder


class _Offices:
    """Who holds which office of which division; asked once for each, however many reports there are."""

    def __init__(self, now: datetime) -> None:
        self._now, self._sides = now, dict[tuple[str, str], dict[str, OwnSide]]()

    def standing_of(self, record: ReportRecord, barred: Barred) -> _Standing:
        """Whether somebody who holds the office surely is not of the unit that demanded, and did not report."""
        key = (record.office, record.division)
        if key not in self._sides:
            holders = people.holding(Role(record.office), division_codes(record.division, self._now))
            self._sides[key] = {holder.sign_in_name: OwnSide(holder.as_actor()) for holder in holders}
        sides = self._sides[key]
        if not sides:
            return _Standing.VACANT
        others = [side for name, side in sides.items() if name != barred.reporter]
        return _Standing.LEFT if all(side.demanded(barred.demander) for side in others) else _Standing.ANSWERABLE


def move_up_what_is_left(now: datetime) -> None:
    """Let every open report that is left to nobody go up. The caller commits."""
    for number in list(_left(now)):
        _move_up(number, now)


def move_up_by_itself(number: str, *, now: datetime) -> bool:
    """The same of one, in a transaction of its own; whether anything was done."""
    begin_writing()
    moved = _move_up(number, now)
    db.session.commit()
    return moved


def numbers_left(now: datetime) -> Iterator[str]:
    """The open reports that look left to nobody, or no longer, and of which something is to be done; keeps nobody
    waiting."""
    yield from list(_left(now))
    db.session.rollback()


def _left(now: datetime) -> Iterator[str]:
    offices, after = _Offices(now), ""
    while found := reports.open_reports(after=after, most=PORTION):
        after = found[-1].number
        by = reports.reporters_of([record.number for record in found])
        told = notices.last_told(_WHO_HAS_IT, set(by.values()))
        for record in found:
            barred = Barred((record.demander, record.demander_name), by.get(record.number, ""))
            is_known = told.get((barred.reporter, record.number)) == NewsCode.REPORT_WITH_NOBODY
            standing = offices.standing_of(record, barred)
            if standing is _Standing.LEFT and (not is_known or _next_office(record, barred, now)):
                yield record.number
            if standing is _Standing.ANSWERABLE and is_known:
                yield record.number


def _move_up(number: str, now: datetime) -> bool:
    """To the special mechanism of the next level up that somebody holds who may answer; the reporter is told, also
    where nobody does yet, and where somebody does again. Whether anything was done."""
    record = reports.find_report(number, lock=True)
    verb = ReportVerb.MOVE_UP
    following = REPORT_MOVES.get((ReportStatus(record.status), verb)) if record is not None else None
    if record is None or following is None:
        return False
    barred = barred_from(record)
    standing = _Offices(now).standing_of(record, barred)
    if standing is not _Standing.LEFT:
        return standing is _Standing.ANSWERABLE and _held_again(record, barred, now)
    above = _next_office(record, barred, now)
    if above is None:
        return not _is_known(record, barred) and _tell(record, barred, NewsCode.REPORT_WITH_NOBODY, now)
    take_step(record, verb, following, by=REGISTRY, now=now)
    record.office, record.division = above[0].value, above[1]
    tell_the_office(record, now)
    return _tell(record, barred, NewsCode.REPORT_MOVED_UP, now)


def _held_again(record: ReportRecord, barred: Barred, now: datetime) -> bool:
    """Somebody came, or may answer by now, where nobody could: they are told, and the reporter."""
    if not _is_known(record, barred):
        return False
    tell_the_office(record, now)
    return _tell(record, barred, NewsCode.REPORT_HELD_AGAIN, now)


def _is_known(record: ReportRecord, barred: Barred) -> bool:
    """Whether the last that the reporter was told is that nobody can answer."""
    last = notices.last_told(_WHO_HAS_IT, [barred.reporter]).get((barred.reporter, record.number))
    return last == NewsCode.REPORT_WITH_NOBODY


def _next_office(record: ReportRecord, barred: Barred, now: datetime) -> tuple[Role, str] | None:
    place = place_following(record.division, on=now.astimezone(CHINA).date(), known_at=now)
    return held_above(place, barred, now, levels=_levels_above(place)) if place is not None else None


def _levels_above(place: Place) -> tuple[Level, ...]:
    """Above a township its county is asked first; a village has no office."""
    return _ABOVE[_ABOVE.index(place.level) + 1 :] if place.level in _ABOVE else _ABOVE


def _tell(record: ReportRecord, barred: Barred, code: NewsCode, now: datetime) -> bool:
    if not barred.reporter:
        return False
    return tell(Box(person=barred.reporter), code, record.number, at=now, sealed=True)
