"""Single statements over connections of their own: what is committed, in time, and over a new one if one was lost."""

import pytest
from flask import Flask
from sqlalchemy import text

from registry.store import at_once
from registry.store.base import begin_writing, db
from registry.store.bounding import TimedOut, bounded

COUNT = "SELECT count(*) FROM units WHERE code <> ?"


class Over:
    """A time that is over."""

    def left(self) -> float | None:
        return -1.0

    def acted(self) -> None:
        """Nothing is told."""


def test_only_what_is_committed_is_seen_while_somebody_writes(app: Flask) -> None:
    before = at_once.rows(COUNT, ("",))
    begin_writing()
    db.session.execute(
        text(
            "INSERT INTO units (code, name, kind, division, sample) VALUES ('U', '示例', 'MASS', '620102000000', false)"
        )
    )
    assert at_once.rows(COUNT, ("",)) == before
    db.session.commit()
    assert at_once.rows(COUNT, ("",))[0][0] == before[0][0] + 1


def test_no_statement_is_put_when_the_time_of_a_request_is_over(app: Flask) -> None:
    with bounded(Over()), pytest.raises(TimedOut):
        at_once.rows(COUNT, ("",))


def test_a_connection_that_was_lost_is_replaced_and_what_is_wrong_is_told(app: Flask) -> None:
    before = at_once.rows(COUNT, ("",))
    if db.engine.dialect.name == "postgresql":
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        db.session.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        db.session.rollback()
    assert at_once.rows(COUNT, ("",)) == before
    with pytest.raises(Exception, match="nowhere"):
        at_once.rows("SELECT 1 FROM nowhere")
    assert at_once.rows(COUNT, ("",)) == before
