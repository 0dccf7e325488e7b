"""That reserved plaques were hung, and ends of emergency responses that were corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plaque_hangings",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("plaque", sa.String(40), nullable=False),
        sa.Column("hung_on", sa.Date(), nullable=False),
        sa.Column("position", sa.String(10), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("colour", sa.String(40), nullable=False),
        sa.Column("corrects", sa.String(40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_plaque_hangings"),
        sa.ForeignKeyConstraint(["plaque"], ["plaques.code"], name="fk_plaque_hangings_plaque"),
    )
    op.create_index("ix_plaque_hangings_plaque", "plaque_hangings", ["plaque"])
    op.add_column("emergencies", sa.Column("former_ends", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("emergencies", "former_ends")
    op.drop_table("plaque_hangings")
