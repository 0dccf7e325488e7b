"""From when a unit, each of its names and what took its place is known."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

CHINA = timedelta(hours=8)

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_UNITS = sa.table(
    "units",
    sa.column("code", sa.String()),
    sa.column("successor", sa.String()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
    sa.column("succeeded_on", sa.Date()),
    sa.column("succeeded_at", sa.DateTime(timezone=True)),
    sa.column("former_names", sa.JSON()),
)
_NAMES = sa.table(
    "unit_names",
    sa.column("unit", sa.String()),
    sa.column("name", sa.String()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
_EVENTS = sa.table(
    "events",
    sa.column("position", sa.Integer()),
    sa.column("stream", sa.String()),
    sa.column("verb", sa.String()),
    sa.column("about", sa.String()),
    sa.column("facts", sa.JSON()),
    sa.column("at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column("units", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("units", sa.Column("succeeded_on", sa.Date(), nullable=True))
    op.add_column("units", sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("units", sa.Column("former_names", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("unit_names", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_units_successor", "units", ["successor"])
    _date_what_is_on_file()


def _date_what_is_on_file() -> None:
    """What was recorded, renamed and merged is known from when its event says; all else is from ever."""
    connection = op.get_bind()
    told = sa.select(_EVENTS.c.verb, _EVENTS.c.about, _EVENTS.c.facts, _EVENTS.c.at).where(_EVENTS.c.stream == "units")
    former: dict[str, list[dict[str, str]]] = {}
    for verb, code, facts, at in connection.execute(told.order_by(_EVENTS.c.position)).all():
        known, its_own = _utc(at), _UNITS.c.code == code
        said = json.loads(facts) if isinstance(facts, str) else facts
        if verb == "record_unit":
            _set(_UNITS, its_own, recorded_at=known)
            _set(_NAMES, _NAMES.c.unit == code, recorded_at=known)
        elif verb == "rename_unit":
            former.setdefault(code, []).append({"name": said["former_name"], "until": known.isoformat()})
            _set(_UNITS, its_own, former_names=former[code])
            _set(_NAMES, sa.and_(_NAMES.c.unit == code, _NAMES.c.name == said["name"]), recorded_at=known)
        elif verb == "merge_unit":
            _set(_UNITS, its_own, succeeded_at=known, succeeded_on=(known + CHINA).date())


def _set(table: Any, where: Any, **values: Any) -> None:
    op.get_bind().execute(sa.update(table).where(where).values(**values))


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def downgrade() -> None:
    op.drop_index("ix_units_successor", "units")
    op.drop_column("unit_names", "recorded_at")
    for name in ("former_names", "succeeded_at", "succeeded_on", "recorded_at"):
        op.drop_column("units", name)
