"""People and their API tokens on file."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.actors import Actor, Role
from registry.store import at_once
from registry.store.base import Base, db


class PersonRecord(Base):
    """Somebody who can sign in, with a password or by single sign-on. Sample people are invented.

    Whoever ended stays on record, for events name them; they hold no role any more. `subject` is who they are to the
    provider of single sign-on: its address, a blank, and its name for them.
    """

    __tablename__ = "people"

    sign_in_name: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str | None] = mapped_column(String(18), ForeignKey("units.code"))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"))
    password_hash: Mapped[str | None]
    sample: Mapped[bool] = mapped_column(default=False)
    mail: Mapped[str | None] = mapped_column(String(254), index=True)
    subject: Mapped[str | None] = mapped_column(String(500), unique=True, index=True)
    ended_at: Mapped[datetime | None]

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
    """The person of this sign-in name, ended or not."""
    return db.session.get(PersonRecord, sign_in_name)


def find_standing(sign_in_name: str) -> PersonRecord | None:
    """The person of this sign-in name, unless they ended."""
    person = find_person(sign_in_name)
    return person if person and person.ended_at is None else None


def person_to_change(sign_in_name: str) -> PersonRecord | None:
    """A person as they are now, locked until the transaction ends."""
    return db.session.get(PersonRecord, sign_in_name, with_for_update=True, populate_existing=True)


def with_subject(subject: str) -> PersonRecord | None:
    """The standing person whom single sign-on knows by this."""
    found = select(PersonRecord).where(PersonRecord.subject == subject, PersonRecord.ended_at.is_(None))
    return db.session.scalars(found).one_or_none()


def with_mail(mail: str) -> list[PersonRecord]:
    """The standing people who are written to at an address."""
    found = select(PersonRecord).where(func.lower(PersonRecord.mail) == mail.lower(), PersonRecord.ended_at.is_(None))
    return list(db.session.scalars(found.order_by(PersonRecord.sign_in_name)).all())


def people_in(within: Select[tuple[str]], *, words: str = "", role: str = "", after: str = "", most: int) -> Any:
    """People of some divisions whose name or sign-in name holds these words, in order of sign-in name."""
    found = select(PersonRecord).where(PersonRecord.division.in_(within), PersonRecord.sign_in_name > after)
    if role:
        found = found.where(PersonRecord.role == role)
    if words:
        held = [column.icontains(words, autoescape=True) for column in (PersonRecord.name, PersonRecord.sign_in_name)]
        found = found.where(or_(*held))
    return db.session.scalars(found.order_by(PersonRecord.sign_in_name).limit(most)).all()


def end_tokens(sign_in_name: str, *, at: datetime) -> None:
    """Let no token speak for a person any more. The caller commits."""
    theirs = (TokenRecord.person == sign_in_name, TokenRecord.revoked_at.is_(None))
    db.session.execute(update(TokenRecord).where(*theirs).values(revoked_at=at))


def holding(role: Role, divisions: Collection[str]) -> list[PersonRecord]:
    """The people who hold a role in one of these divisions, in order of sign-in name."""
    found = _standing(role).where(PersonRecord.division.in_(list(divisions)))
    return list(db.session.scalars(found.order_by(PersonRecord.sign_in_name)).all())


def in_role(role: Role) -> list[PersonRecord]:
    """Everybody who holds a role, wherever, in order of sign-in name."""
    found = _standing(role)
    return list(db.session.scalars(found.order_by(PersonRecord.sign_in_name)).all())


def _standing(role: Role) -> Select[PersonRecord]:
    return select(PersonRecord).where(PersonRecord.role == role.value, PersonRecord.ended_at.is_(None))


def sample_people() -> list[PersonRecord]:
    """The invented people of the seed, in order of sign-in name."""
    standing = (PersonRecord.sample.is_(True), PersonRecord.ended_at.is_(None))
    found = select(PersonRecord).where(*standing).order_by(PersonRecord.sign_in_name)
    return list(db.session.scalars(found).all())


_BEARER = """
    SELECT api_tokens.expires_at, api_tokens.revoked_at, people.sign_in_name, people.role, people.unit, people.division
    FROM api_tokens JOIN people ON people.sign_in_name = api_tokens.person
    WHERE api_tokens.token_hash = ? AND people.ended_at IS NULL
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
