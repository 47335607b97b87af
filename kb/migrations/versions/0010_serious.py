"""Level 3 as records, what members say of closed tickets, and what is done about it."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import (
    check,
    document,
    identity,
    index,
    long_text,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop"),
    *("front-desk", "call-centre"),
)


def upgrade() -> None:
    op.create_table(
        "acknowledgements",
        reference("ticket_number", "tickets.number", primary_key=True),
        reference("by_id", "people.id", primary_key=True),
        moment("at"),
    )
    _task_forces()
    _meetings()
    _final_reports()
    op.create_table(
        "ratings",
        reference("ticket_number", "tickets.number", primary_key=True),
        one_of("satisfaction", "satisfaction", ("satisfied", "neutral", "dissatisfied")),
        one_of(
            "reason",
            "ratingreason",
            ("unsolved", "slow", "unclear", "attitude", "other"),
            null=True,
        ),
        _long_text_or_none("words"),
        moment("at"),
        moment("changed_at", null=True),
        check("satisfied_needs_no", "satisfaction <> 'satisfied' OR reason IS NULL"),
    )
    index("ratings", "at")
    _follow_ups()


def _task_forces() -> None:
    op.create_table(
        "task_forces",
        identity(),
        reference("ticket_number", "tickets.number"),
        reference("leader_id", "people.id"),
        reference("formed_by_id", "people.id"),
        moment("formed_at"),
        moment("dissolved_at", null=True),
        reference("dissolved_by_id", "people.id", null=True),
        _long_text_or_none("dissolved_why"),
        check("dissolved_by_somebody", "(dissolved_at IS NULL) = (dissolved_by_id IS NULL)"),
        check("dissolved_why", "(dissolved_at IS NULL) = (dissolved_why IS NULL)"),
    )
    index("task_forces", "ticket_number")
    op.create_table(
        "task_force_seats",
        identity(),
        reference("task_force_id", "task_forces.id"),
        reference("person_id", "people.id"),
        words("role", null=True),
        reference("seated_by_id", "people.id"),
        moment("seated_at"),
        moment("acknowledged_at", null=True),
        moment("left_at", null=True),
        reference("left_by_id", "people.id", null=True),
        _long_text_or_none("left_why"),
        check("released_by_somebody", "(left_at IS NULL) = (left_by_id IS NULL)"),
        check("released_why", "(left_at IS NULL) = (left_why IS NULL)"),
    )
    index("task_force_seats", "task_force_id")
    index("task_force_seats", "person_id", "left_at")
    _liaisons()


def _liaisons() -> None:
    op.create_table(
        "liaisons",
        identity(),
        reference("ticket_number", "tickets.number"),
        reference("person_id", "people.id"),
        reference("named_by_id", "people.id"),
        moment("named_at"),
        _long_text_or_none("why"),
    )
    index("liaisons", "ticket_number")


def _meetings() -> None:
    op.create_table(
        "meetings",
        identity(),
        reference("ticket_number", "tickets.number"),
        moment("held_at"),
        words("place"),
        document("present"),
        long_text("decisions"),
        reference("by_id", "people.id"),
        moment("at"),
    )
    index("meetings", "ticket_number")
    op.create_table(
        "next_steps",
        identity(),
        reference("meeting_id", "meetings.id"),
        long_text("what"),
        reference("owner_id", "people.id"),
        sa.Column("due_on", sa.Date(), nullable=False),
    )
    index("next_steps", "meeting_id")
    index("next_steps", "due_on")


def _final_reports() -> None:
    op.create_table(
        "final_reports",
        reference("ticket_number", "tickets.number", primary_key=True),
        one_of("state", "reportstate", ("draft", "submitted", "read")),
        _long_text_or_none("nobody_why"),
        moment("submitted_at", null=True),
        reference("submitted_by_id", "people.id", null=True),
        moment("read_at", null=True),
        reference("read_by_id", "people.id", null=True),
        words("entry_id", null=True),
        check("submitted_when", "(state = 'draft') = (submitted_at IS NULL)"),
        check("submitted_by_somebody", "(submitted_at IS NULL) = (submitted_by_id IS NULL)"),
        check("read_when", "(state = 'read') = (read_at IS NOT NULL)"),
        check("read_by_somebody", "(read_at IS NULL) = (read_by_id IS NULL)"),
    )
    op.create_table(
        "report_parts",
        reference("ticket_number", "final_reports.ticket_number", primary_key=True),
        one_of(
            "part", "reportpart", ("cause", "course", "lessons", "improvements"), primary_key=True
        ),
        long_text("text"),
        number("version"),
        reference("by_id", "people.id"),
        moment("at"),
    )
    op.create_table(
        "assessments",
        identity(),
        reference("ticket_number", "final_reports.ticket_number"),
        reference("person_id", "people.id"),
        long_text("text"),
        reference("by_id", "people.id"),
        moment("at"),
        sa.UniqueConstraint("ticket_number", "person_id"),
    )


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        identity(),
        reference("ticket_number", "tickets.number"),
        one_of("state", "followupstate", ("waiting", "to_contact", "satisfied", "closed")),
        _long_text_or_none("why"),
        one_of("department", "department", DEPARTMENTS, null=True),
        reference("owner_id", "people.id"),
        moment("opened_at"),
        moment("ended_at", null=True),
        reference("ended_by_id", "people.id", null=True),
        _long_text_or_none("end_why"),
        check("ended_when", "(state IN ('satisfied', 'closed')) = (ended_at IS NOT NULL)"),
        check(
            "closed_why",
            "state <> 'closed' OR (ended_by_id IS NOT NULL AND end_why IS NOT NULL)",
        ),
        check("ended_by_somebody", "ended_at IS NOT NULL OR ended_by_id IS NULL"),
    )
    index("follow_ups", "ticket_number")
    index("follow_ups", "ended_at", "owner_id")
    _what_was_done()


def _what_was_done() -> None:
    op.create_table(
        "follow_up_feedback",
        identity(),
        reference("follow_up_id", "follow_ups.id"),
        reference("by_id", "people.id"),
        moment("at"),
        long_text("text"),
    )
    index("follow_up_feedback", "follow_up_id")
    op.create_table(
        "follow_up_contacts",
        identity(),
        reference("follow_up_id", "follow_ups.id"),
        reference("by_id", "people.id"),
        moment("at"),
        one_of("channel", "channel", ("online", "phone", "email", "on-site")),
        one_of("result", "contactresult", ("not_reached", "still_dissatisfied", "satisfied")),
        _long_text_or_none("note"),
        check("reached_what", "result = 'not_reached' OR note IS NOT NULL"),
    )
    index("follow_up_contacts", "follow_up_id")


def _long_text_or_none(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=True)
