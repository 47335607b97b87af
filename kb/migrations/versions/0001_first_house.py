"""Every table of the first house, and the triggers that keep history as it was written.

Constraints get their names from the naming convention of kb/db/base.py.
"""

import sqlalchemy as sa
from alembic import op

from kb.migrations.append_only import refuse_changes
from kb.migrations.columns import (
    check,
    document,
    identity,
    index,
    level,
    long_text,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "history": ("id",),
    "policy_versions": ("id",),
    "revisions": ("entry_id", "number"),
    "publications": ("number",),
}

CATEGORIES = ("membership", "venue", "training", "events", "shop", "other")
DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop"),
    *("front-desk", "call-centre"),
)
REASONS = (
    *("no_knowledge", "near_miss", "ambiguous", "asked_for_person", "level_2", "level_3"),
    *("expired", "internal_only", "out_of_hours", "unreadable"),
)


def upgrade() -> None:
    _ground_floor()
    _people()
    _entries()
    _decisions_on_entries()
    _conversations()
    _outcomes()
    _tickets()
    _work_on_tickets()
    for table, key in APPEND_ONLY.items():
        refuse_changes(table, *key)


def _ground_floor() -> None:
    op.create_table(
        "history",
        identity(),
        moment("at"),
        number("by_id", null=True),
        words("verb"),
        words("subject_type"),
        words("subject_id"),
        document("details"),
    )
    index("history", "subject_type", "subject_id", "id")
    index("history", "verb", "at")
    op.create_table(
        "policy_versions",
        identity(),
        words("name"),
        number("version"),
        document("body"),
        words("checksum"),
        moment("adopted_at"),
        number("by_id", null=True),
        sa.UniqueConstraint("name", "version"),
    )
    op.create_table("counters", words("name", primary_key=True), number("value"))


def _people() -> None:
    op.create_table(
        "people",
        identity(),
        words("login"),
        words("name"),
        words("password_hash"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("login"),
    )
    roles = ("agent", "supervisor", "maintainer", "department", "manager", "admin")
    op.create_table(
        "grants",
        reference("person_id", "people.id", primary_key=True),
        one_of("role", "role", roles, primary_key=True),
        moment("granted_at"),
        reference("by_id", "people.id", null=True),
    )
    op.create_table(
        "postings",
        reference("person_id", "people.id", primary_key=True),
        one_of("department", "department", DEPARTMENTS, primary_key=True),
    )
    endings = ("logout", "password_changed", "roles_changed", "deactivated")
    op.create_table(
        "login_sessions",
        identity(),
        words("token_hash"),
        reference("person_id", "people.id"),
        moment("opened_at"),
        moment("ended_at", null=True),
        one_of("ended_why", "ending", endings, null=True),
        sa.UniqueConstraint("token_hash"),
        check("ended_with_reason", "(ended_at IS NULL) = (ended_why IS NULL)"),
    )
    index("login_sessions", "person_id", "ended_at")


def _entries() -> None:
    states = ("draft", "in_review", "published", "due", "retired", "rejected")
    published = "state NOT IN ('published', 'due') OR (live IS NOT NULL AND live = head)"
    op.create_table(
        "entries",
        words("id", primary_key=True),
        one_of("state", "entrystate", states),
        moment("created_at"),
        number("head"),
        number("live", null=True),
        number("origin_ticket", null=True),
        number("version"),
        check("live_exists", "live IS NULL OR live <= head"),
        check("published_is_live", published),
        check("retired_is_not_live", "state <> 'retired' OR live IS NULL"),
    )
    index("entries", "state")
    op.create_table(
        "revisions",
        reference("entry_id", "entries.id", kind=sa.String(), primary_key=True),
        number("number", primary_key=True, autoincrement=False),
        words("question"),
        document("variants"),
        words("answer"),
        words("short", null=True),
        words("note", null=True),
        one_of("category", "category", CATEGORIES),
        one_of("department", "department", DEPARTMENTS),
        one_of("audience", "audience", ("member", "internal")),
        document("tags"),
        document("links"),
        moment("valid_from", null=True),
        moment("valid_until", null=True),
        sa.Column("review_on", sa.Date()),
        one_of("origin", "origin", ("console", "corpus", "ticket")),
        reference("written_by", "people.id"),
        moment("written_at"),
        words("summary"),
    )


def _decisions_on_entries() -> None:
    revision_key = ["revisions.entry_id", "revisions.number"]
    op.create_table(
        "reviews",
        identity(),
        words("entry_id"),
        number("revision"),
        one_of("finding", "finding", ("approved", "rejected")),
        words("reason", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        sa.ForeignKeyConstraint(["entry_id", "revision"], revision_key),
        check("rejected_why", "(finding = 'rejected') = (reason IS NOT NULL)"),
    )
    index("reviews", "entry_id", "revision")
    op.create_table(
        "publications",
        number("number", primary_key=True, autoincrement=False),
        reference("entry_id", "entries.id", kind=sa.String()),
        number("revision", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        words("why"),
        sa.ForeignKeyConstraint(["entry_id", "revision"], revision_key),
        check("withdrawn_why", "revision IS NOT NULL OR why <> ''"),
    )
    index("publications", "entry_id", "number")


def _conversations() -> None:
    op.create_table(
        "conversations",
        identity(),
        words("token_hash"),
        one_of("channel", "channel", ("online", "phone", "email", "on-site")),
        moment("opened_at"),
        words("member_name", null=True),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "messages",
        identity(),
        reference("conversation_id", "conversations.id"),
        number("position"),
        one_of("author", "author", ("member", "assistant", "staff")),
        reference("by_id", "people.id", null=True),
        long_text("text"),
        moment("at"),
        words("key", null=True),
        sa.UniqueConstraint("conversation_id", "key"),
        sa.UniqueConstraint("conversation_id", "position"),
        check("staff_has_name", "(author = 'staff') = (by_id IS NOT NULL)"),
    )


def _outcomes() -> None:
    op.create_table(
        "outcomes",
        identity(),
        reference("message_id", "messages.id"),
        reference("reply_id", "messages.id", null=True),
        moment("at"),
        one_of("decision", "decisionkind", ("answer", "clarify", "handoff", "smalltalk")),
        one_of("reason", "reason", REASONS, null=True),
        level(),
        one_of("category", "category", CATEGORIES),
        document("entry_ids"),
        document("candidates"),
        long_text("explanation"),
        number("knowledge_number"),
        number("policy_version"),
        sa.Column("took_ms", sa.Double(), nullable=False),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("reply_id"),
        check("handoff_why", "decision <> 'handoff' OR reason IS NOT NULL"),
    )
    index("outcomes", "at")
    wrong = ("wrong", "outdated", "incomplete", "not_asked")
    op.create_table(
        "verdicts",
        reference("outcome_id", "outcomes.id", primary_key=True),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        one_of("reason", "verdictreason", wrong, null=True),
        moment("at"),
        check("helpful_needs_no_reason", "NOT helpful OR reason IS NULL"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        number("number", primary_key=True, autoincrement=False),
        reference("conversation_id", "conversations.id"),
        reference("message_id", "messages.id", null=True),
        long_text("question"),
        one_of("category", "category", CATEGORIES),
        level(),
        one_of("reason", "reason", REASONS),
        one_of("state", "ticketstate", ("open", "in_progress", "answered", "closed")),
        moment("opened_at"),
        moment("due_at"),
        reference("owner_id", "people.id", null=True),
        one_of("department", "department", DEPARTMENTS, null=True),
        document("candidates"),
        number("version"),
        sa.UniqueConstraint("message_id"),
        check("open_has_no_owner", "state <> 'open' OR owner_id IS NULL"),
        check("work_has_owner", "state NOT IN ('in_progress', 'answered') OR owner_id IS NOT NULL"),
    )
    index("tickets", "conversation_id")
    index("tickets", "state", "due_at")


def _work_on_tickets() -> None:
    op.create_table(
        "replies",
        identity(),
        reference("ticket_number", "tickets.number"),
        reference("by_id", "people.id"),
        moment("at"),
        long_text("text"),
    )
    index("replies", "ticket_number")
    op.create_table(
        "closures",
        reference("ticket_number", "tickets.number", primary_key=True),
        reference("by_id", "people.id"),
        moment("at"),
        long_text("why"),
        check("said_why", "why <> ''"),
    )
