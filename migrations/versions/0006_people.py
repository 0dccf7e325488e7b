"""People, API tokens, and which seed files were loaded."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("sign_in_name", sa.String(60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(18), nullable=True),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sign_in_name", name="pk_people"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_people_division"),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_people_unit"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_tokens"),
        sa.ForeignKeyConstraint(["person"], ["people.sign_in_name"], name="fk_api_tokens_person"),
    )
    op.create_index("ix_api_tokens_person", "api_tokens", ["person"])
    op.create_table(
        "seed_loads",
        sa.Column("file", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_seed_loads"),
    )


def downgrade() -> None:
    op.drop_table("seed_loads")
    op.drop_table("api_tokens")
    op.drop_table("people")
