"""Migrations: numbered, reversible, without classes, and tried up and down on a filled database."""

import ast
from datetime import date, timedelta
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, select, text

from registry.services import unit_keeping
from registry.services.people import actor_called
from registry.store.base import Base, db
from registry.store.migrating import migrate, migrate_down, newest_revision, revision_of
from registry.store.units import UnitNameRecord, UnitRecord
from tests.conftest import NOW

VERSIONS = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("*.py"))
TODAY = date(2026, 11, 23)


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


def test_units_are_known_from_when_their_events_say_after_going_down_and_up_again(app: Flask) -> None:
    sun, hour = actor_called("sun"), timedelta(hours=1)
    assert sun is not None
    one, other = (unit_keeping.record_unit(name, actor=sun, now=NOW).code for name in ("县甲局", "县乙局"))
    unit_keeping.rename_unit(one, "县丙局", actor=sun, now=NOW + hour)
    unit_keeping.merge_unit(one, other, actor=sun, now=NOW + 2 * hour)
    db.session.remove()
    before = _dated()
    assert next(row[1:4] for row in before if row[0] == one) == (other, TODAY, NOW + 2 * hour)
    migrate_down(db.engine, "0023")
    migrate(db.engine)
    assert _dated() == before


def _dated() -> list[tuple[object, ...]]:
    unit, name = UnitRecord, UnitNameRecord
    of_units = select(unit.code, unit.successor, unit.succeeded_on, unit.succeeded_at, unit.recorded_at)
    names = select(name.unit, name.name, name.recorded_at).order_by(name.unit, name.name)
    former = db.session.execute(select(unit.code, unit.former_names).order_by(unit.code)).all()
    found = [tuple(row) for row in db.session.execute(of_units.order_by(unit.code))]
    found += [tuple(row) for row in db.session.execute(names)]
    db.session.remove()
    return [*found, *((code, str(names)) for code, names in former if names)]
