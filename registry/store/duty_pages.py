"""The duties of many editions a page at a time, as plain rows with the shares of each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, case, select

from registry.domain.duties import Duty, DutyTier, Share
from registry.store.base import db
from registry.store.duties import DutyRecord, DutyShareRecord, as_duty
from registry.store.keysets import Below, Order

_DUTY = DutyRecord.__table__.c
_SHARE = DutyShareRecord.__table__.c
_TIER = case({tier.value: place for place, tier in enumerate(DutyTier)}, value=_DUTY.tier).cast(Integer)
ORDER = Order((_TIER, _DUTY.number, _DUTY.code), ("tier_order", "number", "code"))
"""The order of the list: part by part, by printed number."""


def duties_below(editions: Sequence[str], tier: DutyTier | None) -> Below:
    """The duties of each of these editions, of one part where it is given, in the order of the list."""
    found = select(*_DUTY, _TIER.label("tier_order"))
    return Below(found if tier is None else found.where(_DUTY.tier == tier.value), _DUTY.edition, ORDER, editions)


def duties_of(rows: Sequence[Any]) -> list[Duty]:
    """Rows with their shares."""
    editions, codes = {row.edition for row in rows}, {row.code for row in rows}
    found = select(*_SHARE).where(_SHARE.edition.in_(sorted(editions)), _SHARE.duty.in_(sorted(codes)))
    shares: dict[tuple[str, str], list[Share]] = {}
    for one in db.session.execute(found.order_by(_SHARE.edition, _SHARE.duty, _SHARE.position)) if rows else ():
        share = Share(one.unit, one.department, tuple(one.duties))
        shares.setdefault((one.edition, one.duty), []).append(share)
    return [as_duty(row, shares.get((row.edition, row.code), [])) for row in rows]
