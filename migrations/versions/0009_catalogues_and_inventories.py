"""Retained types' particulars, counties' retained lists, village bodies, and decisions on plaques and bodies."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STYLE = (("position", sa.String(10)), ("width_mm", sa.Integer()), ("height_mm", sa.Integer()), ("colour", sa.String()))


def upgrade() -> None:
    _certificates()
    op.create_table(
        "village_bodies",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("village", sa.String(12), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("statutory", sa.Boolean(), nullable=False),
        sa.Column("set_up_on", sa.Date(), nullable=True),
        sa.Column("demanded_by", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_village_bodies"),
        sa.ForeignKeyConstraint(["village"], ["divisions.code"], name="fk_village_bodies_village"),
    )
    op.create_index("ix_village_bodies_village", "village_bodies", ["village"])
    op.create_table(
        "inventory_decisions",
        sa.Column("number", sa.String(50), nullable=False),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("village", sa.String(12), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("into", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(50), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_inventory_decisions"),
        sa.ForeignKeyConstraint(["village"], ["divisions.code"], name="fk_inventory_decisions_village"),
    )
    op.create_index("ix_inventory_decisions_village", "inventory_decisions", ["village"])
    op.create_index("ix_inventory_decisions_item", "inventory_decisions", ["item"])
    _one_truth_about_what_was_taken_down()
    for name, sort in _STYLE:
        op.add_column("plaques", sa.Column(name, sort, nullable=True))


def _certificates() -> None:
    op.create_table(
        "certificate_particulars",
        sa.Column("catalogue", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("catalogue", "position", name="pk_certificate_particulars"),
        sa.ForeignKeyConstraint(
            ["catalogue", "position"],
            ["certificate_types.catalogue", "certificate_types.position"],
            name="fk_certificate_particulars_catalogue_position",
        ),
    )
    op.create_table(
        "retained_lists",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("division", sa.String(12), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_retained_lists"),
        sa.ForeignKeyConstraint(["division"], ["divisions.code"], name="fk_retained_lists_division"),
    )
    op.create_index("ix_retained_lists_division", "retained_lists", ["division"])


def _one_truth_about_what_was_taken_down() -> None:
    """What stood in two columns of the plaque becomes a decision with the same two dates."""
    op.execute(
        """
        insert into inventory_decisions (number, sort, item, village, decision, "into", "on", reason, document_number,
                                         corrects, recorded_at, recorded_by)
        select 'TD-' || code, 'PLAQUES', code, village, 'TAKE_DOWN', '', taken_down_on, '', '', '',
               coalesce(taken_down_recorded_at, recorded_at), ''
        from plaques where taken_down_on is not null
        """
    )
    op.drop_column("plaques", "taken_down_recorded_at")
    op.drop_column("plaques", "taken_down_on")


def downgrade() -> None:
    for name, _ in reversed(_STYLE):
        op.drop_column("plaques", name)
    op.add_column("plaques", sa.Column("taken_down_on", sa.Date(), nullable=True))
    op.add_column("plaques", sa.Column("taken_down_recorded_at", sa.DateTime(timezone=True), nullable=True))
    for column, kept in (("taken_down_on", '"on"'), ("taken_down_recorded_at", "recorded_at")):
        op.execute(
            f"""
            update plaques set {column} = (
                select min(d.{kept}) from inventory_decisions d
                where d.item = plaques.code and d.sort = 'PLAQUES' and d.decision in ('TAKE_DOWN', 'MERGE'))
            """
        )
    op.drop_table("inventory_decisions")
    op.drop_table("village_bodies")
    op.drop_table("retained_lists")
    op.drop_table("certificate_particulars")
