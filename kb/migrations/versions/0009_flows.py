"""Tickets in the hands of departments and of several colleagues: what each act leaves behind."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import (
    check,
    document,
    identity,
    index,
    long_text,
    moment,
    one_of,
    reference,
    words,
)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CATEGORIES = ("membership", "venue", "training", "events", "shop", "other")
DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop"),
    *("front-desk", "call-centre"),
)
STATES = ("open", "in_progress", "referred", "answered", "closed", "merged")

CONDITIONS = {
    "ticketstate": f"state IN ({', '.join(repr(each) for each in STATES)})",
    "work_has_owner": (
        "state NOT IN ('in_progress', 'referred', 'answered') OR owner_id IS NOT NULL"
    ),
    "referred_to_department": "state <> 'referred' OR department IS NOT NULL",
}


def upgrade() -> None:
    _states_of_tickets()
    _between_colleagues()
    _referrals()
    _what_departments_say()
    _what_it_is()
    _one_of_several()


def _states_of_tickets() -> None:
    with op.batch_alter_table("tickets") as tickets:
        for name in ("ticketstate", "work_has_owner"):
            tickets.drop_constraint(op.f(f"ck_tickets_{name}"), type_="check")
        for name, text in CONDITIONS.items():
            tickets.create_check_constraint(op.f(f"ck_tickets_{name}"), text)
    index("tickets", "owner_id", "state")


def _between_colleagues() -> None:
    op.create_table(
        "handings",
        identity(),
        _ticket(),
        one_of("kind", "handingkind", ("handed_on", "taken_over", "given_back")),
        reference("from_id", "people.id"),
        reference("to_id", "people.id", null=True),
        *_by(),
        long_text("reason"),
        check("back_to_nobody", "(kind = 'given_back') = (to_id IS NULL)"),
        check("to_another", "from_id <> to_id"),
        check("said_why", "reason <> ''"),
    )
    index("handings", "ticket_number")
    op.create_table("member_updates", identity(), _ticket(), *_by(), long_text("text"))
    index("member_updates", "ticket_number")
    op.create_table(
        "consults",
        identity(),
        _ticket(),
        *_by(),
        reference("asked_id", "people.id", null=True),
        long_text("question"),
        sa.Column("advised", sa.Boolean(), nullable=False),
    )
    index("consults", "ticket_number")
    index("consults", "advised", "at")
    op.create_table(
        "advices", identity(), reference("consult_id", "consults.id"), *_by(), long_text("text")
    )
    index("advices", "consult_id")


def _referrals() -> None:
    op.create_table(
        "referrals",
        identity(),
        _ticket(),
        one_of("department", "department", DEPARTMENTS),
        *_by(),
        words("member_name"),
        words("member_phone", null=True),
        long_text("matter"),
        words("happened"),
        words("wanted_by", null=True),
        long_text("reason"),
        sa.Column("ended", sa.Boolean(), nullable=False),
    )
    index("referrals", "ticket_number")
    index("referrals", "department", "ended")


def _what_departments_say() -> None:
    op.create_table(
        "referral_ends",
        reference("referral_id", "referrals.id", primary_key=True),
        one_of("kind", "endkind", ("solved", "returned", "withdrawn", "passed_on")),
        *_by(),
        long_text("said"),
        check("said_something", "said <> ''"),
    )
    op.create_table(
        "referral_plans",
        reference("referral_id", "referrals.id", primary_key=True),
        *_by(),
        long_text("what"),
        moment("expected_at"),
        check("expected_later", "expected_at > at"),
    )
    op.create_table(
        "referral_times",
        identity(),
        reference("referral_id", "referral_plans.referral_id"),
        *_by(),
        moment("former"),
        moment("expected_at"),
        long_text("reason"),
        check("expected_later", "expected_at > at"),
        check("said_why", "reason <> ''"),
    )
    index("referral_times", "referral_id")


def _what_it_is() -> None:
    op.create_table(
        "level_changes",
        identity(),
        _ticket(),
        _level("before"),
        _level("after"),
        long_text("reason"),
        sa.Column("blames_handler", sa.Boolean(), nullable=False),
        reference("handler_id", "people.id", null=True),
        *_by(),
        check("changes", "before <> after"),
        check("said_why", "reason <> ''"),
        check(
            "blames_somebody", "NOT blames_handler OR (after > before AND handler_id IS NOT NULL)"
        ),
    )
    index("level_changes", "ticket_number")
    index("level_changes", "handler_id", "at")
    op.create_table(
        "triage_corrections",
        identity(),
        _ticket(),
        _level("proposed_level"),
        one_of("proposed_category", "proposed_category", CATEGORIES),
        _level("level"),
        one_of("category", "category", CATEGORIES),
        long_text("reason"),
        *_by(),
        check("corrects_something", "level <> proposed_level OR category <> proposed_category"),
        check("said_why", "reason <> ''"),
    )
    index("triage_corrections", "ticket_number")


def _one_of_several() -> None:
    op.create_table(
        "merges",
        reference("ticket_number", "tickets.number", primary_key=True),
        reference("into_number", "tickets.number"),
        long_text("reason"),
        *_by(),
        check("into_another", "ticket_number <> into_number"),
        check("said_why", "reason <> ''"),
    )
    index("merges", "into_number")
    op.create_table(
        "reopenings",
        identity(),
        _ticket(),
        reference("by_id", "people.id", null=True),
        moment("at"),
        long_text("reason"),
        check("said_why", "reason <> ''"),
    )
    index("reopenings", "ticket_number")
    op.create_table(
        "intakes",
        reference("ticket_number", "tickets.number", primary_key=True),
        words("member_name", null=True),
        words("member_phone", null=True),
        _level("proposed_level"),
        one_of("proposed_category", "category", CATEGORIES),
        document("because"),
        *_by(),
    )


def _ticket() -> sa.Column[int]:
    return reference("ticket_number", "tickets.number")


def _by() -> tuple[sa.Column[int], sa.Column[sa.DateTime]]:
    return reference("by_id", "people.id"), moment("at")


def _level(name: str) -> sa.Column[int]:
    known = check(name, f"{name} BETWEEN 1 AND 3")
    return sa.Column(name, sa.SmallInteger(), known, nullable=False)
