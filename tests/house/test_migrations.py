"""Migrations: numbered, reversible, without classes, and tried up and down on a filled database."""

import ast
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from registry.store.base import Base, db
from registry.store.migrating import migrate, migrate_down, newest_revision, revision_of

VERSIONS = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("*.py"))


def test_migrations_are_numbered_in_one_line() -> None:
    assert [path.name[:4] for path in VERSIONS] == [f"{n:04d}" for n in range(1, len(VERSIONS) + 1)]


def test_migrations_know_no_classes_of_ours() -> None:
    for path in VERSIONS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [m for m in modules if m.startswith("registry")], path.name


def test_the_migrated_schema_is_the_one_the_rows_expect(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_every_migration_goes_down_and_up_again_on_a_filled_database(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert connection.execute(text("select count(*) from duties")).scalar_one() > 3000
    for revision in range(len(VERSIONS) - 1, 0, -1):
        migrate_down(db.engine, f"{revision:04d}")
        assert revision_of(db.engine) == f"{revision:04d}"
    migrate_down(db.engine, "base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    migrate(db.engine)
    assert revision_of(db.engine) == newest_revision()


def test_migrating_again_changes_nothing(app: Flask) -> None:
    migrate(db.engine)
    with db.engine.connect() as connection:
        assert connection.execute(text("select count(*) from divisions")).scalar_one() == 19_224


def test_what_was_taken_down_is_the_same_after_going_down_and_up_again(app: Flask) -> None:
    counted = text(
        "select item, \"on\", recorded_at from inventory_decisions where decision = 'TAKE_DOWN' order by item"
    )
    with db.engine.connect() as connection:
        before = connection.execute(counted).all()
    migrate_down(db.engine, "0006")
    with db.engine.connect() as connection:
        assert connection.execute(text("select count(taken_down_on) from plaques")).scalar_one() == len(before) > 5
    migrate(db.engine)
    with db.engine.connect() as connection:
        assert connection.execute(counted).all() == before
