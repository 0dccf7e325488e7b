"""A plaque that came with an admission is hung: its day and how it hangs are recorded, and it counts as hanging."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor
from registry.domain.divisions import Place
from registry.domain.inventories import Hanging, InventorySort, Plaque
from registry.domain.kind import number, read, text
from registry.domain.plaques import PlaquePosition
from registry.domain.question import CHINA
from registry.services.inventories import past_day, take_turns_in, village_called
from registry.services.inventory_items import decisions_at, items_of
from registry.services.permitting import permit
from registry.store import events
from registry.store.access import next_number
from registry.store.base import begin_writing, db
from registry.store.hangings import HangingRecord
from registry.store.turns import ACCESS, take_turn


@dataclass(frozen=True)
class HangingToRecord:
    """What is typed about a reserved plaque that was hung; lengths in millimetres. What is left out is as admitted.

    `corrects`: the number of the record of its hanging that was wrong.
    """

    item: str = text(longest=40)
    hung_on: str = text(longest=40)
    position: PlaquePosition | None = None
    width_mm: int | None = number(least=1)
    height_mm: int | None = number(least=1)
    colour: str = text(longest=40, default="")
    corrects: str = text(longest=40, default="")


def record_hanging(village: str, answers: Mapping[str, Any], *, actor: Actor, now: datetime) -> HangingRecord:
    """Say from which day a plaque hangs that an admission reserved; it keeps the place in the quota that it has.

    Raises NotPermitted, NotFound, AlreadyOnRecord, HungBeforeAdmitted, EndedBeforeHung, DayInFuture, other BadInput.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    place = village_called(village, now)
    permit(actor, Action.RECORD_INVENTORY, at=place)
    typed = read(HangingToRecord, answers)
    hung = past_day(typed.hung_on, "hung_on", now)
    take_turns_in(place)
    plaque = _reserved(typed, place, now)
    _require_possible(plaque, hung, place, now)
    record = HangingRecord(
        number=f"HG{now.astimezone(CHINA).year}-{next_number('plaque hangings'):06d}",
        plaque=plaque.code,
        hung_on=hung,
        position=typed.position.value if typed.position else None,
        width_mm=typed.width_mm,
        height_mm=typed.height_mm,
        colour=typed.colour,
        corrects=typed.corrects,
        recorded_at=now,
        recorded_by=actor.name,
    )
    db.session.add(record)
    _tell(record, place, answers, actor)
    db.session.commit()
    return record


def _reserved(typed: HangingToRecord, place: Place, now: datetime) -> Plaque:
    """The plaque of this village that an admission reserved. Raises NotFound, AlreadyOnRecord."""
    known = items_of(InventorySort.PLAQUES, place, date.max, now)
    plaque = next((one for one in known if isinstance(one, Plaque) and one.code == typed.item), None)
    if plaque is None:
        raise errors.NotFound("plaques", typed.item)
    held: Hanging | None = plaque.hanging
    if typed.corrects:
        if held is None or held.number != typed.corrects:
            raise errors.NotFound("hanging", typed.corrects)
    elif plaque.hung_on is not None:
        raise errors.AlreadyOnRecord("item", plaque.wording, held.number if held else plaque.code)
    return plaque


def _require_possible(plaque: Plaque, hung: date, place: Place, now: datetime) -> None:
    """It hangs from its admission on at the earliest; what was ended before it was hung is hung no more.

    One that hung and is corrected ends as it did: only its first day may move, and not behind its end.
    """
    if hung < plaque.counts_from:
        raise errors.HungBeforeAdmitted(plaque.wording, hung, plaque.counts_from)
    standing = decisions_at(InventorySort.PLAQUES, place, now).get(plaque.code, [])
    corrected = {one.corrects for one in standing}
    ended = [one.on for one in standing if one.ends and one.number not in corrected]
    if ended and (plaque.hung_on is None or hung >= min(ended)):
        raise errors.EndedBeforeHung(plaque.wording, min(ended))


def _tell(record: HangingRecord, place: Place, answers: Mapping[str, Any], actor: Actor) -> None:
    facts = {"village": place.code, **dict(answers)}
    events.write(
        stream="inventories",
        verb="record_hanging",
        actor=actor.name,
        about=record.number,
        facts=facts,
        at=record.recorded_at,
    )
