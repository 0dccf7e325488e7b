"""How many plaques villages have, without asking what they are."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from registry.domain.inventories import Decision, InventorySort, recorded_by_mistake
from registry.store.base import db
from registry.store.inventories import decisions_on
from registry.store.plaques import PlaqueRecord
from registry.store.remembered import kinds_of, recalled_each

_INVENTORIES = kinds_of("plaques", "inventory_decisions")
_DAYS = tuple[date, datetime, tuple[Decision, ...]]
"""From which day a plaque counts, when it came on record, and what was decided on it."""


def how_many_at(villages: Collection[str], on: date, known_at: datetime) -> dict[str, int]:
    """How many plaques `plaques_of` gives of each village."""
    found = recalled_each(_INVENTORIES, "days of plaques", villages, _read_days)
    return {village: _there(of_one, on, known_at) for village, of_one in found.items()}


def _there(days: Collection[_DAYS], on: date, known_at: datetime) -> int:
    there = [
        counts_from
        for counts_from, recorded_at, decided in days
        if counts_from <= on and recorded_at <= known_at and not (decided and recorded_by_mistake(decided, known_at))
    ]
    return len(there)


def _read_days(villages: Collection[str]) -> dict[str, tuple[_DAYS, ...]]:
    plaque = PlaqueRecord.__table__.c
    found = select(plaque.village, plaque.code, plaque.counts_from, plaque.recorded_at).where(
        plaque.village.in_(sorted(villages))
    )
    decided = decisions_on(InventorySort.PLAQUES, found.with_only_columns(plaque.code))
    days: dict[str, list[_DAYS]] = {village: [] for village in villages}
    for row in db.session.execute(found):
        days[row.village].append((row.counts_from, row.recorded_at, tuple(decided.get(row.code, ()))))
    return {village: tuple(of_one) for village, of_one in days.items()}
