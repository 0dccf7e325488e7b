"""Divisions, units and the names units go by."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "divisions",
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("parent", sa.String(12), nullable=True),
        sa.Column("village_class", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_divisions"),
        sa.ForeignKeyConstraint(["parent"], ["divisions.code"], name="fk_divisions_parent"),
    )
    op.create_index("ix_divisions_name", "divisions", ["name"])
    op.create_index("ix_divisions_parent", "divisions", ["parent"])
    op.create_table(
        "units",
        sa.Column("code", sa.String(18), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("successor", sa.String(18), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_units"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_units_division"),
        sa.ForeignKeyConstraint(["successor"], ["units.code"], name="fk_units_successor"),
    )
    op.create_index("ix_units_division", "units", ["division"])
    op.create_table(
        "unit_names",
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("plain_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "plain_name", name="pk_unit_names"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_unit_names_unit"),
    )
    op.create_index("ix_unit_names_plain_name", "unit_names", ["plain_name"])


def downgrade() -> None:
    op.drop_table("unit_names")
    op.drop_table("units")
    op.drop_table("divisions")
