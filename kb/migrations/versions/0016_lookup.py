"""Answers offered and looked for in vain; standard phrases; questions answered on the spot."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import (
    check,
    identity,
    index,
    long_text,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("greeting", "calming", "waiting", "closing", "other")


def upgrade() -> None:
    _offered()
    _phrases()
    op.create_table(
        "lookup_misses",
        identity(),
        long_text("text"),
        number("ticket_number", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("says_what", "text <> ''"),
    )
    index("lookup_misses", "at")
    op.create_table(
        "spot_answers",
        reference("ticket_number", "tickets.number", primary_key=True),
        words("entry_id", null=True),
        moment("began_at"),
        reference("by_id", "people.id"),
        moment("at"),
        check("began_before", "at >= began_at"),
    )


def _offered() -> None:
    op.create_table(
        "offered_answers",
        identity(),
        reference("ticket_number", "tickets.number"),
        reference("reply_id", "replies.id"),
        words("entry_id"),
        number("revision"),
        number("rank", null=True),
        one_of("fate", "fate", ("adopted", "edited", "ignored")),
        reference("by_id", "people.id"),
        moment("at"),
        check("ranked_from_one", "rank IS NULL OR rank >= 1"),
        check("looked_up_is_used", "rank IS NOT NULL OR fate <> 'ignored'"),
    )
    index("offered_answers", "ticket_number")
    index("offered_answers", "entry_id", "at")
    index("offered_answers", "at")


def _phrases() -> None:
    op.create_table(
        "standard_phrases",
        identity(),
        words("key", null=True),
        reference("owner_id", "people.id", null=True),
        one_of("kind", "phrasekind", KINDS),
        words("title"),
        long_text("text"),
        number("version"),
        moment("retired_at", null=True),
        reference("retired_by", "people.id", null=True),
        check("says_something", "title <> '' AND text <> ''"),
        check("files_is_shared", "key IS NULL OR owner_id IS NULL"),
        check("retired_by_whom", "(retired_at IS NULL) = (retired_by IS NULL)"),
        sa.UniqueConstraint("key"),
    )
    index("standard_phrases", "owner_id")
    op.create_table(
        "standard_phrase_texts",
        identity(),
        reference("phrase_id", "standard_phrases.id"),
        number("version"),
        one_of("kind", "phrasekind", KINDS),
        words("title"),
        long_text("text"),
        reference("by_id", "people.id", null=True),
        moment("at"),
        sa.UniqueConstraint("phrase_id", "version"),
    )


def downgrade() -> None:
    for table in (
        *("standard_phrase_texts", "standard_phrases", "offered_answers"),
        *("spot_answers", "lookup_misses"),
    ):
        op.drop_table(table)
