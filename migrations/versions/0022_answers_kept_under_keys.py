"""Answers of acts over GraphQL that were sent with a key of the sender's own, kept for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("claim", sa.String(32), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_kept_answers"),
    )
    op.create_index("ix_kept_answers_kept_at", "kept_answers", ["kept_at"])


def downgrade() -> None:
    op.drop_table("kept_answers")
