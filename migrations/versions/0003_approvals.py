"""Provincial approvals, prefixes of document numbers, emergency responses."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("plain_number", sa.String(60), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("issuers", sa.JSON(), nullable=False),
        sa.Column("agreed_by", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("demand_forms", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revocation_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=True),
        sa.Column("money", sa.String(), nullable=True),
        sa.Column("powers", sa.String(), nullable=True),
        sa.Column("statute", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("reinstated_by", sa.String(), nullable=False),
        sa.Column("demanders", sa.JSON(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_approvals"),
    )
    op.create_index("ix_approvals_plain_number", "approvals", ["plain_number"])
    op.create_table(
        "approval_names",
        sa.Column("approval", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("plain_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("approval", "position", name="pk_approval_names"),
        sa.ForeignKeyConstraint(["approval"], ["approvals.code"], name="fk_approval_names_approval"),
    )
    op.create_index("ix_approval_names_plain_name", "approval_names", ["plain_name"])
    op.create_table(
        "approval_places",
        sa.Column("approval", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("approval", "division", name="pk_approval_places"),
        sa.ForeignKeyConstraint(["approval"], ["approvals.code"], name="fk_approval_places_approval"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_approval_places_division"),
    )
    op.create_index("ix_approval_places_division", "approval_places", ["division"])
    op.create_table(
        "number_prefixes",
        sa.Column("province_code", sa.String(12), nullable=False),
        sa.Column("prefix", sa.String(20), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "prefix", name="pk_number_prefixes"),
    )
    op.create_table(
        "emergencies",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_emergencies"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_emergencies_division"),
    )
    op.create_index("ix_emergencies_division", "emergencies", ["division"])


def downgrade() -> None:
    op.drop_table("emergencies")
    op.drop_table("number_prefixes")
    op.drop_table("approval_places")
    op.drop_table("approval_names")
    op.drop_table("approvals")
