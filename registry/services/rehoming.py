"""A draft that goes on under another code: its place was given one, was taken into another, or was split."""

from dataclasses import asdict
from datetime import datetime

from registry.domain.actors import Actor
from registry.domain.carrying import lines_of
from registry.domain.divisions import Place
from registry.domain.duties import DutyList
from registry.domain.editions import PERMITTED_BY, DraftVerb, require_publishable
from registry.domain.errors import DraftMoveImpossible, RehomeUnclear
from registry.domain.overlay import Amended, Kept, amend
from registry.domain.question import CHINA
from registry.domain.successions import meant
from registry.services.divisions import place_as_recorded
from registry.services.drafting import latest, latest_list
from registry.services.drafts import draft_to_move, move_draft, rows_before
from registry.services.keepers import keeps_a_list
from registry.services.permitting import permit
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord, as_lines, as_rows
from registry.store.successions import steps_about


def homes_of(draft: DraftRecord, *, now: datetime) -> tuple[Place, ...]:
    """The places under whose codes a draft can go on, where its own is in use no more today: one, or the parts of what
    was split. None where its code is in use, where nothing followed, for a correction (it stays under the code that the
    wrong edition is of), and for what an adjustment made (that is drafted anew as decided)."""
    if draft.corrects or draft.from_adjustment:
        return ()
    today = now.astimezone(CHINA).date()
    codes = meant(draft.place, steps_about([draft.place], now), today)
    if draft.place in codes:
        return ()
    found = (place_as_recorded(code, on=today, known_at=now) for code in codes)
    return tuple(place for place in found if place is not None and keeps_a_list(place))


def rehome(
    code: str, *, actor: Actor, now: datetime, to: str = "", seen: str = ""
) -> tuple[DraftRecord, tuple[Kept, ...]]:
    """Let a draft go on under the code that took the place of its own, with all that it says: it is a draft again, to
    be reviewed anew. `to` chooses among the parts of what was split. Where the successor goes by another list, what the
    draft changes is taken over to that one; what both changed stays as published, and is told.

    Raises NotFound, NotPermitted (there or here), DraftMoveImpossible where its code is in use or nothing followed,
    RehomeUnclear where it must be said to which part, DraftChangedMeanwhile, UnpublishableList.
    """
    begin_writing()
    draft, _ = draft_to_move(code, DraftVerb.REHOME, actor, now, seen)
    home = _chosen(draft, homes_of(draft, now=now), to.strip())
    permit(actor, PERMITTED_BY[DraftVerb.REHOME], at=home)
    before, there = rows_before(draft, now), latest_list(home, now=now)
    carried = _carried(draft, there, now)
    own = latest(home.code)
    facts = {
        "from": draft.place,
        "to": home.code,
        "onto": there.edition.code if there else "",
        "kept": [asdict(kept) for kept in carried.kept] if carried else [],
    }
    draft.place, draft.base, draft.reviewed_by = home.code, own.code if own else None, ""
    if carried:
        require_publishable(carried.duties)
        draft.duties, draft.descents = as_rows(carried.duties), as_lines(carried.descents)
    elif there is None:
        draft.descents = as_lines(lines_of((), draft.says(), ()))
    else:
        draft.descents = as_lines(lines_of(before, draft.says(), draft.lines()))
    move_draft(draft, DraftVerb.REHOME, actor, now, facts)
    db.session.commit()
    return draft, carried.kept if carried else ()


def _chosen(draft: DraftRecord, homes: tuple[Place, ...], to: str) -> Place:
    if not homes:
        raise DraftMoveImpossible(draft.code, draft.status, DraftVerb.REHOME.value)
    chosen = [place for place in homes if place.code == to] if to else list(homes)
    if len(chosen) != 1:
        raise RehomeUnclear(draft.code, [(place.code, place.full_name) for place in homes])
    return chosen[0]


def _carried(draft: DraftRecord, there: DutyList | None, now: datetime) -> Amended | None:
    """The draft's changes in the list that its new home goes by; None where that is the list it was made from, or there
    is none: then it says what it says."""
    before = rows_before(draft, now)
    if there is None or there.duties == before:
        return None
    return amend(before, draft.says(), there.duties, lineage=draft.lines())
