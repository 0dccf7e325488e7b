"""Loading the seed: CSV files, each in one transaction, each once; rows that are there already stay as they are."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, Table

from registry.domain import document_number
from registry.domain.approvals import require_recordable
from registry.domain.errors import MalformedApproval
from registry.domain.wording import plain
from registry.store import (
    approvals,
    certificates,
    delegated,
    divisions,
    duties,
    emergencies,
    events,
    inventories,
    people,
    plaques,
    seeding,
    units,
    village_bodies,
    workdays,
)
from registry.store.access import take_turns
from registry.store.base import UtcDateTime, add_missing, begin_writing, db
from registry.store.indexing import note_rows

PORTION = 2000
LIST_MARK = "|"

_FILES: Mapping[str, type[Any]] = {
    "divisions": divisions.DivisionRecord,
    "units": units.UnitRecord,
    "editions": duties.EditionRecord,
    "duties": duties.DutyRecord,
    "duty_shares": duties.DutyShareRecord,
    "statutory_duties": duties.StatutoryDutyRecord,
    "chief_duties": duties.ChiefDutyRecord,
    "assessments": duties.AssessmentRecord,
    "emergencies": emergencies.EmergencyRecord,
    "number_prefixes": approvals.NumberPrefixRecord,
    "plaque_catalogues": plaques.PlaqueCatalogueRecord,
    "plaque_entries": plaques.PlaqueEntryRecord,
    "plaque_quotas": plaques.PlaqueQuotaRecord,
    "plaques": plaques.PlaqueRecord,
    "village_bodies": village_bodies.VillageBodyRecord,
    "certificate_catalogues": certificates.CertificateCatalogueRecord,
    "certificate_types": certificates.CertificateTypeRecord,
    "certificate_particulars": certificates.CertificateParticularsRecord,
    "retained_lists": certificates.RetainedListRecord,
    "approvals": approvals.ApprovalRecord,
    "people": people.PersonRecord,
    "delegated_matters": delegated.DelegatedMatterRecord,
    "delegated_steps": delegated.DelegatedStepRecord,
    "work_calendar": workdays.WorkCalendarDayRecord,
}
"""The files in the order they are loaded: what is referred to comes first."""

Progress = Callable[[str, int, int], None]
"""Told the file, the rows done, and the rows there are."""


class BadSeed(ValueError):
    """A seed file that cannot be read; the sentence names file, line and column."""


def load_seed(folder: Path, *, now: datetime, progress: Progress = lambda file, done, of: None) -> dict[str, int]:
    """Load every seed file not loaded yet; the rows each held. Raises BadSeed, and that file is then undone."""
    loaded = {}
    for name, record in _FILES.items():
        path = folder / f"{name}.csv"
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        begin_writing()
        take_turns("seed")  # of two processes that start at once, the second finds the file loaded
        if seeding.was_loaded(path.name, sha256):
            db.session.commit()
            continue
        rows = list(_read(path.name, content.decode("utf-8"), record.__table__))
        for begin in range(0, len(rows), PORTION):
            _add(record, rows[begin : begin + PORTION])
            progress(path.name, min(begin + PORTION, len(rows)), len(rows))
        seeding.remember_load(path.name, sha256, now)
        facts = {"file": path.name, "sha256": sha256, "rows": len(rows)}
        events.write(stream="seed", verb="load_seed", actor="seed", about=path.name, facts=facts, at=now)
        db.session.commit()
        loaded[path.name] = len(rows)
    return loaded


def _read(file: str, content: str, table: Table) -> Iterator[dict[str, Any]]:
    for line, row in enumerate(csv.DictReader(content.splitlines()), start=2):
        yield {name: _value(file, line, table, name, cell or "") for name, cell in row.items() if name is not None}


def _value(file: str, line: int, table: Table, name: str, cell: str) -> Any:
    column = table.columns.get(name)
    try:
        if column is None or isinstance(column.type, JSON):
            return [part for part in cell.split(LIST_MARK) if part]
        if cell == "":
            return None if column.nullable else ""
        if isinstance(column.type, Boolean):
            return {"true": True, "false": False}[cell]
        if isinstance(column.type, Integer):
            return int(cell)
        if isinstance(column.type, Date):
            return date.fromisoformat(cell)
        return datetime.fromisoformat(cell) if isinstance(column.type, UtcDateTime) else cell
    except (ValueError, KeyError):
        raise BadSeed(f"{file}, line {line}, column {name}: “{cell[:40]}” cannot be read; mend the cell.") from None


def _add(record: type[Any], rows: list[dict[str, Any]]) -> None:
    """Put rows down with what is derived from them: plain wordings, names and places in tables of their own."""
    extra = _DERIVED.get(record.__tablename__, _nothing)(rows)
    add_missing(record, rows)
    for derived, more in extra.items():
        add_missing(derived, more)
    note_rows(record.__tablename__, rows)


Derived = dict[type[Any], list[dict[str, Any]]]


def _nothing(rows: list[dict[str, Any]]) -> Derived:
    return {}


def _unit_names(rows: list[dict[str, Any]]) -> Derived:
    names = [
        {"unit": row["code"], "name": name, "plain_name": plain(name)}
        for row in rows
        for name in dict.fromkeys((row["name"], *row.pop("other_names")))
    ]
    once = {(n["unit"], n["plain_name"]): n for n in names}
    return {units.UnitNameRecord: list(once.values())}


def _approval_names(rows: list[dict[str, Any]]) -> Derived:
    names, places = [], []
    for row in rows:
        _require_recordable(row)
        row["plain_number"] = document_number.normalised(row["number"])
        for position, name in enumerate(row.pop("names"), start=1):
            code = row["code"]
            names.append({"approval": code, "position": position, "name": name, "plain_name": plain(name)})
        places += [{"approval": row["code"], "division": division} for division in row.pop("places")]
    return {approvals.ApprovalNameRecord: names, approvals.ApprovalPlaceRecord: places}


def _require_recordable(row: Mapping[str, Any]) -> None:
    """What could not be recorded by hand is not loaded from a file either."""
    record = approvals.ApprovalRecord(**{k: v for k, v in row.items() if k not in ("names", "places")})
    try:
        require_recordable(
            record.as_approval(row["names"], row["places"]), national_types=certificates.national_types()
        )
    except MalformedApproval as error:
        raise BadSeed(f"approvals.csv, {row['code']}: {error.facts['reason']}; mend the row.") from None


def _plaque_days(rows: list[dict[str, Any]]) -> Derived:
    """A plaque counts from the day it was hung; that one was taken down is a decision of its own."""
    taken_down = []
    for row in rows:
        row["counts_from"] = row["hung_on"]
        for on in row.pop("taken_down_on"):
            taken_down.append(inventories.taken_down_of_old(row, date.fromisoformat(on)))
    return {inventories.DecisionRecord: taken_down}


def _no_password(rows: list[dict[str, Any]]) -> Derived:
    for row in rows:
        row["password_hash"] = None
    return {}


_DERIVED: Mapping[str, Callable[[list[dict[str, Any]]], Derived]] = {
    "units": _unit_names,
    "approvals": _approval_names,
    "plaques": _plaque_days,
    "people": _no_password,
}
