"""The document of an approval, ends of approvals that stood before, and who opened and closed a response."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RESPONSES = (("opened_by", 60), ("opened_for", 18), ("closed_by", 60))


def upgrade() -> None:
    op.add_column("approvals", sa.Column("document_sha256", sa.String(64), nullable=False, server_default=""))
    op.add_column("approvals", sa.Column("former_revocations", sa.JSON(), nullable=False, server_default="[]"))
    for name, longest in RESPONSES:
        op.add_column("emergencies", sa.Column(name, sa.String(longest), nullable=False, server_default=""))
    op.create_table(
        "approval_documents",
        sa.Column("approval", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("approval", name="pk_approval_documents"),
        sa.ForeignKeyConstraint(["approval"], ["approvals.code"], name="fk_approval_documents_approval"),
    )


def downgrade() -> None:
    op.drop_table("approval_documents")
    for name, _ in RESPONSES:
        op.drop_column("emergencies", name)
    op.drop_column("approvals", "former_revocations")
    op.drop_column("approvals", "document_sha256")
