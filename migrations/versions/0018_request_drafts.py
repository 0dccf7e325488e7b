"""Drafts of requests, kept by a unit before it submits, and what is attached to drafts and requests."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_drafts",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("demand", sa.JSON(), nullable=False),
        sa.Column("application", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.String(60), nullable=False),
        sa.Column("kept_by_name", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_request_drafts"),
    )
    op.create_index("ix_request_drafts_unit", "request_drafts", ["unit"])
    op.create_table(
        "attachments",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("request", sa.String(20), nullable=True),
        sa.Column("draft", sa.String(20), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(60), nullable=False),
        sa.Column("added_by_name", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_attachments"),
        sa.ForeignKeyConstraint(["request"], ["access_requests.number"], name="fk_attachments_request"),
        sa.ForeignKeyConstraint(["draft"], ["request_drafts.number"], name="fk_attachments_draft"),
    )
    op.create_index("ix_attachments_request", "attachments", ["request"])
    op.create_index("ix_attachments_draft", "attachments", ["draft"])


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_table("request_drafts")
