"""Plaque and certificate catalogues, and villages' plaques."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plaque_catalogues",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_plaque_catalogues"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_plaque_catalogues_division"),
    )
    op.create_index("ix_plaque_catalogues_division", "plaque_catalogues", ["division"])
    op.create_table(
        "plaque_entries",
        sa.Column("catalogue", sa.String(40), nullable=False),
        sa.Column("position_in_list", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("statutory", sa.Boolean(), nullable=False),
        sa.Column("position", sa.String(10), nullable=True),
        sa.Column("max_width_mm", sa.Integer(), nullable=True),
        sa.Column("max_height_mm", sa.Integer(), nullable=True),
        sa.Column("colours", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("catalogue", "position_in_list", name="pk_plaque_entries"),
        sa.ForeignKeyConstraint(["catalogue"], ["plaque_catalogues.code"], name="fk_plaque_entries_catalogue"),
    )
    op.create_table(
        "plaque_quotas",
        sa.Column("catalogue", sa.String(40), nullable=False),
        sa.Column("village_class", sa.String(20), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("catalogue", "village_class", name="pk_plaque_quotas"),
        sa.ForeignKeyConstraint(["catalogue"], ["plaque_catalogues.code"], name="fk_plaque_quotas_catalogue"),
    )
    op.create_table(
        "plaques",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("village", sa.String(12), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("statutory", sa.Boolean(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("hung_on", sa.Date(), nullable=True),
        sa.Column("taken_down_on", sa.Date(), nullable=True),
        sa.Column("taken_down_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demanded_by", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_plaques"),
        sa.ForeignKeyConstraint(["village"], ["divisions.code"], name="fk_plaques_village"),
    )
    op.create_index("ix_plaques_village", "plaques", ["village"])
    op.create_table(
        "certificate_catalogues",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_certificate_catalogues"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_certificate_catalogues_division"),
    )
    op.create_index("ix_certificate_catalogues_division", "certificate_catalogues", ["division"])
    op.create_table(
        "certificate_types",
        sa.Column("catalogue", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("listed", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("competent_body", sa.String(), nullable=False),
        sa.Column("statute", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("catalogue", "position", name="pk_certificate_types"),
        sa.ForeignKeyConstraint(["catalogue"], ["certificate_catalogues.code"], name="fk_certificate_types_catalogue"),
    )


def downgrade() -> None:
    op.drop_table("certificate_types")
    op.drop_table("certificate_catalogues")
    op.drop_table("plaques")
    op.drop_table("plaque_quotas")
    op.drop_table("plaque_entries")
    op.drop_table("plaque_catalogues")
