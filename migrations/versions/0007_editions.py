"""Where an edition came from, what descends from what in it, and drafts of editions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("base", sa.String(40), nullable=True),
        sa.Column("corrects", sa.String(40), nullable=True),
        sa.Column("edition", sa.String(40), nullable=True),
        sa.Column("document_number", sa.String(60), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("descents", sa.JSON(), nullable=False),
        sa.Column("from_adjustment", sa.String(20), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(60), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_drafts"),
        sa.ForeignKeyConstraint(["place"], ["divisions.code"], name="fk_drafts_place"),
        sa.ForeignKeyConstraint(["base"], ["editions.code"], name="fk_drafts_base"),
        sa.ForeignKeyConstraint(["corrects"], ["editions.code"], name="fk_drafts_corrects"),
        sa.ForeignKeyConstraint(["edition"], ["editions.code"], name="fk_drafts_edition"),
    )
    op.create_index("ix_drafts_place", "drafts", ["place"])
    op.create_index("ix_drafts_from_adjustment", "drafts", ["from_adjustment"])
    op.create_table(
        "edition_origins",
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("corrects", sa.String(40), nullable=True),
        sa.Column("master", sa.String(40), nullable=True),
        sa.Column("draft", sa.String(20), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_edition_origins"),
        sa.ForeignKeyConstraint(["edition"], ["editions.code"], name="fk_edition_origins_edition"),
        sa.ForeignKeyConstraint(["corrects"], ["editions.code"], name="fk_edition_origins_corrects"),
        sa.ForeignKeyConstraint(["master"], ["editions.code"], name="fk_edition_origins_master"),
        sa.ForeignKeyConstraint(["draft"], ["drafts.code"], name="fk_edition_origins_draft"),
    )
    op.create_index("ix_edition_origins_corrects", "edition_origins", ["corrects"])
    op.create_table(
        "duty_descents",
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("duty", sa.String(40), nullable=False),
        sa.Column("before", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("edition", "position", name="pk_duty_descents"),
        sa.ForeignKeyConstraint(["edition"], ["editions.code"], name="fk_duty_descents_edition"),
    )


def downgrade() -> None:
    op.drop_table("duty_descents")
    op.drop_table("edition_origins")
    op.drop_table("drafts")
