"""Which seed files were loaded."""

from datetime import datetime

from sqlalchemy import String
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
