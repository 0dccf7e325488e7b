"""A unit's requests in the order of their submission, so that a page of them costs what it holds."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_access_requests_unit_submitted_at_number", "access_requests"


def upgrade() -> None:
    op.create_index(NAME, TABLE, ["unit", "submitted_at", "number"])
    op.drop_index("ix_access_requests_unit", table_name=TABLE)


def downgrade() -> None:
    op.create_index("ix_access_requests_unit", TABLE, ["unit"])
    op.drop_index(NAME, table_name=TABLE)
