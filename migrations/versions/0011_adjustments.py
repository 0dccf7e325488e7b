"""Adjustments of the lists: versions, steps, units consulted, opinions, limits; and the calendar of working days."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _number_of_the_adjustment() -> sa.Column[str]:
    return sa.Column("adjustment", sa.String(20), nullable=False)


def _time() -> sa.Column[object]:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "work_calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        _time(),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("document_number", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("day", "recorded_at", name="pk_work_calendar_days"),
    )
    op.create_table(
        "adjustment_limits",
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        _time(),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("county", "step", "recorded_at", name="pk_adjustment_limits"),
        sa.ForeignKeyConstraint(["county"], ["divisions.code"], name="fk_adjustment_limits_county"),
    )
    op.create_table(
        "adjustments",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("county", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("once", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_adjustments"),
        sa.ForeignKeyConstraint(["county"], ["divisions.code"], name="fk_adjustments_county"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_adjustments_unit"),
        sa.UniqueConstraint("once", name="uq_adjustments_once"),
    )
    for column in ("county", "status", "unit"):
        op.create_index(f"ix_adjustments_{column}", "adjustments", [column])
    op.create_table(
        "adjustment_versions",
        _number_of_the_adjustment(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("townships", sa.JSON(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("from_case", sa.String(24), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        _time(),
        sa.PrimaryKeyConstraint("adjustment", "version", name="pk_adjustment_versions"),
        sa.ForeignKeyConstraint(["adjustment"], ["adjustments.number"], name="fk_adjustment_versions_adjustment"),
    )
    op.create_table(
        "adjustment_steps",
        _number_of_the_adjustment(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("limit_step", sa.String(20), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        _time(),
        sa.PrimaryKeyConstraint("adjustment", "position", name="pk_adjustment_steps"),
        sa.ForeignKeyConstraint(["adjustment"], ["adjustments.number"], name="fk_adjustment_steps_adjustment"),
    )
    op.create_table(
        "adjustment_consulted",
        _number_of_the_adjustment(),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        _time(),
        sa.PrimaryKeyConstraint("adjustment", "round", "unit", name="pk_adjustment_consulted"),
        sa.ForeignKeyConstraint(["adjustment"], ["adjustments.number"], name="fk_adjustment_consulted_adjustment"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_adjustment_consulted_unit"),
    )
    op.create_index("ix_adjustment_consulted_unit", "adjustment_consulted", ["unit"])
    op.create_table(
        "adjustment_opinions",
        _number_of_the_adjustment(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("opinion", sa.String(20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        _time(),
        sa.PrimaryKeyConstraint("adjustment", "position", name="pk_adjustment_opinions"),
        sa.ForeignKeyConstraint(["adjustment"], ["adjustments.number"], name="fk_adjustment_opinions_adjustment"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_adjustment_opinions_unit"),
    )


def downgrade() -> None:
    op.drop_table("adjustment_opinions")
    op.drop_table("adjustment_consulted")
    op.drop_table("adjustment_steps")
    op.drop_table("adjustment_versions")
    op.drop_table("adjustments")
    op.drop_table("adjustment_limits")
    op.drop_table("work_calendar_days")
