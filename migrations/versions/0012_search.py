"""Distinct wordings and the marks that find them. What is on file already is indexed by `registry migrate` and `up`."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("key", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("name_key", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_wordings"),
    )
    op.create_index("ix_wordings_name_key", "wordings", ["name_key"])
    op.create_table(
        "wording_marks",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("mark", sa.String(4), nullable=False),
        sa.Column("wording", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("kind", "mark", "wording", name="pk_wording_marks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mark_counts",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("mark", sa.String(4), nullable=False),
        sa.Column("wordings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "mark", name="pk_mark_counts"),
    )
    op.create_table(
        "wording_divisions",
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("wording", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("division", "wording", name="pk_wording_divisions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "share_matters",
        sa.Column("share", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("matter", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("share", "matter", name="pk_share_matters"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_duties_matter", "duties", ["matter", "edition"])
    op.create_index("ix_plaques_wording", "plaques", ["wording"])
    # The index is complete once this number is raised; a number from an earlier life of these tables says nothing.
    op.execute("DELETE FROM sequences WHERE name = 'wordings'")


def downgrade() -> None:
    op.execute("DELETE FROM sequences WHERE name = 'wordings'")
    op.drop_index("ix_plaques_wording", "plaques")
    op.drop_index("ix_duties_matter", "duties")
    for table in ("share_matters", "wording_divisions", "wording_marks", "mark_counts", "wordings"):
        op.drop_table(table)
