"""Reading one's slips, notices, drafts of requests and adjustments a page at a time, by whoever may read them."""

from datetime import datetime
from typing import Any

from registry.domain.actors import Action, Actor, Role
from registry.domain.adjustments import READ_IN_THEIR_COUNTY, AdjustmentEvent, AdjustmentStatus
from registry.domain.pages import Paged
from registry.services.notices import boxes_of
from registry.services.permitting import permit
from registry.store import record_pages
from registry.store.adjustments import adjustments_page
from registry.store.record_pages import ALL_SLIPS, SlipsWanted


def slips_read_by(actor: Actor, wanted: SlipsWanted = ALL_SLIPS) -> Paged[Any]:
    """The slips that the actor's unit was sent or, but for departments, that were issued in their division."""
    if actor.role is Role.DEPARTMENT_CLERK:
        return record_pages.slips_to(actor.unit, wanted)
    return record_pages.slips_in(actor.division, wanted)


def notices_of(actor: Actor, *, unread_only: bool = False, now: datetime) -> Paged[Any]:
    """What was told to the actor, the latest first. Raises NotPermitted."""
    permit(actor, Action.READ_NOTICE)
    return record_pages.notices_in(boxes_of(actor, now), unread_only=unread_only)


def request_drafts_of(actor: Actor) -> Paged[Any]:
    """The drafts of the actor's unit, the latest kept first. Raises NotPermitted."""
    permit(actor, Action.SUBMIT_REQUEST)
    return record_pages.request_drafts_of_unit(actor.unit)


def adjustments_read_by(
    actor: Actor, *, status: AdjustmentStatus | None = None, event: AdjustmentEvent | None = None
) -> Paged[Any]:
    """The adjustments that the actor may read, the latest first. Raises NotPermitted."""
    permit(actor, Action.READ_ADJUSTMENT)
    division = actor.division if actor.role in READ_IN_THEIR_COUNTY else None
    wanted = [status] if status else []
    return adjustments_page(actor.unit, division, statuses=wanted, event=event.value if event else "")
