"""Divisions that change: steps from one code to the next, and villages' classes, each dated twice."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("divisions", sa.Column("in_force_from", sa.Date(), nullable=True))
    op.add_column("divisions", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "division_changes",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_division_changes"),
    )
    op.create_table(
        "division_steps",
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(12), nullable=False),
        sa.Column("after", sa.String(12), nullable=True),
        sa.Column("old_name", sa.String(), nullable=False),
        sa.Column("new_name", sa.String(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("begins", sa.Boolean(), nullable=False),
        sa.Column("list_from", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("change", "position", name="pk_division_steps"),
        sa.ForeignKeyConstraint(["change"], ["division_changes.code"], name="fk_division_steps_change"),
        sa.ForeignKeyConstraint(["before"], ["divisions.code"], name="fk_division_steps_before"),
        sa.ForeignKeyConstraint(["after"], ["divisions.code"], name="fk_division_steps_after"),
    )
    op.create_index("ix_division_steps_before", "division_steps", ["before"])
    op.create_index("ix_division_steps_after", "division_steps", ["after"])
    op.create_index("ix_division_steps_new_name", "division_steps", ["new_name"])
    op.create_table(
        "village_classes",
        sa.Column("village", sa.String(12), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("village_class", sa.String(20), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("village", "in_force_from", "recorded_at", name="pk_village_classes"),
        sa.ForeignKeyConstraint(["village"], ["divisions.code"], name="fk_village_classes_village"),
    )


def downgrade() -> None:
    op.drop_table("village_classes")
    op.drop_table("division_steps")
    op.drop_table("division_changes")
    op.drop_column("divisions", "recorded_at")
    op.drop_column("divisions", "in_force_from")
