"""Which seed files were loaded, and putting many rows down at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, db


class SeedLoadRecord(Base):
    """A seed file that was loaded, with the SHA-256 of its bytes."""

    __tablename__ = "seed_loads"

    file: Mapped[str] = mapped_column(String(60), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]


def was_loaded(file: str, sha256: str) -> bool:
    """Whether this very file was loaded."""
    record = db.session.get(SeedLoadRecord, file)
    return record is not None and record.sha256 == sha256


def remember_load(file: str, sha256: str, at: datetime) -> None:
    """Note that a file was loaded. The caller commits."""
    db.session.merge(SeedLoadRecord(file=file, sha256=sha256, loaded_at=at))


def add_missing(table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that are not there yet, by primary key; those that are there stay as they are."""
    if not rows:
        return
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
