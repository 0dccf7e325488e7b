"""Editions, duties, shares, and what else is on record about duties."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("township", sa.String(12), nullable=False),
        sa.Column("document_number", sa.String(60), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_editions"),
        sa.ForeignKeyConstraint(["township"], ["divisions.code"], name="fk_editions_township"),
    )
    op.create_index("ix_editions_township", "editions", ["township"])
    op.create_table(
        "duties",
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("tier", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("township_share", sa.JSON(), nullable=False),
        sa.Column("taken_over_by", sa.String(), nullable=False),
        sa.Column("way_of_working", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "code", name="pk_duties"),
        sa.ForeignKeyConstraint(["edition"], ["editions.code"], name="fk_duties_edition"),
    )
    op.create_table(
        "duty_shares",
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("duty", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=True),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "duty", "position", name="pk_duty_shares"),
        sa.ForeignKeyConstraint(
            ["edition", "duty"], ["duties.edition", "duties.code"], name="fk_duty_shares_edition_duty"
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_duty_shares_unit"),
    )
    op.create_index("ix_duty_shares_unit", "duty_shares", ["unit"])
    op.create_table(
        "statutory_duties",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("statute", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_statutory_duties"),
    )
    op.create_table(
        "chief_duties",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("laid_on", sa.String(10), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_chief_duties"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_chief_duties_division"),
    )
    op.create_index("ix_chief_duties_division", "chief_duties", ["division"])
    op.create_table(
        "assessments",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("assessed", sa.String(10), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("run_by", sa.String(18), nullable=False),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_assessments"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_assessments_division"),
        sa.ForeignKeyConstraint(["run_by"], ["units.code"], name="fk_assessments_run_by"),
    )
    op.create_index("ix_assessments_division", "assessments", ["division"])


def downgrade() -> None:
    op.drop_table("assessments")
    op.drop_table("chief_duties")
    op.drop_table("statutory_duties")
    op.drop_table("duty_shares")
    op.drop_table("duties")
    op.drop_table("editions")
