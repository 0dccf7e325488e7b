"""Public keys on file: what slips were signed with stays known, so that old ones can be checked for ever."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, db


class SigningKeyRecord(Base):
    """The public half of a key; added, never edited or removed. The private half lies in a folder, never here."""

    __tablename__ = "signing_keys"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    public_pem: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))


def signing_keys() -> list[SigningKeyRecord]:
    """Every key, the latest first."""
    found = select(SigningKeyRecord).order_by(SigningKeyRecord.made_at.desc(), SigningKeyRecord.id)
    return list(db.session.scalars(found).all())


def find_signing_key(key: str) -> SigningKeyRecord | None:
    """The key of this id."""
    return db.session.get(SigningKeyRecord, key)
