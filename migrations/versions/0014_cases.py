"""The life of a case: its steps, its admission, turns, and what an application and an approval say besides."""

from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = ("awaiting_verification", "referred")
"""What an open case could be before this."""

APPROVAL_TEXTS = ("kept_share", "money_channel", "systems", "training", "assessment", "revocation_reason")
APPROVAL_NAMES = ("recorded_by", "recorded_for", "confirmed_by", "revoked_by")


def upgrade() -> None:
    op.rename_table("adjustment_limits", "county_limits")
    op.create_table(
        "turns",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_turns"),
    )
    op.add_column("access_requests", sa.Column("application", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("cases", sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("cases", sa.Column("open_matter", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("unit", sa.String(18), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("response", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_cases_open_matter", "cases", ["open_matter"], unique=True)
    op.create_index("ix_cases_status", "cases", ["status"])
    op.create_index("ix_cases_unit", "cases", ["unit"])
    for name in APPROVAL_TEXTS:
        op.add_column("approvals", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in APPROVAL_NAMES:
        op.add_column("approvals", sa.Column(name, sa.String(60), nullable=False, server_default=""))
    op.add_column("approvals", sa.Column("amends", sa.String(40), nullable=False, server_default=""))
    op.add_column("approvals", sa.Column("most_places", sa.Integer(), nullable=True))
    op.create_index("ix_approvals_amends", "approvals", ["amends"])
    _create_steps()
    _create_admissions()
    _write_first_steps()


def _create_steps() -> None:
    op.create_table(
        "case_steps",
        sa.Column("case", sa.String(24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("party", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=True),
        sa.Column("verdict", sa.JSON(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("limit_step", sa.String(20), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case", "position", name="pk_case_steps"),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_case_steps_case"),
    )


def _create_admissions() -> None:
    op.create_table(
        "admissions",
        sa.Column("case", sa.String(24), nullable=False),
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("number_issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(18), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("granted", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_cause", sa.String(20), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("end_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case", name="pk_admissions"),
        sa.ForeignKeyConstraint(["case"], ["cases.number"], name="fk_admissions_case"),
        sa.ForeignKeyConstraint(["place"], ["divisions.code"], name="fk_admissions_place"),
        sa.UniqueConstraint("number", name="uq_admissions_number"),
    )
    op.create_index("ix_admissions_place", "admissions", ["place"])
    op.create_index("ix_admissions_unit", "admissions", ["unit"])
    op.create_table(
        "admission_lifters",
        sa.Column("case", sa.String(24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("lifter", sa.String(40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case", "position", name="pk_admission_lifters"),
        sa.ForeignKeyConstraint(["case"], ["admissions.case"], name="fk_admission_lifters_case"),
    )
    op.create_index("ix_admission_lifters_lifter", "admission_lifters", ["lifter"])
    op.create_table(
        "admission_items",
        sa.Column("case", sa.String(24), nullable=False),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("case", "sort", "item", name="pk_admission_items"),
        sa.ForeignKeyConstraint(["case"], ["admissions.case"], name="fk_admission_items_case"),
    )


def _write_first_steps() -> None:
    """Cases kept before this get the step that made them, and the open ones the key of their matter, each key once."""
    requests, cases, steps = _tables()
    connection, taken = op.get_bind(), set()
    by_number = {r.number: r for r in connection.execute(sa.select(requests))}
    for case in connection.execute(sa.select(cases).order_by(cases.c.number)).all():
        asked = by_number[case.request]
        connection.execute(steps.insert().values(**_first_step(case, asked)))
        key = f"{asked.unit}|{asked.kind}|{case.place}|{(case.verdict.get('basis') or {}).get('row') or asked.subject}"
        is_first = case.status in OPEN and key not in taken
        taken.add(key)
        changed = {"answers": asked.answers, "unit": asked.unit, "open_matter": key if is_first else None}
        connection.execute(cases.update().where(cases.c.number == case.number).values(**changed))


def _first_step(case: sa.Row, asked: sa.Row) -> dict:
    question = {
        "kind": asked.kind,
        "answers": asked.answers,
        "place": case.place,
        "called": case.place,
        "asked_by": asked.asked_by,
        "cites": asked.cites,
        "on": asked.on.isoformat(),
        "known_at": _aware(asked.known_at).isoformat(),
    }
    return {
        "case": case.number,
        "position": 1,
        "verb": "submit",
        "status": case.status,
        "party": "DEPARTMENT",
        "actor": asked.submitted_by,
        "actor_name": "",
        "unit": asked.unit,
        "unit_name": asked.asked_by.get("name", ""),
        "reason": "",
        "facts": {},
        "question": question,
        "verdict": case.verdict,
        "began_on": asked.on,
        "limit_step": None,
        "working_days": None,
        "recorded_at": asked.submitted_at,
    }


def _aware(at: sa.DateTime) -> sa.DateTime:
    """SQLite gives times without their zone, which is always UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    """The tables as they are now, with the types that a migration has to know."""
    meta = sa.MetaData()
    requests = sa.Table(
        "access_requests",
        meta,
        *(sa.Column(name, sa.String()) for name in ("number", "kind", "subject", "unit", "submitted_by")),
        *(sa.Column(name, sa.JSON()) for name in ("answers", "asked_by", "cites")),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("known_at", "submitted_at")),
        sa.Column("on", sa.Date()),
    )
    cases = sa.Table(
        "cases",
        meta,
        *(sa.Column(name, sa.String()) for name in ("number", "request", "place", "status", "unit", "open_matter")),
        *(sa.Column(name, sa.JSON()) for name in ("verdict", "answers")),
    )
    steps = sa.Table(
        "case_steps",
        meta,
        *(sa.Column(name, sa.String()) for name in ("case", "verb", "status", "party", "actor", "actor_name", "unit")),
        *(sa.Column(name, sa.String()) for name in ("unit_name", "reason", "limit_step")),
        *(sa.Column(name, sa.JSON(none_as_null=True)) for name in ("facts", "question", "verdict")),
        *(sa.Column(name, sa.Integer()) for name in ("position", "working_days")),
        sa.Column("began_on", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True)),
    )
    return requests, cases, steps


def downgrade() -> None:
    op.drop_table("admission_items")
    op.drop_table("admission_lifters")
    op.drop_table("admissions")
    op.drop_table("case_steps")
    op.drop_index("ix_approvals_amends", "approvals")
    for name in (*APPROVAL_TEXTS, *APPROVAL_NAMES, "amends", "most_places"):
        op.drop_column("approvals", name)
    for index in ("open_matter", "status", "unit"):
        op.drop_index(f"ix_cases_{index}", "cases")
    for name in ("answers", "open_matter", "unit", "response"):
        op.drop_column("cases", name)
    op.drop_column("access_requests", "application")
    op.drop_table("turns")
    op.rename_table("county_limits", "adjustment_limits")
