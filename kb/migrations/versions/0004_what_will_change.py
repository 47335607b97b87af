"""Saved questions and pins, rulings on gaps, and acts on many entries at once."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.append_only import refuse_changes
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

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _saved_questions()
    _rulings()
    _bulk()
    refuse_changes("broken_pins", "number", "question_id")
    refuse_changes("ruled_questions", "ruling_id", "message_id")


def _saved_questions() -> None:
    op.create_table(
        "saved_questions",
        identity(),
        words("key", unique=True),
        words("question"),
        document("before"),
        one_of("source", "source", ("judged", "training", "helpful", "chosen", "linked")),
        document("decisions"),
        document("wanted"),
        number("message_id", null=True),
        moment("added_at"),
        reference("pinned_by", "people.id", null=True),
        moment("pinned_at", null=True),
        check("pinned_by_somebody", "(pinned_by IS NULL) = (pinned_at IS NULL)"),
    )
    index("saved_questions", "pinned_at")
    op.create_table(
        "broken_pins",
        reference("number", "publications.number", primary_key=True, autoincrement=False),
        reference("question_id", "saved_questions.id", primary_key=True),
        words("reason"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "reason <> ''"),
    )


def _rulings() -> None:
    op.create_table(
        "rulings",
        identity(),
        one_of("kind", "rulingkind", ("new_entry", "variant", "ignored")),
        words("question"),
        reference("entry_id", "entries.id", kind=sa.String(), null=True),
        words("reason", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("ignored_why", "(kind = 'ignored') = (reason IS NOT NULL)"),
        check("ignored_names_none", "(kind = 'ignored') = (entry_id IS NULL)"),
    )
    index("rulings", "entry_id")
    op.create_table(
        "ruled_questions",
        reference("ruling_id", "rulings.id", primary_key=True),
        number("message_id", primary_key=True, autoincrement=False),
        words("question"),
    )
    index("ruled_questions", "message_id")


def _bulk() -> None:
    kinds = ("retire", "tags", "review_on", "submit")
    op.create_table(
        "bulk_acts",
        identity(),
        one_of("kind", "bulkkind", kinds),
        words("said"),
        reference("by_id", "people.id"),
        moment("at"),
        moment("undone_at", null=True),
        reference("undone_by", "people.id", null=True),
        check("undone_by_somebody", "(undone_at IS NULL) = (undone_by IS NULL)"),
    )
    index("bulk_acts", "by_id", "at")
    op.create_table(
        "bulk_items",
        reference("bulk_id", "bulk_acts.id", primary_key=True),
        reference("entry_id", "entries.id", kind=sa.String(), primary_key=True),
        number("before"),
        number("after"),
        moment("undone_at", null=True),
        words("kept_because", null=True),
    )
