"""Bringing a database to the schema of this release, by the numbered migrations."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from registry.store.base import WRITING

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_ADVISORY_LOCK = 620_102_2024
"""Any number: two processes that start at once on PostgreSQL take turns at it."""


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Go up to a revision, in one transaction; two processes at once take turns."""
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        command.upgrade(_config(connection), revision)


def migrate_down(engine: Engine, revision: str) -> None:
    """Go back down to a revision (`base` for an empty database), in one transaction."""
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        command.downgrade(_config(connection), revision)


def revision_of(engine: Engine) -> str | None:
    """The revision a database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The last numbered migration of this release."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise FileNotFoundError(f"no migrations in {MIGRATIONS}")
    return head
