"""Complaints with every step of their course, corrective actions, apology letters."""

from typing import Any

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

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CATEGORIES = ("membership", "venue", "training", "events", "shop", "other")
DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop"),
    *("front-desk", "call-centre"),
)
STATES = (
    *("registered", "valid", "invalid", "handed", "planned", "decided", "returned"),
    *("carried_out", "result_given", "called_back", "slipped", "explained"),
    *("closed", "withdrawn"),
)

ACTION_STATES = ("open", "under_way", "done", "verified", "dismissed")


def upgrade() -> None:
    _complaints()
    _judging_and_ending()
    _handling()
    _returning()
    _corrective()
    _correcting()
    _letters()


def _complaints() -> None:
    op.create_table(
        "complaints",
        number("number", primary_key=True, autoincrement=False),
        reference("ticket_number", "tickets.number", null=True),
        reference("member_id", "members.id", null=True),
        words("name"),
        words("phone"),
        words("address"),
        one_of("channel", "channel", ("online", "phone", "email", "on-site")),
        words("place"),
        one_of("category", "category", CATEGORIES),
        one_of("department", "department", DEPARTMENTS, null=True),
        reference("about_id", "people.id", null=True),
        long_text("text"),
        one_of("state", "complaintstate", STATES),
        reference("registered_by", "people.id"),
        moment("registered_at"),
        check("said_what", "text <> ''"),
        check(
            "handed_to_somebody",
            "state NOT IN ('handed', 'planned', 'decided', 'returned', 'carried_out',"
            " 'result_given', 'called_back') OR department IS NOT NULL",
        ),
    )
    index("complaints", "state", "registered_at")
    index("complaints", "department", "category", "registered_at")
    index("complaints", "ticket_number")


def _judging_and_ending() -> None:
    _step(
        "complaint_judgements",
        one_of("verdict", "verdict", ("valid", "invalid")),
        long_text("reason"),
        check("said_why", "reason <> ''"),
    )
    op.create_table(
        "complaint_endings",
        reference("complaint_number", "complaints.number", primary_key=True),
        one_of("ending", "ending", ("closed", "withdrawn")),
        long_text("reason"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "reason <> ''"),
    )


def _handling() -> None:
    _step(
        "complaint_handings",
        one_of("department", "department", DEPARTMENTS),
        long_text("note"),
    )
    _step("complaint_plans", long_text("text"), moment("due_at"), _said_what())
    _step(
        "plan_decisions",
        reference("plan_id", "complaint_plans.id", unique=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        long_text("reason"),
        check("returned_why", "approved OR reason <> ''"),
    )
    _step("complaint_executions", long_text("text"), _said_what())


def _returning() -> None:
    _step("complaint_results", long_text("text"), _said_what())
    _step(
        "complaint_call_backs",
        one_of("way", "callbackway", ("telephone", "visit")),
        one_of("satisfaction", "satisfaction", ("satisfied", "neutral", "dissatisfied")),
        long_text("words"),
        check("dissatisfied_why", "satisfaction <> 'dissatisfied' OR words <> ''"),
    )
    index("complaint_call_backs", "at")
    _step(
        "referral_slips",
        words("name"),
        words("phone"),
        words("address"),
        long_text("note"),
        check("names_somebody", "name <> '' AND phone <> '' AND address <> ''"),
    )
    _step("complaint_explanations", long_text("text"), _said_what())


def _corrective() -> None:
    op.create_table(
        "corrective_actions",
        identity(),
        one_of("category", "category", CATEGORIES),
        one_of("department", "department", DEPARTMENTS),
        words("place"),
        one_of("state", "actionstate", ACTION_STATES),
        moment("opened_at"),
        long_text("cause"),
        long_text("measure"),
        reference("responsible_id", "people.id", null=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        check(
            "measure_is_whole",
            "state IN ('open', 'dismissed') OR (responsible_id IS NOT NULL"
            " AND due_on IS NOT NULL AND cause <> '' AND measure <> '')",
        ),
    )
    index("corrective_actions", "state", "opened_at")
    op.create_table(
        "repeated_complaints",
        reference("complaint_number", "complaints.number", primary_key=True),
        reference("action_id", "corrective_actions.id"),
        moment("at"),
    )
    index("repeated_complaints", "action_id")


def _correcting() -> None:
    op.create_table(
        "corrective_dismissals",
        reference("action_id", "corrective_actions.id", primary_key=True),
        long_text("reason"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "reason <> ''"),
    )
    _of_action("corrective_reports", long_text("text"), check("said_what", "text <> ''"))
    _of_action(
        "corrective_checks",
        sa.Column("works", sa.Boolean(), nullable=False),
        long_text("note"),
        check("said_how", "note <> ''"),
    )


def _letters() -> None:
    op.create_table(
        "letter_versions",
        reference("complaint_number", "complaints.number", primary_key=True),
        number("version", primary_key=True, autoincrement=False),
        document("parts"),
        reference("by_id", "people.id"),
        moment("at"),
    )
    op.create_table(
        "letter_sendings",
        identity(),
        number("complaint_number"),
        number("version"),
        one_of("way", "sentby", ("post", "email", "in_person")),
        words("note"),
        reference("by_id", "people.id"),
        moment("at"),
        sa.ForeignKeyConstraint(
            ["complaint_number", "version"],
            ["letter_versions.complaint_number", "letter_versions.version"],
        ),
    )
    index("letter_sendings", "complaint_number")
    op.create_table(
        "letter_templates",
        number("version", primary_key=True, autoincrement=False),
        words("name"),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        reference("by_id", "people.id"),
        moment("at"),
        check("has_name", "name <> ''"),
    )


def _step(table: str, *more: Any) -> None:
    op.create_table(
        table,
        identity(),
        reference("complaint_number", "complaints.number"),
        reference("by_id", "people.id"),
        moment("at"),
        *more,
    )
    index(table, "complaint_number")


def _of_action(table: str, *more: Any) -> None:
    op.create_table(
        table,
        identity(),
        reference("action_id", "corrective_actions.id"),
        reference("by_id", "people.id"),
        moment("at"),
        *more,
    )
    index(table, "action_id")


def _said_what() -> sa.CheckConstraint:
    return check("said_what", "text <> ''")
