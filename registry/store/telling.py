"""What the change feed tells of things: each as a whole as it stands now, by queries whose number rows do not raise."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, DateTime, Select, Table, false, or_, select

from registry.domain.adjustments import AdjustmentVerb
from registry.domain.feed import ThingKind
from registry.store import noting
from registry.store.access import RequestRecord
from registry.store.adjustments import AdjustmentRecord, seen_by
from registry.store.admissions import AdmissionRecord
from registry.store.base import Base, UtcDateTime, db
from registry.store.cases import CaseRecord
from registry.store.slips import SlipRecord
from registry.store.successions import codes_with_former
from registry.store.things import THINGS, Part
from registry.store.units import are_one, is_of

Data = dict[str, Any]
SHOWN_OF_APPLICATION = ("township_duties", "kept_share", "exit")
"""What of the application tells the scope of an admission; the rest is for those who read the case."""

OF_ITS_CASE = frozenset({"case", "recordedAt", "endRecordedAt", "fingerprint"})
"""Of an admission, for those who read its case: the fingerprint is that of the whole copy, not of its public part."""


def things_as_they_are(kind: ThingKind, keys: Collection[str]) -> dict[str, Data]:
    """The things of these keys that there are, with all that belongs to them; those that are gone are left out."""
    found: dict[str, Data] = {}
    for part in THINGS[kind]:
        for key, rows in _rows(part, keys).items():
            if part is THINGS[kind][0]:
                found[key] = {public_name(part.of): key, part.name: rows} if part.name else rows[0]
            elif key in found:
                found[key][part.name] = rows
    for held in found.values():
        for part in THINGS[kind][1:]:
            held.setdefault(part.name, [])
    return found


def told_columns(part: Part) -> list[Column[Any]]:
    """The columns of a part that are told; its rows need not repeat the key of their thing."""
    of_own = {part.of} if part.name else set()
    return [column for column in _table(part).columns if column.name not in part.withheld | of_own]


def public_name(column: str) -> str:
    """A column as it is told: named as everywhere in the schema."""
    first, *others = column.split("_")
    return first + "".join(map(str.capitalize, others))


def _table(part: Part) -> Table:
    return Base.metadata.tables[part.table]


def _rows(part: Part, keys: Collection[str]) -> dict[str, list[Data]]:
    """The rows of one table by the key of their thing, in order of their own."""
    table, columns = _table(part), told_columns(part)
    of = table.columns[part.of]
    wanted = [date.fromisoformat(key) for key in keys] if isinstance(of.type, Date) else list(keys)
    found = select(of.label("key_of_thing"), *columns).where(of.in_(wanted)).order_by(*table.primary_key.columns)
    ways = [(public_name(column.name), _way(column)) for column in columns]
    rows: dict[str, list[Data]] = defaultdict(list)
    for key, *values in db.session.execute(found):
        told = {name: way(value) for (name, way), value in zip(ways, values, strict=True)}
        rows[key.isoformat() if isinstance(key, date) else key].append(told)
    return rows


def _way(column: Column[Any]) -> Callable[[Any], Any]:
    trimmed = _TRIMMED.get(f"{column.table.name}.{column.name}")
    if trimmed is not None:
        return trimmed
    if isinstance(column.type, UtcDateTime | DateTime):
        return lambda at: at and at.astimezone(UTC).isoformat()
    return _day if isinstance(column.type, Date) else lambda value: value


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _without_people(kept: Sequence[Mapping[str, Any]] | None) -> list[Data]:
    """Earlier ends and revocations as they stood, without who recorded them."""
    return [{name: value for name, value in one.items() if name not in ("by", "corrected_by")} for one in kept or ()]


def _granted(kept: Mapping[str, Any]) -> Data:
    """Of what was granted, what the page shows that anybody may read by the admission's number."""
    applied = kept.get("application") or {}
    return {
        "answers": kept.get("answers"),
        "unitName": (kept.get("unit") or {}).get("name"),
        "conditions": (kept.get("verdict") or {}).get("conditions"),
        **{public_name(name): applied.get(name, "") for name in SHOWN_OF_APPLICATION},
    }


_TRIMMED: Mapping[str, Callable[[Any], Any]] = {
    "admissions.granted": _granted,
    "approvals.former_revocations": _without_people,
    "emergencies.former_ends": _without_people,
}
"""Columns of which only a part is told."""


def readable(kind: ThingKind, keys: Collection[str], *, unit: str, division: str | None) -> set[str]:
    """Those of these things that people of a unit, serving a division (None for none), may read; one query.

    As on the pages: the unit that asked, that is answered or consulted, and who looks after the place, with the codes
    it had before. An admission is read by anybody once it has a number.
    """
    found = _READABLE[kind](unit, division)
    column = next(iter(found.selected_columns))
    return set(db.session.scalars(found.where(column.in_(list(keys)))))


def _lies_in(column: Any, division: str | None) -> ColumnElement[bool]:
    return false() if division is None else column.in_(codes_with_former(division))


def _cases(unit: str, division: str | None) -> Select[Any]:
    seen = or_(is_of(CaseRecord.unit, unit), _lies_in(CaseRecord.place, division))
    return select(CaseRecord.number).where(seen)


def _requests(unit: str, division: str | None) -> Select[Any]:
    lying = select(CaseRecord.request).where(_lies_in(CaseRecord.place, division))
    return select(RequestRecord.number).where(or_(is_of(RequestRecord.unit, unit), RequestRecord.number.in_(lying)))


def _slips(unit: str, division: str | None) -> Select[Any]:
    seen = or_(is_of(SlipRecord.demander, unit), _lies_in(SlipRecord.township, division))
    return select(SlipRecord.number).where(seen)


def _adjustments(unit: str, division: str | None) -> Select[Any]:
    return select(AdjustmentRecord.number).where(seen_by(unit, division))


def _admissions(_unit: str, _division: str | None) -> Select[Any]:
    return select(AdmissionRecord.case).where(AdmissionRecord.number.is_not(None))


_READABLE: Mapping[ThingKind, Callable[[str, str | None], Select[Any]]] = {
    ThingKind.CASE: _cases,
    ThingKind.REQUEST: _requests,
    ThingKind.SLIP: _slips,
    ThingKind.ADJUSTMENT: _adjustments,
    ThingKind.ADMISSION: _admissions,
}
READ_ONE_BY_ONE = frozenset(_READABLE)
"""Kinds of which it is asked thing by thing who may read them."""
_OF_A_UNIT = READ_ONE_BY_ONE - {ThingKind.ADMISSION}


def tell_anew(unit: str) -> None:
    """Let the feed tell once more of all that a unit has part in, for those who may read it only from now on: it merged
    with another. In the caller's transaction."""
    for kind in sorted(_OF_A_UNIT):
        noting.note_keys(db.session, THINGS[kind][0].table, db.session.scalars(_READABLE[kind](unit, None)))
    numbered = select(AdmissionRecord.case).where(AdmissionRecord.case.in_(_cases(unit, None)))
    noting.note_keys(db.session, THINGS[ThingKind.ADMISSION][0].table, db.session.scalars(numbered))


def as_told_by_number(admission: Data) -> Data:
    """An admission without what its page does not tell anybody either: its case, and the hours at which people act."""
    return {name: value for name, value in admission.items() if name not in OF_ITS_CASE}


def as_shown_to(unit: str, adjustment: Data) -> Data:
    """An adjustment without what its own unit is still mending, for everybody else; see `AdjustmentRecord.shown_to`."""
    proposed = [step["recordedAt"] for step in adjustment["steps"] if step["verb"] == AdjustmentVerb.PROPOSE.value]
    if are_one(adjustment["unit"], unit) or not proposed:
        return adjustment
    until = datetime.fromisoformat(max(proposed))
    known = [one for one in adjustment["versions"] if datetime.fromisoformat(one["recordedAt"]) <= until]
    return {**adjustment, "versions": known}
