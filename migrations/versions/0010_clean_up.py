"""Delegated matters with the steps of their clean-up, and the endings of chief and grid duties."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegated_matters",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("department", sa.String(18), nullable=True),
        sa.Column("department_name", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(60), nullable=False),
        sa.Column("delegated_on", sa.Date(), nullable=True),
        sa.Column("form", sa.String(20), nullable=True),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.Column("recorded_by_unit", sa.String(18), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name="pk_delegated_matters"),
        sa.ForeignKeyConstraint(["place"], ["divisions.code"], name="fk_delegated_matters_place"),
        sa.ForeignKeyConstraint(["department"], ["units.code"], name="fk_delegated_matters_department"),
    )
    op.create_index("ix_delegated_matters_place", "delegated_matters", ["place"])
    op.create_index("ix_delegated_matters_department", "delegated_matters", ["department"])
    op.create_table(
        "delegated_steps",
        sa.Column("matter", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("needed", sa.String(3), nullable=True),
        sa.Column("able", sa.String(3), nullable=True),
        sa.Column("posts", sa.String(), nullable=False),
        sa.Column("money", sa.String(), nullable=False),
        sa.Column("powers", sa.String(), nullable=False),
        sa.Column("not_needed", sa.JSON(), nullable=False),
        sa.Column("taken_over_by", sa.String(), nullable=False),
        sa.Column("way_of_working", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("matter", "position", name="pk_delegated_steps"),
        sa.ForeignKeyConstraint(
            ["matter", "version"],
            ["delegated_matters.code", "delegated_matters.version"],
            name="fk_delegated_steps_matter_version",
        ),
    )
    op.create_table(
        "chief_duty_endings",
        sa.Column("duty", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", "position", name="pk_chief_duty_endings"),
        sa.ForeignKeyConstraint(["duty"], ["chief_duties.code"], name="fk_chief_duty_endings_duty"),
    )
    op.add_column("chief_duties", sa.Column("added_on", sa.Date(), nullable=True))
    op.add_column("chief_duties", sa.Column("added_by", sa.String(60), nullable=True))


def downgrade() -> None:
    op.drop_column("chief_duties", "added_by")
    op.drop_column("chief_duties", "added_on")
    op.drop_table("chief_duty_endings")
    op.drop_table("delegated_steps")
    op.drop_table("delegated_matters")
