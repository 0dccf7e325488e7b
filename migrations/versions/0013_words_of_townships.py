"""Why the list office found that the township's word does not hold, on each step of a clean-up."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delegated_steps", sa.Column("despite_word", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("delegated_steps") as batch:
        batch.drop_column("despite_word")
