"""Requests, cases, numbers given out, and the chained events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sequences",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sequences"),
    )
    op.create_table(
        "access_requests",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("asked_by", sa.JSON(), nullable=False),
        sa.Column("cites", sa.JSON(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(60), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(120), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_access_requests"),
        sa.UniqueConstraint("once", name="uq_access_requests_once"),
    )
    op.create_index("ix_access_requests_unit", "access_requests", ["unit"])
    op.create_table(
        "cases",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("request", sa.String(20), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("place_name", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("leading_ground", sa.String(40), nullable=True),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_cases"),
        sa.ForeignKeyConstraint(["place"], ["divisions.code"], name="fk_cases_place"),
        sa.ForeignKeyConstraint(["request"], ["access_requests.number"], name="fk_cases_request"),
    )
    op.create_index("ix_cases_place", "cases", ["place"])
    op.create_index("ix_cases_request", "cases", ["request"])
    op.create_table(
        "streams",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_streams"),
    )
    op.create_table(
        "events",
        sa.Column("stream", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("stream", "position", name="pk_events"),
        sa.UniqueConstraint("stream", "previous_hash", name="uq_events_stream_previous_hash"),
    )
    op.create_index("ix_events_about", "events", ["about"])


def downgrade() -> None:
    op.drop_table("events")
    op.drop_table("streams")
    op.drop_table("cases")
    op.drop_table("access_requests")
    op.drop_table("sequences")
