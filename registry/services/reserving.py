"""Plaques and bodies that come with an admission: on record from the day it is given, before they hang or stand."""

from datetime import date, datetime

from registry.domain.divisions import Place
from registry.domain.inventories import BodyDecision, InventorySort, PlaqueDecision, standing_decisions
from registry.domain.kind import Brought
from registry.domain.question import CHINA
from registry.store import hangings, inventories, plaques, village_bodies
from registry.store.access import next_number
from registry.store.base import db
from registry.store.indexing import note_rows

REGISTRY = "system"


def reserve(brought: Brought, place: Place, *, demanded_by: str, now: datetime) -> str:
    """Put it on record as admitted, which takes its place in the quota; gives its code. The caller commits."""
    if brought.sort is InventorySort.PLAQUES:
        return _reserve_plaque(brought, place, demanded_by, now)
    year = now.astimezone(CHINA).year
    body = village_bodies.VillageBodyRecord(
        code=f"VB-{year}-{next_number('village bodies'):06d}",
        village=place.code,
        name=brought.name,
        set_up_on=now.astimezone(CHINA).date(),
        demanded_by=demanded_by,
        recorded_at=now,
        recorded_by=REGISTRY,
    )
    db.session.add(body)
    db.session.flush()
    return body.code


def _reserve_plaque(brought: Brought, place: Place, demanded_by: str, now: datetime) -> str:
    today = now.astimezone(CHINA).date()
    plaque = plaques.PlaqueRecord(
        code=f"PL-{today.year}-{next_number('plaques'):06d}",
        village=place.code,
        wording=brought.name,
        statutory=brought.statutory,
        counts_from=today,
        hung_on=None,
        demanded_by=demanded_by,
        recorded_at=now,
        position=brought.position.value if brought.position else None,
        width_mm=brought.width_mm,
        height_mm=brought.height_mm,
        colour=brought.colour or None,
    )
    db.session.add(plaque)
    db.session.flush()
    note_rows(plaque.__tablename__, [{"wording": plaque.wording, "village": plaque.village}])
    return plaque.code


def let_go(sort: str, code: str, *, on: date, now: datetime) -> None:
    """Give back what was reserved and never used: a plaque not hung by then, a body; the caller commits.

    A plaque that hangs goes on counting until somebody takes it down and says so.
    """
    of_sort = InventorySort(sort)
    if any(decision.ends for decision in standing_decisions(inventories.decisions_on_item(of_sort, code), now)):
        return
    plaque = plaques.find_plaque(code) if of_sort is InventorySort.PLAQUES else None
    if plaque is not None and (plaque.hung_on or hangings.hanging_of(code, now)) is not None:
        return
    body = village_bodies.find_body(code) if of_sort is InventorySort.BODIES else None
    village = plaque.village if plaque else body.village if body else ""
    decision = PlaqueDecision.TAKE_DOWN if of_sort is InventorySort.PLAQUES else BodyDecision.CLOSE
    record = inventories.DecisionRecord(
        number=f"ID{now.astimezone(CHINA).year}-{next_number('inventory decisions'):06d}",
        sort=of_sort.value,
        item=code,
        village=village,
        decision=decision.value,
        on=on,
        recorded_at=now,
        recorded_by=REGISTRY,
    )
    db.session.add(record)
    db.session.flush()
