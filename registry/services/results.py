"""What came of an adopted adjustment: whose lists it reaches, its drafts that count, and whether all is published."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from registry.domain.divisions import Place
from registry.domain.editions import DraftStatus
from registry.domain.question import CHINA
from registry.domain.successions import covering, goes_on_from, meant, until
from registry.services.divisions import place_at
from registry.store import duties, successions
from registry.store.editions import DraftRecord

_DONE = (DraftStatus.PUBLISHED.value, DraftStatus.WITHDRAWN.value)


def in_use_today(codes: Iterable[str], *, now: datetime) -> dict[str, tuple[str, ...]]:
    """For each code those in use today for what it once was: mostly itself, none where nothing followed."""
    asked = list(codes)
    steps = successions.steps_about(asked, now)
    return {code: meant(code, steps, now.astimezone(CHINA).date()) for code in asked}


def reached_today(codes: Collection[str], *, since: datetime, now: datetime) -> dict[str, tuple[str, ...]]:
    """The same for what was named at a time, with the parts that left a code since: what was decided is for them too.

    What was to come then, or was recorded later, counts as since.
    """
    steps = successions.steps_about(codes, now)
    today, then = now.astimezone(CHINA).date(), (since.astimezone(CHINA).date(), since)
    return {code: covering(code, steps, today, since=then) for code in codes}


def places_of(drafts: Sequence[DraftRecord], *, now: datetime) -> dict[str, tuple[str, ...]]:
    """By the code of each draft, the places in use today that its place was when it was drafted."""
    return {d.code: reached_today([d.place], since=d.created_at, now=now)[d.place] for d in drafts}


def that_count(drafts: Sequence[DraftRecord], *, now: datetime) -> list[DraftRecord]:
    """All but those withdrawn whose places, or what took their place, were drafted for again or are no more."""
    places = places_of(drafts, now=now)

    def is_superseded(draft: DraftRecord) -> bool:
        later = {code for one in drafts if one.code > draft.code for code in places[one.code]}
        return draft.status == DraftStatus.WITHDRAWN.value and set(places[draft.code]) <= later

    return [draft for draft in drafts if not is_superseded(draft)]


def has_reached(drafts: Sequence[DraftRecord], codes: Collection[str], *, now: datetime) -> set[str]:
    """Those of the places whose list goes on from an edition that came of one of the drafts."""
    found = [duties.find_edition(draft.edition) for draft in drafts if draft.edition]
    steps = until(successions.steps_about(codes, now), now.astimezone(CHINA).date())
    return {code for code in codes if any(edition and goes_on_from(edition, code, steps) for edition in found)}


def elsewhere(codes: Collection[str], county: str, *, now: datetime) -> dict[str, Place]:
    """Those of the places that lie in another county today: no list of theirs is drafted by this one."""
    today = now.astimezone(CHINA).date()
    places = {code: place_at(code, on=today, known_at=now) for code in codes}
    return {code: place for code, place in places.items() if not place.lies_in(county)}


def still_due(drafts: Sequence[DraftRecord], *, now: datetime) -> list[str]:
    """Every place in use today, once, that was drafted for and whose list does not go on from what was published."""
    codes = dict.fromkeys(code for of_one in places_of(drafts, now=now).values() for code in of_one)
    reached = has_reached(drafts, codes, now=now)
    return [code for code in codes if code not in reached]


def all_published(drafts: Sequence[DraftRecord], county: str, *, now: datetime) -> bool:
    """Whether what was decided is published for every place it reaches in the county, and no draft is open."""
    if any(draft.status not in _DONE for draft in drafts) or not any(draft.edition for draft in drafts):
        return False
    due = still_due(drafts, now=now)
    return not set(due) - elsewhere(due, county, now=now).keys()
