"""People and their API tokens on file."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.actors import Actor, Role
from registry.store import at_once
from registry.store.base import Base, db


class PersonRecord(Base):
    """Somebody who can sign in. Without a password nobody can. Sample people are invented."""

    __tablename__ = "people"

    sign_in_name: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str | None] = mapped_column(String(18), ForeignKey("units.code"))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"))
    password_hash: Mapped[str | None]
    sample: Mapped[bool] = mapped_column(default=False)

    def as_actor(self) -> Actor:
        return Actor(self.sign_in_name, Role(self.role), self.unit or "", self.division)


class TokenRecord(Base):
    """An API token: shown once, kept as a hash, with a last day."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), ForeignKey("people.sign_in_name"), index=True)
    label: Mapped[str]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


def find_person(sign_in_name: str) -> PersonRecord | None:
    """The person of this sign-in name."""
    return db.session.get(PersonRecord, sign_in_name)


def holding(role: Role, divisions: Collection[str]) -> list[PersonRecord]:
    """The people who hold a role in one of these divisions, in order of sign-in name."""
    found = select(PersonRecord).where(PersonRecord.role == role.value, PersonRecord.division.in_(list(divisions)))
    return list(db.session.scalars(found.order_by(PersonRecord.sign_in_name)).all())


def in_role(role: Role) -> list[PersonRecord]:
    """Everybody who holds a role, wherever, in order of sign-in name."""
    found = select(PersonRecord).where(PersonRecord.role == role.value)
    return list(db.session.scalars(found.order_by(PersonRecord.sign_in_name)).all())


def sample_people() -> list[PersonRecord]:
    """The invented people of the seed, in order of sign-in name."""
    found = select(PersonRecord).where(PersonRecord.sample.is_(True)).order_by(PersonRecord.sign_in_name)
    return list(db.session.scalars(found).all())


_BEARER = """
    SELECT api_tokens.expires_at, api_tokens.revoked_at, people.sign_in_name, people.role, people.unit, people.division
    FROM api_tokens JOIN people ON people.sign_in_name = api_tokens.person WHERE api_tokens.token_hash = ?
"""


def bearer_of(token_hash: str, now: datetime) -> Actor | None:
    """The person that a token with this hash speaks for at a time; None where it is unknown, expired or revoked.

    As is committed: nobody is let in by what is still being written.
    """
    found = at_once.rows(_BEARER, (token_hash,))
    if not found:
        return None
    expires_at, revoked_at, name, role, unit, division = found[0]
    if revoked_at is not None or at_once.moment(expires_at) <= now:
        return None
    return Actor(name, Role(role), unit or "", division)


def find_token(token_hash: str) -> TokenRecord | None:
    """The token with this hash, spent or not."""
    return db.session.get(TokenRecord, token_hash)
