"""What keeps knowledge true and credits people: planned texts, re-checks, tasks, the knowledge of
tickets, contributions."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.append_only import refuse_changes
from kb.migrations.columns import (
    check,
    identity,
    index,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop"),
    *("front-desk", "call-centre"),
)


def upgrade() -> None:
    # A plain column without a constraint: SQLite would copy the table, and lose its triggers.
    op.add_column("publications", moment("effective_at", null=True))
    index("publications", "effective_at")
    _verifications()
    _tasks()
    _knowledge_of_tickets()
    _contributions()
    refuse_changes("verifications", "number")
    refuse_changes("contributions", "id")
    refuse_changes("reversals", "contribution_id")


def _verifications() -> None:
    op.create_table(
        "verifications",
        number("number", primary_key=True, autoincrement=False),
        words("entry_id"),
        number("revision"),
        reference("by_id", "people.id"),
        moment("at"),
        sa.Column("next_due", sa.Date(), nullable=False),
        words("note", null=True),
        _text_of_an_entry(),
    )
    index("verifications", "entry_id", "number")


def _tasks() -> None:
    op.create_table(
        "tasks",
        identity(),
        one_of("kind", "taskkind", ("feedback", "overdue", "spot_check")),
        reference("entry_id", "entries.id", kind=sa.String()),
        one_of("about", "about", ("wrong", "outdated", "incomplete", "not_asked"), null=True),
        number("ticket_number", null=True),
        one_of("department", "department", DEPARTMENTS),
        reference("owner_id", "people.id", null=True),
        moment("opened_at"),
        moment("last_at"),
        moment("done_at", null=True),
        reference("done_by", "people.id", null=True),
        one_of(
            "resolution",
            "resolution",
            ("mended", "verified", "retired", "right", "wrong", "no_change"),
            null=True,
        ),
        words("note", null=True),
        check("feedback_about", "(kind = 'feedback') = (about IS NOT NULL)"),
        check("spot_check_of", "(kind = 'spot_check') = (ticket_number IS NOT NULL)"),
        check("done_by_somebody", "(done_at IS NULL) = (done_by IS NULL)"),
        check("done_with_resolution", "(done_at IS NULL) = (resolution IS NULL)"),
        check("no_change_why", "resolution <> 'no_change' OR note IS NOT NULL"),
    )
    index("tasks", "entry_id", "kind")
    index("tasks", "done_at", "owner_id")
    op.create_table(
        "task_reports",
        reference("task_id", "tasks.id", primary_key=True),
        number("outcome_id", primary_key=True, autoincrement=False),
        moment("at"),
    )


def _knowledge_of_tickets() -> None:
    op.create_table(
        "ticket_links",
        reference("ticket_number", "closures.ticket_number", primary_key=True),
        one_of("use", "knowledgeuse", ("reused", "improved", "drafted", "none")),
        words("entry_id", null=True),
        number("revision", null=True),
        words("reason", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("names_entry", "(use = 'none') = (entry_id IS NULL)"),
        check("none_why", "(use = 'none') = (reason IS NOT NULL)"),
        check("improved_how", "use <> 'improved' OR revision IS NOT NULL"),
    )
    index("ticket_links", "entry_id", "at")
    op.create_table(
        "spot_checks",
        reference("ticket_number", "ticket_links.ticket_number", primary_key=True),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        words("note", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("wrong_why", "is_right OR note IS NOT NULL"),
    )


def _contributions() -> None:
    kinds = ("new_entry", "better_answer", "variants", "correction", "recheck", "gap_closed")
    op.create_table(
        "contributions",
        identity(),
        one_of("kind", "contributionkind", kinds),
        reference("entry_id", "entries.id", kind=sa.String()),
        number("revision"),
        number("number"),
        reference("contributor_id", "people.id"),
        reference("reviewer_id", "people.id", null=True),
        one_of("grade", "grade", ("A", "B", "C")),
        one_of("uncredited", "uncredited", ("own_approval", "duplicate", "split"), null=True),
        words("because", null=True),
        moment("at"),
        _text_of_an_entry(),
        sa.UniqueConstraint("kind", "number", "contributor_id"),
        check("reviewed_by_other", "reviewer_id <> contributor_id"),
        check(
            "unreviewed", "reviewer_id IS NOT NULL OR kind = 'recheck' OR uncredited IS NOT NULL"
        ),
    )
    index("contributions", "contributor_id", "at")
    index("contributions", "entry_id")
    op.create_table(
        "reversals",
        reference("contribution_id", "contributions.id", primary_key=True),
        reference("by_id", "people.id"),
        moment("at"),
        words("reason"),
        check("said_why", "reason <> ''"),
    )


def _text_of_an_entry() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["entry_id", "revision"], ["revisions.entry_id", "revisions.number"]
    )
