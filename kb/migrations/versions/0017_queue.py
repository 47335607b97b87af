"""Who is there, tickets given by turns, saved views of the queue; indexes that keep it fast."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import (
    check,
    document,
    identity,
    index,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _presence()
    _assignments()
    _views()
    index("stage_clocks", "matter", "number", "state", "due_at")
    op.drop_index("ix_stage_clocks_matter_number", "stage_clocks")
    op.create_index(
        "ix_tickets_queue",
        "tickets",
        ["state", "level", "due_at", "owner_id", "department", "category"],
    )


def _presence() -> None:
    causes = ("chosen", "logged_in", "logged_out", "idle", "came_back")
    op.create_table(
        "presences",
        identity(),
        reference("person_id", "people.id"),
        one_of("state", "presence", ("on_duty", "away", "off")),
        one_of("cause", "presencecause", causes),
        moment("since"),
        moment("until", null=True),
        reference("by_id", "people.id", null=True),
        check("ends_after_it_began", "until IS NULL OR until >= since"),
    )
    op.create_index(
        "uq_presences_lasting",
        "presences",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    index("presences", "person_id", "since")
    op.create_table(
        "sightings",
        reference("person_id", "people.id", primary_key=True, autoincrement=False),
        moment("at"),
    )


def _assignments() -> None:
    op.create_table(
        "assignments",
        identity(),
        reference("ticket_number", "tickets.number"),
        reference("to_id", "people.id"),
        reference("by_id", "people.id", null=True),
        moment("at"),
        words("reason"),
        number("turn", null=True, unique=True),
        check("by_somebody_or_by_turn", "(by_id IS NULL) = (turn IS NOT NULL)"),
    )
    index("assignments", "ticket_number")
    index("assignments", "to_id", "turn")


def _views() -> None:
    op.create_table(
        "saved_views",
        identity(),
        reference("owner_id", "people.id"),
        words("name"),
        document("filters"),
        sa.Column("shared", sa.Boolean(), nullable=False),
        number("place"),
        moment("at"),
        moment("removed_at", null=True),
        reference("removed_by", "people.id", null=True),
        check("has_name", "name <> ''"),
        check("removed_by_somebody", "(removed_at IS NULL) = (removed_by IS NULL)"),
    )
    index("saved_views", "owner_id", "removed_at")
