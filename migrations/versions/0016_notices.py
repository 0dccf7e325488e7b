"""Notices, mail addresses and the mails that wait, and reports with who made them in a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_notices()
    _create_mails()
    _create_reports()


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(120), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("once", name="uq_notices_once"),
    )
    op.create_index("ix_notices_unit", "notices", ["unit"])
    op.create_index("ix_notices_division", "notices", ["division"])
    op.create_index("ix_notices_person", "notices", ["person"])


def _create_mails() -> None:
    op.create_table(
        "mail_addresses",
        sa.Column("holder", sa.String(18), nullable=False),
        sa.Column("mail", sa.String(254), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("holder", name="pk_mail_addresses"),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(18), nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(32), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_mails_notice"),
    )
    for column in ("notice", "holder", "next_at"):
        op.create_index(f"ix_mails_{column}", "mails", [column])


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("office", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("through", sa.String(12), nullable=True),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("demander", sa.String(18), nullable=False),
        sa.Column("demander_name", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_reports"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_reports_division"),
        sa.ForeignKeyConstraint(["through"], ["divisions.code"], name="fk_reports_through"),
    )
    op.create_index("ix_reports_division", "reports", ["division"])
    op.create_index("ix_reports_through", "reports", ["through"])
    op.create_table(
        "reporters",
        sa.Column("report", sa.String(20), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_reporters"),
        sa.ForeignKeyConstraint(["report"], ["reports.number"], name="fk_reporters_report"),
    )
    op.create_index("ix_reporters_person", "reporters", ["person"])
    op.create_table(
        "report_steps",
        sa.Column("report", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("office", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("report", "position", name="pk_report_steps"),
        sa.ForeignKeyConstraint(["report"], ["reports.number"], name="fk_report_steps_report"),
    )


def downgrade() -> None:
    for table in ("report_steps", "reporters", "reports", "mails", "mail_addresses", "notices"):
        op.drop_table(table)
