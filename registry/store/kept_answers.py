"""Answers kept under keys: what an act over GraphQL answered, so that sent again it is not done again."""

from datetime import datetime

from sqlalchemy import CursorResult, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, add_missing, db


class KeptAnswerRecord(Base):
    """That something was sent under a key and done; `mark` is a hash of who sent it and the key, so that neither can
    be read here. `claim` tells one attempt from another; `answer` is JSON, null until it was composed."""

    __tablename__ = "kept_answers"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    claim: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str | None]
    kept_at: Mapped[datetime] = mapped_column(index=True)


def find_kept(mark: str, *, since: datetime) -> tuple[str, str, str | None, datetime] | None:
    """Fingerprint, claim, answer and time of what was kept under a mark after `since`."""
    kept = KeptAnswerRecord
    found = select(kept.fingerprint, kept.claim, kept.answer, kept.kept_at)
    row = db.session.execute(found.where(kept.mark == mark, kept.kept_at > since)).first()
    return (row.fingerprint, row.claim, row.answer, row.kept_at) if row else None


def claim_mark(mark: str, fingerprint: str, claim: str, *, at: datetime, since: datetime) -> bool:
    """Whether a mark is this claim's: nothing was kept under it after `since`, or this claim did.

    Where another claims it at the same moment, this waits until that one's transaction has ended.
    """
    kept = KeptAnswerRecord
    db.session.execute(delete(kept).where(kept.mark == mark, kept.kept_at <= since))
    row = {"mark": mark, "fingerprint": fingerprint, "claim": claim, "answer": None, "kept_at": at}
    add_missing(kept, [row])
    return db.session.scalar(select(kept.claim).where(kept.mark == mark)) == claim


def fill_in(mark: str, claim: str, answer: str) -> bool:
    """Put the answer where this claim holds the mark; False where it holds none, because nothing was changed."""
    kept = KeptAnswerRecord
    done = db.session.execute(update(kept).where(kept.mark == mark, kept.claim == claim).values(answer=answer))
    return _touched(done) == 1


def remove_until(last: datetime) -> int:
    """Remove what was kept until then; gives how many."""
    return _touched(db.session.execute(delete(KeptAnswerRecord).where(KeptAnswerRecord.kept_at <= last)))


def _touched(done: object) -> int:
    return done.rowcount if isinstance(done, CursorResult) else 0
