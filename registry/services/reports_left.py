"""Reports that are left to nobody: everybody of the office that has one is of the unit that was reported by now, as
units merged, or people moved. They go up by themselves, so that each is answered, and never by who demanded."""

from collections.abc import Iterator
from datetime import datetime

from registry.domain.actors import Role
from registry.domain.divisions import Level, Place
from registry.domain.notices import Box, NewsCode
from registry.domain.question import CHINA
from registry.domain.reports import REPORT_MOVES, ReportStatus, ReportVerb
from registry.services.divisions import division_codes, place_following
from registry.services.notices import tell
from registry.services.report_offices import OwnSide, held_above
from registry.services.reports import take_step, tell_the_office
from registry.store import notices, people, reports
from registry.store.base import begin_writing, db
from registry.store.reports import ReportRecord

PORTION = 200
REGISTRY = "registry"
_ABOVE = (Level.COUNTY, Level.CITY, Level.PROVINCE)


class _Offices:
    """Who holds which office of which division; asked once for each, however many reports there are."""

    def __init__(self, now: datetime) -> None:
        self._now, self._sides = now, dict[tuple[str, str], list[OwnSide]]()

    def may_not_answer(self, record: ReportRecord) -> bool:
        """Whether everybody who holds the office is, or may be, of the unit that demanded. An office that nobody holds
        waits for its next holder."""
        key = (record.office, record.division)
        if key not in self._sides:
            holders = people.holding(Role(record.office), division_codes(record.division, self._now))
            self._sides[key] = [OwnSide(holder.as_actor()) for holder in holders]
        sides = self._sides[key]
        return bool(sides) and all(side.demanded(_demander(record)) for side in sides)


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
    """The open reports that look left to nobody and of which something is to be done; keeps nobody waiting."""
    yield from list(_left(now))
    db.session.rollback()


def _left(now: datetime) -> Iterator[str]:
    offices, after = _Offices(now), ""
    while found := reports.open_reports(after=after, most=PORTION):
        after = found[-1].number
        for record in found:
            if offices.may_not_answer(record) and (_next_office(record, now) or not _is_told(record)):
                yield record.number


def _move_up(number: str, now: datetime) -> bool:
    """To the special mechanism of the next level up that somebody else holds; the reporter is told, also where nobody
    does yet. Whether anything was done."""
    record = reports.find_report(number, lock=True)
    verb = ReportVerb.MOVE_UP
    following = REPORT_MOVES.get((ReportStatus(record.status), verb)) if record is not None else None
    if record is None or following is None or not _Offices(now).may_not_answer(record):
        return False
    above = _next_office(record, now)
    if above is None:
        return _tell_the_reporter(record, NewsCode.REPORT_WITH_NOBODY, now, once=_mark(record))
    take_step(record, verb, following, by=REGISTRY, now=now)
    record.office, record.division = above[0].value, above[1]
    tell_the_office(record, now)
    return _tell_the_reporter(record, NewsCode.REPORT_MOVED_UP, now)


def _next_office(record: ReportRecord, now: datetime) -> tuple[Role, str] | None:
    place = place_following(record.division, on=now.astimezone(CHINA).date(), known_at=now)
    return held_above(place, _demander(record), now, levels=_levels_above(place)) if place is not None else None


def _levels_above(place: Place) -> tuple[Level, ...]:
    """Above a township its county is asked first; a village has no office."""
    return _ABOVE[_ABOVE.index(place.level) + 1 :] if place.level in _ABOVE else _ABOVE


def _demander(record: ReportRecord) -> tuple[str, str]:
    return record.demander, record.demander_name


def _mark(record: ReportRecord) -> str:
    return f"with nobody:{record.number}"


def _is_told(record: ReportRecord) -> bool:
    return notices.told_already(_mark(record))


def _tell_the_reporter(record: ReportRecord, code: NewsCode, now: datetime, *, once: str | None = None) -> bool:
    reporter = reports.reporter_of(record.number)
    if reporter is None:
        return False
    tell(Box(person=reporter.person), code, record.number, at=now, once=once, sealed=True)
    return True
