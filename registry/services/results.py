"""What came of an adopted adjustment: its drafts, those of them that count, and whether all of it is published."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from registry.domain.editions import DraftStatus
from registry.domain.question import CHINA
from registry.domain.successions import meant
from registry.store import successions
from registry.store.editions import DraftRecord


def in_use_today(codes: Iterable[str], *, now: datetime) -> dict[str, tuple[str, ...]]:
    """For each code those in use today for what it once was: mostly itself, none where nothing followed."""
    asked = list(codes)
    steps = successions.steps_about(asked, now)
    return {code: meant(code, steps, now.astimezone(CHINA).date()) for code in asked}


def that_count(drafts: Sequence[DraftRecord], *, now: datetime) -> list[DraftRecord]:
    """All but those withdrawn whose places, or what took their place, were drafted for again or are no more."""
    places = in_use_today({draft.place for draft in drafts}, now=now)

    def is_superseded(draft: DraftRecord) -> bool:
        later = {code for one in drafts if one.code > draft.code for code in places[one.place]}
        return draft.status == DraftStatus.WITHDRAWN.value and set(places[draft.place]) <= later

    return [draft for draft in drafts if not is_superseded(draft)]


def all_published(drafts: Sequence[DraftRecord], *, now: datetime) -> bool:
    """Whether every draft that counts became an edition, and there is one."""
    return {draft.status for draft in that_count(drafts, now=now)} == {DraftStatus.PUBLISHED.value}
