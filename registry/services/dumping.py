"""The whole registry in one file, and an empty registry filled from it with the same answers and the same hashes."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import DataError, IntegrityError

from registry import store
from registry.domain.errors import DumpNotWritten, DumpOfAnotherSchema, DumpRefused, RegistryNotEmpty, SchemaNotCurrent
from registry.services.dump_archive import Reading, opened, written
from registry.services.events import verify_events
from registry.store import dumping, events
from registry.store.base import begin_writing, db
from registry.store.duties import forget_editions
from registry.store.migrating import newest_revision, revision_of

for _room in pkgutil.iter_modules(store.__path__):
    importlib.import_module(
        f"{store.__name__}.{_room.name}"
    )  # a table is known once its file was read, and all must be

FORMAT, VERSION = "township-registry dump", 1
PORTION = 2000
"""Rows after which progress is told again."""

Progress = Callable[[str, int, int], None]
"""Told the table, the rows done, and the rows there are."""


@dataclass(frozen=True)
class Dumped:
    """What a dump holds: rows by table, how many streams of events, and which of them are not as they were written."""

    rows: Mapping[str, int]
    heads: int
    broken: tuple[str, ...] = ()


def dump(path: Path, *, replace: bool = False, progress: Progress = lambda table, done, of: None) -> Dumped:
    """Write the whole registry, as it stands at one moment, to a file that is there whole or not at all.

    Passwords and API tokens are left out. The same registry gives the same bytes on either engine. One whose chain of
    events is broken is written too, and said to be; it cannot be loaded. Raises DumpNotWritten, SchemaNotCurrent.
    """
    if path.exists() and not replace:
        raise DumpNotWritten(path.name, "EXISTS")
    _require_current()
    dumping.begin_snapshot()
    try:
        with written(path) as to:
            told = [
                {"table": t.name, "columns": t.columns.keys(), **to.add(f"tables/{t.name}.jsonl", _told(t, progress))}
                for t in dumping.tables()
            ]
            manifest = _manifest(told)
            to.tell(manifest)
        _, breaks = verify_events()
    except OSError as error:
        raise DumpNotWritten(path.name, "FAILED") from error
    finally:
        db.session.rollback()
    return _dumped(manifest, tuple(found.stream for found in breaks))


def _told(table: Table, progress: Progress) -> Iterator[list[Any]]:
    of = dumping.count_of(table)
    for done, row in enumerate(dumping.rows_of(table), start=1):
        yield row
        if done % PORTION == 0 or done == of:
            progress(table.name, done, of)


def _manifest(tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "schema": newest_revision(),
        "left_out": sorted({*dumping.SECRET_TABLES, *dumping.SECRET_COLUMNS, *dumping.SEALING_COLUMNS}),
        "tables": tables,
        "streams": _heads(),
    }


def _heads() -> list[dict[str, Any]]:
    return [{"name": head.name, "position": head.position, "hash": head.hash} for head in events.streams()]


def _dumped(manifest: Mapping[str, Any], broken: tuple[str, ...] = ()) -> Dumped:
    return Dumped({told["table"]: told["rows"] for told in manifest["tables"]}, len(manifest["streams"]), broken)


def _require_current() -> None:
    revision = revision_of(db.engine)
    if revision != newest_revision():
        raise SchemaNotCurrent(revision or "", newest_revision())


def load(path: Path, *, progress: Progress = lambda table, done, of: None) -> Dumped:
    """Fill an empty registry from a dump, all of it or nothing, and check the chain of events against it.

    Raises RegistryNotEmpty, SchemaNotCurrent, DumpOfAnotherSchema, DumpRefused.
    """
    _require_current()
    try:
        with opened(path) as dumped:
            _require_ours(path.name, dumped.manifest)
            begin_writing()
            dumping.hold_off_writers()
            filled = dumping.first_table_with_rows()
            if filled:
                raise RegistryNotEmpty(filled)
            _fill(path.name, dumped, progress)
            db.session.commit()
    except OSError as error:
        raise DumpRefused(path.name, "UNREADABLE") from error
    except (IntegrityError, DataError, ValueError, OverflowError) as error:
        raise DumpRefused(path.name, "CONTRADICTS_ITSELF") from error
    finally:
        db.session.rollback()
        forget_editions()
    return _dumped(dumped.manifest)


def _require_ours(file: str, manifest: Mapping[str, Any]) -> None:
    """That it is a dump, of this format and this schema, and tells of exactly the tables and columns there are."""
    if (manifest.get("format"), manifest.get("version")) != (FORMAT, VERSION):
        raise DumpRefused(file, "NOT_A_DUMP")
    schema = manifest.get("schema")
    if schema != newest_revision():
        raise DumpOfAnotherSchema(file, str(schema)[:20], newest_revision())
    here = {table.name: list(table.columns.keys()) for table in dumping.tables()}
    try:
        there = {told["table"]: told["columns"] for told in manifest["tables"]}
        sizes = [told[key] for told in manifest["tables"] for key in ("rows", "bytes")]
        texts = [told[key] for told in manifest["tables"] for key in ("part", "sha256")]
        heads = manifest["streams"]
    except (KeyError, TypeError):
        raise DumpRefused(file, "NOT_A_DUMP") from None
    shaped = {type(size) for size in sizes} <= {int} and {type(text) for text in texts} <= {str}
    if there != here or not shaped or not isinstance(heads, list):
        raise DumpRefused(file, "NOT_A_DUMP")


def _fill(file: str, dumped: Reading, progress: Progress) -> None:
    told_of = {told["table"]: told for told in dumped.manifest["tables"]}
    dumping.defer_references()
    for table in dumping.tables():
        told = told_of[table.name]
        dumping.add_rows(table, _counted(table.name, dumped.rows(told), told["rows"], progress))
        dumping.go_on_numbering(table)
    _, breaks = verify_events()
    if breaks or _heads() != dumped.manifest["streams"]:
        raise DumpRefused(file, "CHAIN_BROKEN", part=breaks[0].stream if breaks else "")


def _counted(table: str, rows: Iterator[list[Any]], of: int, progress: Progress) -> Iterator[list[Any]]:
    for done, row in enumerate(rows, start=1):
        yield row
        if done % PORTION == 0 or done == of:
            progress(table, done, of)
