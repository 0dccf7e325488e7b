"""Accounts: sessions, second factors, links and counted attempts; people have an address, and may end."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("mail", sa.String(254), nullable=True))
    op.add_column("people", sa.Column("subject", sa.String(500), nullable=True))
    op.add_column("people", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_people_mail", "people", ["mail"])
    op.create_index("ix_people_subject", "people", ["subject"], unique=True)
    _create(
        "sessions",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        key="id_hash",
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"])
    _create(
        "second_factors",
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_counter", sa.Integer(), nullable=True),
        key="person",
    )
    _create(
        "recovery_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        key="code_hash",
    )
    op.create_index("ix_recovery_codes_person", "recovery_codes", ["person"])
    _create(
        "sign_in_links",
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        key="link_hash",
    )
    op.create_index("ix_sign_in_links_person", "sign_in_links", ["person"])
    op.create_index("ix_sign_in_links_ends_at", "sign_in_links", ["ends_at"])
    _create_without_people()


def _create_without_people() -> None:
    op.create_table(
        "sign_in_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_in_name", sa.String(60), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_wishes"),
    )
    op.create_index("ix_sign_in_wishes_next_at", "sign_in_wishes", ["next_at"])
    op.create_table(
        "sign_in_counts",
        sa.Column("counted", sa.String(80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("counted", name="pk_sign_in_counts"),
    )
    op.create_index("ix_sign_in_counts_since", "sign_in_counts", ["since"])


def _create(table: str, *columns: "sa.Column[object]", key: str) -> None:
    op.create_table(
        table,
        *columns,
        sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["person"], ["people.sign_in_name"], name=f"fk_{table}_person"),
    )


def downgrade() -> None:
    for table in ("sign_in_counts", "sign_in_wishes", "sign_in_links", "recovery_codes", "second_factors", "sessions"):
        op.drop_table(table)
    op.drop_index("ix_people_subject", "people")
    op.drop_index("ix_people_mail", "people")
    for column in ("ended_at", "subject", "mail"):
        op.drop_column("people", column)
