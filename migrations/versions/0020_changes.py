"""The change feed, beginning with everything that is on file."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ON_FILE = (
    ("DIVISION", "divisions", "code"),
    ("DIVISION_CHANGE", "division_changes", "code"),
    ("NUMBER_PREFIX", "number_prefixes", "province_code"),
    ("UNIT", "units", "code"),
    ("WORK_CALENDAR_DAY", "work_calendar_days", "day"),
    ("STATUTORY_DUTY", "statutory_duties", "code"),
    ("EDITION", "editions", "code"),
    ("APPROVAL", "approvals", "code"),
    ("EMERGENCY", "emergencies", "code"),
    ("ASSESSMENT", "assessments", "code"),
    ("PLAQUE_CATALOGUE", "plaque_catalogues", "code"),
    ("CERTIFICATE_CATALOGUE", "certificate_catalogues", "code"),
    ("RETAINED_LIST", "retained_lists", "code"),
    ("INVENTORY_PLAQUE", "plaques", "code"),
    ("INVENTORY_BODY", "village_bodies", "code"),
    ("INVENTORY_DECISION", "inventory_decisions", "number"),
    ("DELEGATED_MATTER", "delegated_matters", "code"),
    ("CHIEF_DUTY", "chief_duties", "code"),
    ("SIGNING_KEY", "signing_keys", "id"),
    ("ADMISSION", "admissions", '"case"'),
    ("LIMIT", "county_limits", "county"),
    ("REQUEST", "access_requests", "number"),
    ("CASE", "cases", "number"),
    ("SLIP", "slips", "number"),
    ("ADJUSTMENT", "adjustments", "number"),
)
"""Kind, table, and the column that tells its things apart: what is referred to comes first."""


def upgrade() -> None:
    feed = op.create_table(
        "feed",
        sa.Column("name", sa.String(10), nullable=False),
        sa.Column("identity", sa.String(16), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_feed"),
    )
    op.create_table(
        "changes",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_changes"),
    )
    op.create_index("ix_changes_kind_position", "changes", ["kind", "position"])
    begun = datetime.now(UTC)
    last = _tell_what_is_there(begun)
    if last:
        op.bulk_insert(feed, [{"name": "feed", "identity": secrets.token_hex(8), "position": last, "at": begun}])


def _tell_what_is_there(begun: datetime) -> int:
    """Every thing once; the last position."""
    connection, last = op.get_bind(), 0
    for kind, table, key in ON_FILE:
        telling = sa.text(
            "INSERT INTO changes (position, kind, key, at) "
            "SELECT :last + row_number() OVER (ORDER BY k), :kind, CAST(k AS VARCHAR(60)), :begun "
            f"FROM (SELECT DISTINCT {key} AS k FROM {table}) AS those"
        ).bindparams(sa.bindparam("begun", begun, sa.DateTime(timezone=True)), last=last, kind=kind)
        connection.execute(telling)
        last = connection.execute(sa.text("SELECT coalesce(max(position), 0) FROM changes")).scalar_one()
    return last


def downgrade() -> None:
    op.drop_table("changes")
    op.drop_table("feed")
