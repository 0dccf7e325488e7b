"""Slips that townships issue, and the public keys by which their signatures are checked."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("public_pem", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
    )
    op.create_table(
        "slips",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("township", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("demander", sa.String(18), nullable=False),
        sa.Column("case", sa.String(24), nullable=True),
        sa.Column("reply", sa.String(20), nullable=False),
        sa.Column("called", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("signature", sa.String(100), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("issued_by", sa.String(60), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(120), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_slips"),
        sa.ForeignKeyConstraint(["township"], ["divisions.code"], name="fk_slips_township"),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_slips_case"),
        sa.ForeignKeyConstraint(["key"], ["signing_keys.id"], name="fk_slips_key"),
        sa.UniqueConstraint("once", name="uq_slips_once"),
    )
    op.create_index("ix_slips_township", "slips", ["township"])
    op.create_index("ix_slips_demander", "slips", ["demander"])
    op.create_index("ix_slips_case", "slips", ["case"])


def downgrade() -> None:
    op.drop_table("slips")
    op.drop_table("signing_keys")
