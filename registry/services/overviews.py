"""A county or a province as a whole: what was asked of it, how it was judged and answered, what is still to be cleaned
up. By category, never a ranking of townships, villages or departments."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.cases import Status
from registry.domain.delegated import CleanUpStatus
from registry.domain.divisions import Level, Place
from registry.domain.errors import NotKeptHere, NotPermitted
from registry.domain.kinds import KINDS
from registry.domain.overviews import JUDGED, Span, Took, by_ground, by_kind, by_month, by_status, by_wait
from registry.domain.question import CHINA, day
from registry.services.divisions import place_following, place_today
from registry.services.permitting import permit
from registry.services.village_counts import counts_by_class
from registry.store import delegated, overviews
from registry.store.delegated import Wanted
from registry.store.successions import belonging
from registry.store.workdays import work_calendar

LEVELS = (Level.COUNTY, Level.CITY, Level.PROVINCE)


@dataclass(frozen=True)
class Overview:
    """What was counted of a place over a span of days; clean-up and plaques as they stand on its last day."""

    place: Place
    span: Span
    by_kind: Mapping[str, Mapping[Any, int]]
    by_month: Mapping[str, Mapping[Any, int]]
    by_status: Mapping[Status, int]
    by_ground: Mapping[str, int]
    by_wait: Mapping[Took, int]
    clean_up: Mapping[CleanUpStatus, int]
    plaques: Sequence[Mapping[str, Any]]
    sample: bool

    def as_data(self) -> dict[str, Any]:
        """Under the public names that every door shows."""
        return {
            "place": self.place.code,
            "placeName": self.place.full_name or self.place.name,
            "since": self.span.first,
            "until": self.span.last,
            "kinds": [{"kind": kind, **_judged(counted)} for kind, counted in self.by_kind.items()],
            "months": [{"month": month, **_judged(counted)} for month, counted in self.by_month.items()],
            "statuses": [{"status": of.value, "number": number} for of, number in self.by_status.items()],
            "grounds": [{"ground": code, "number": number} for code, number in self.by_ground.items()],
            "waits": [{"took": of.value, "number": number} for of, number in self.by_wait.items()],
            "cleanUp": [{"status": of.value, "number": number} for of, number in self.clean_up.items()],
            "plaques": list(self.plaques),
            "sample": self.sample,
        }


def _judged(counted: Mapping[Any, int]) -> dict[str, int]:
    return {outcome.value.lower(): counted.get(outcome, 0) for outcome in JUDGED}


def overview_of(typed: str, *, since: str = "", until: str = "", actor: Actor, now: datetime) -> Overview:
    """What a county, city or province sees of itself; the year up to today where no days are given.

    Read by people who serve there or above, and by those who serve below it: it is their county and their province.
    Raises NotPermitted, NotKeptHere for another level, SpanBackwards, SpanTooLong, MalformedDate, and what
    `place_called` raises.
    """
    permit(actor, Action.READ_OVERVIEW)
    place, span = place_today(typed, now=now), _span(since, until, now.astimezone(CHINA).date())
    if place.level not in LEVELS:
        raise NotKeptHere(place.name, place.level.value, [level.value for level in LEVELS])
    _require_theirs(place, actor, now)
    there = belonging(place.code, span.last, now)
    demanded = overviews.demands(there, span)
    answered = overviews.answers(there, span)
    left = Counter[CleanUpStatus]()
    for count in delegated.counts(Wanted(place.code, span.last, now)):
        left[count.status] += count.number
    classes, has_sample_villages = counts_by_class(place, span.last, now)
    return Overview(
        place=place,
        span=span,
        by_kind=by_kind(demanded, KINDS),
        by_month=by_month(demanded, span),
        by_status=by_status(demanded),
        by_ground=by_ground(demanded),
        by_wait=by_wait(answered, work_calendar(now)),
        clean_up={status: left[status] for status in CleanUpStatus},
        plaques=classes,
        sample=has_sample_villages or overviews.has_samples(there, span),
    )


def own_overview(actor: Actor, *, now: datetime) -> Place | None:
    """The smallest division with an overview that the actor serves in; None where their division is not known."""
    place = place_following(actor.division, on=now.astimezone(CHINA).date(), known_at=now)
    found = [division for division in place.path if division.level in LEVELS] if place else []
    return place_today(found[-1].code, now=now) if found else None


def _span(since: str, until: str, today: date) -> Span:
    last = day(until, field="until") if until.strip() else today
    return Span(day(since, field="since"), last) if since.strip() else Span.up_to(last)


def _require_theirs(place: Place, actor: Actor, now: datetime) -> None:
    own = place_following(actor.division, on=now.astimezone(CHINA).date(), known_at=now)
    if not place.lies_in(actor.division) and not (own and own.lies_in(place.code)):
        raise NotPermitted(Action.READ_OVERVIEW.value, place.full_name or place.name)
