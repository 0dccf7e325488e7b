"""A village's inventory: reading it, recording plaques and bodies, deciding on them; a county's counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor
from registry.domain.divisions import Level, Place
from registry.domain.inventories import (
    DECISIONS,
    MISTAKEN,
    Decision,
    InventorySort,
    VillageBody,
    decision_in_force,
    recorded_by_mistake,
    standing_decisions,
)
from registry.domain.inventory_moves import Contradiction, contradiction
from registry.domain.kind import number, read, read_text, text
from registry.domain.plaques import PlaqueCatalogue, PlaquePosition
from registry.domain.question import CHINA, day
from registry.domain.successions import inventory_codes
from registry.domain.wording import require_says_something
from registry.services.divisions import place_today
from registry.services.inventory_items import (
    Item,
    begins_on,
    decisions_at,
    items_of,
    name_of,
    require_not_there,
    require_once,
)
from registry.services.permitting import permit
from registry.services.quota_kept import require_not_held, require_room_again
from registry.store import events, inventories, plaques, village_bodies
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.indexing import note_rows
from registry.store.turns import ACCESS, take_turn


@dataclass(frozen=True)
class PlaqueToRecord:
    """What is typed about a plaque that hangs; lengths in millimetres."""

    wording: str = text(longest=100)
    hung_on: str = text(longest=40)
    demanded_by: str = text(longest=100, default="")
    document_number: str = text(longest=60, default="")
    position: PlaquePosition | None = None
    width_mm: int | None = number(least=1)
    height_mm: int | None = number(least=1)
    colour: str = text(longest=40, default="")


@dataclass(frozen=True)
class BodyToRecord:
    """What is typed about a body that the village has."""

    name: str = text(longest=100)
    set_up_on: str = text(longest=40, default="")
    demanded_by: str = text(longest=100, default="")
    document_number: str = text(longest=60, default="")


@dataclass(frozen=True)
class DecisionToRecord:
    """What is typed about a decision. `corrects`: the number of the one that was wrong. What was recorded by mistake
    needs no day: it never was."""

    item: str = text(longest=40)
    decision: str = text(longest=20)
    reason: str = text(longest=500)
    on: str = text(longest=40, default="")
    into: str = text(longest=40, default="")
    document_number: str = text(longest=60, default="")
    corrects: str = text(longest=50, default="")


def record_plaque(village: str, answers: Mapping[str, Any], *, actor: Actor, now: datetime) -> plaques.PlaqueRecord:
    """Put a plaque that hangs in the inventory; whether it is statutory follows from the catalogue.

    What hangs is recorded whether or not it should: the counts show it.
    Raises NotPermitted, AlreadyOnRecord, StandsTwice, NotYetHung, BadInput.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    place = village_called(village, now)
    permit(actor, Action.RECORD_INVENTORY, at=place)
    typed = read(PlaqueToRecord, answers)
    require_says_something(typed.wording, "wording")
    hung = past_day(typed.hung_on, "hung_on", now)
    take_turns_in(place)
    today = now.astimezone(CHINA).date()
    require_not_there(InventorySort.PLAQUES, typed.wording, hung, place, now=now)
    catalogue = plaques.catalogue_in_force(place, today, now)
    record = plaques.PlaqueRecord(
        code=f"PL-{today.year}-{next_number('plaques'):06d}",
        village=place.code,
        wording=typed.wording,
        statutory=_is_statutory(typed.wording, catalogue, place),
        counts_from=hung,
        hung_on=hung,
        demanded_by=typed.demanded_by,
        document_number=typed.document_number,
        recorded_at=now,
        position=typed.position.value if typed.position else None,
        width_mm=typed.width_mm,
        height_mm=typed.height_mm,
        colour=typed.colour or None,
    )
    db.session.add(record)
    db.session.flush()
    note_rows(record.__tablename__, [{"wording": record.wording, "village": record.village}])
    _tell("record_plaque", record.code, {"village": place.code, **dict(answers)}, actor, now)
    db.session.commit()
    return record


def record_body(
    village: str, answers: Mapping[str, Any], *, actor: Actor, now: datetime
) -> village_bodies.VillageBodyRecord:
    """Put a body in the inventory; whether it is statutory follows from the catalogue of plaques.

    Raises NotPermitted, AlreadyOnRecord, StandsTwice, BadInput.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    place = village_called(village, now)
    permit(actor, Action.RECORD_INVENTORY, at=place)
    typed = read(BodyToRecord, answers)
    require_says_something(typed.name, "name")
    set_up = past_day(typed.set_up_on, "set_up_on", now) if typed.set_up_on else None
    take_turns_in(place)
    today = now.astimezone(CHINA).date()
    require_not_there(InventorySort.BODIES, typed.name, set_up, place, now=now)
    record = village_bodies.VillageBodyRecord(
        code=f"VB-{today.year}-{next_number('village bodies'):06d}",
        village=place.code,
        name=typed.name,
        statutory=_is_statutory(typed.name, plaques.catalogue_in_force(place, today, now), place),
        set_up_on=set_up,
        demanded_by=typed.demanded_by,
        document_number=typed.document_number,
        recorded_at=now,
        recorded_by=actor.name,
    )
    db.session.add(record)
    _tell("record_body", record.code, {"village": place.code, **dict(answers)}, actor, now)
    db.session.commit()
    return record


def decide_on(
    sort: InventorySort, village: str, answers: Mapping[str, Any], *, actor: Actor, now: datetime
) -> inventories.DecisionRecord:
    """Keep, merge, take down or close, or say that it was recorded by mistake: a row of its own. A wrong one is
    corrected by a later one that says so.

    Raises NotPermitted, NotFound, UnknownOption, NoBasisToKeep, CannotMergeInto, BeforeItBegan, DayInFuture,
    DecisionContradicts, StandsTwice, AlreadyOnRecord, HeldByAdmission, PlaceGivenAway, other BadInput.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    place = village_called(village, now)
    permit(actor, Action.DECIDE_INVENTORY, at=place)
    typed = read(DecisionToRecord, answers)
    take_turns_in(place)
    on = now.astimezone(CHINA).date() if _says_mistaken(typed) else past_day(typed.on, "on", now)
    item = _mistaken_item(sort, typed, place, now) or _item(sort, typed.item, place, on, now)
    decision = _checked(sort, item, typed, place, on=on, now=now)
    year = now.astimezone(CHINA).year
    record = inventories.DecisionRecord(
        number=f"ID{year}-{next_number('inventory decisions'):06d}",
        sort=sort.value,
        item=item.code,
        village=place.code,
        decision=decision,
        into=typed.into if decision == "MERGE" else "",
        on=on,
        reason=typed.reason,
        document_number=typed.document_number,
        corrects=typed.corrects,
        recorded_at=now,
        recorded_by=actor.name,
    )
    db.session.add(record)
    _tell(
        "decide_on_inventory", record.number, {"village": place.code, "sort": sort.value, **dict(answers)}, actor, now
    )
    db.session.commit()
    return record


def _says_mistaken(typed: DecisionToRecord) -> bool:
    return typed.decision.strip().upper() == MISTAKEN


def _mistaken_item(sort: InventorySort, typed: DecisionToRecord, place: Place, now: datetime) -> Item | None:
    """What was recorded by mistake is in no inventory any more; only who corrects that still finds it."""
    if not typed.corrects or not recorded_by_mistake(inventories.decisions_on_item(sort, typed.item), now):
        return None
    codes = inventory_codes(place.code, place.lineage)
    if sort is InventorySort.PLAQUES:
        plaque = plaques.find_plaque(typed.item)
        return plaque.as_plaque(None) if plaque and plaque.village in codes else None
    body = village_bodies.find_body(typed.item)
    return body.as_body(None) if body and body.village in codes else None


def _item(sort: InventorySort, code: str, place: Place, on: date, now: datetime) -> Item:
    """The plaque or body of this village. Raises NotFound, BeforeItBegan."""
    known = items_of(sort, place, date.max, now)
    item = next((one for one in known if one.code == code), None)
    if item is None:
        raise errors.NotFound(sort.value.lower(), code)
    begins = begins_on(item)
    if begins is not None and on < begins:
        raise errors.BeforeItBegan(name_of(item), on, begins)
    return item


def _checked(sort: InventorySort, item: Item, typed: DecisionToRecord, place: Place, *, on: date, now: datetime) -> str:
    """The decision, where it can stand."""
    options = [option.value for option in DECISIONS[sort]]
    decision = typed.decision.strip().upper().replace("-", "_")
    if decision not in options:
        raise errors.UnknownOption("decision", typed.decision, options)
    if decision != "KEEP":
        require_not_held(item)
    earlier = inventories.decisions_on_item(sort, item.code)
    if typed.corrects and typed.corrects not in [one.number for one in earlier]:
        raise errors.NotFound("decision", typed.corrects)
    held = decision_in_force(earlier, on, now)
    if held and not typed.corrects and (held.decision, held.on, held.into) == (decision, on, typed.into):
        raise errors.AlreadyOnRecord("decision", name_of(item), held.number)
    _require_sequence(sort, item, place, decision, corrects=typed.corrects, on=on, now=now)
    if decision == "MERGE":
        _require_target(sort, item, typed.into, place, on=on, now=now)
    if decision == "KEEP" and not typed.document_number and not _has_basis(item, place, on, now):
        raise errors.NoBasisToKeep(name_of(item))
    if typed.corrects:
        own = standing_decisions(earlier, now)
        wanted = Decision("", item.code, decision, on, typed.reason, now, "", into=typed.into)
        left = [one for one in own if one.number != typed.corrects]
        require_once(sort, item, place, before=own, after=[*left, wanted], now=now)
        require_room_again(item, place, before=own, after=[*left, wanted], corrects=typed.corrects, now=now)
    return decision


def _require_sequence(
    sort: InventorySort, item: Item, place: Place, decision: str, *, corrects: str, on: date, now: datetime
) -> None:
    """Nothing is undone in silence: what contradicts a decision on record says that it corrects it."""
    decided = decisions_at(sort, place, now)
    standing = [one for each in decided.values() for one in standing_decisions(each, now)]
    own = [one for one in standing if one.item == item.code]
    if corrects and corrects not in [one.number for one in own]:
        raise errors.DecisionContradicts(Contradiction.CORRECTED_ALREADY.value, name_of(item), corrects, on)
    found = contradiction(
        decision,
        on,
        [one for one in own if one.number != corrects],
        merged_into_it=[one for one in standing if one.into == item.code],
    )
    if found:
        raise errors.DecisionContradicts(found.why.value, name_of(item), found.by.number, found.by.on)


def _require_target(sort: InventorySort, item: Item, into: str, place: Place, *, on: date, now: datetime) -> None:
    """What something is merged into is another of the same village that still stands."""
    if not into:
        raise errors.MissingAnswer("into")
    standing = [one.code for one in items_of(sort, place, on, now) if not (one.decision and one.decision.ends)]
    if into == item.code or into not in standing:
        raise errors.CannotMergeInto(into)


def _has_basis(item: Item, place: Place, on: date, now: datetime) -> bool:
    """Statutory; a plaque in the province's catalogue; a body set up on a document."""
    if item.statutory:
        return True
    if isinstance(item, VillageBody):
        return bool(item.document_number)
    catalogue = plaques.catalogue_in_force(place, on, now)
    return catalogue is not None and catalogue.entry(item.wording, place.itself) is not None


def village_called(typed: str, now: datetime) -> Place:
    """The village of today. Raises WrongLevel, NotFound."""
    place = place_today(typed, now=now)
    if not place.is_village:
        raise errors.WrongLevel(place.name, place.level.value, [Level.VILLAGE.value])
    return place


def _is_statutory(name: str, catalogue: PlaqueCatalogue | None, place: Place) -> bool:
    entry = catalogue.entry(name, place.itself) if catalogue else None
    return entry is not None and entry.statutory


def past_day(typed: str, field: str, now: datetime) -> date:
    """A day that has come. Raises DayInFuture, MalformedDate."""
    given = day(read_text(typed, field=field, longest=40), field=field)
    if given > now.astimezone(CHINA).date():
        raise errors.DayInFuture(field, given)
    return given


def take_turns_in(place: Place) -> None:
    """One at a time in one village, so that nothing is put on record twice."""
    take_turns(f"inventory {place.code}")


def _tell(verb: str, about: str, facts: dict[str, Any], actor: Actor, now: datetime) -> None:
    events.write(stream="inventories", verb=verb, actor=actor.name, about=about, facts=facts, at=now)
