"""What colleagues are told and by which channel; their notes and handovers; phrases flagged."""

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

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = (
    *("warned", "breached", "climbed", "periodic", "assigned", "news", "asked"),
    *("mentioned", "serious", "decision", "returned", "due"),
    *("handed_over", "undelivered"),
)
CHANNELS = ("mail", "robot")
STATES = ("waiting", "sending", "sent", "given_up", "dropped")


def upgrade() -> None:
    _notices()
    _deliveries()
    _notes()
    _handovers()
    _flagged_phrases()


def _notices() -> None:
    op.create_table(
        "notices",
        identity(),
        reference("person_id", "people.id"),
        one_of("kind", "noticekind", KINDS),
        words("subject_type"),
        words("subject_id"),
        long_text("text"),
        words("path"),
        words("key"),
        moment("at"),
        moment("seen_at", null=True),
        sa.UniqueConstraint("person_id", "key"),
    )
    index("notices", "person_id", "seen_at", "id")


def _deliveries() -> None:
    op.create_table(
        "subscriptions",
        reference("person_id", "people.id", primary_key=True),
        one_of("channel", "channelkind", CHANNELS, primary_key=True),
        words("address"),
        document("kinds"),
        moment("changed_at"),
    )
    op.create_table("group_kinds", one_of("kind", "noticekind", KINDS, primary_key=True))
    op.create_table(
        "deliveries",
        identity(),
        reference("notice_id", "notices.id"),
        reference("person_id", "people.id", null=True),
        one_of("channel", "channelkind", CHANNELS),
        words("mark"),
        words("message_id"),
        one_of("state", "deliverystate", STATES),
        number("attempts"),
        moment("queued_at"),
        moment("next_try_at", null=True),
        moment("done_at", null=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.UniqueConstraint("channel", "mark"),
        check("goes_on_or_is_done", "(next_try_at IS NULL) = (done_at IS NOT NULL)"),
        check("waits_or_is_done", "(state IN ('waiting', 'sending')) = (done_at IS NULL)"),
    )
    index("deliveries", "next_try_at")


def _notes() -> None:
    op.create_table(
        "notes",
        identity(),
        words("subject_type"),
        words("subject_id"),
        reference("by_id", "people.id"),
        moment("at"),
        long_text("text"),
    )
    index("notes", "subject_type", "subject_id", "id")
    refuse_changes("notes", "id")
    op.create_table(
        "note_mentions",
        reference("note_id", "notes.id", primary_key=True),
        reference("person_id", "people.id", primary_key=True),
    )
    index("note_mentions", "person_id")
    refuse_changes("note_mentions", "note_id", "person_id")


def _handovers() -> None:
    op.create_table(
        "handovers",
        identity(),
        reference("by_id", "people.id"),
        reference("receiver_id", "people.id", null=True),
        moment("at"),
        long_text("text"),
    )
    index("handovers", "at")
    op.create_table(
        "handover_items",
        reference("handover_id", "handovers.id", primary_key=True),
        number("ticket_number", primary_key=True, autoincrement=False),
        level(),
        moment("due_at"),
        long_text("question"),
        long_text("remark"),
    )
    op.create_table(
        "handover_acknowledgements",
        reference("handover_id", "handovers.id", primary_key=True),
        reference("person_id", "people.id", primary_key=True),
        moment("at"),
    )


def _flagged_phrases() -> None:
    op.create_table(
        "flagged_phrases",
        identity(),
        words("subject_type"),
        words("subject_id"),
        reference("by_id", "people.id"),
        moment("at"),
        words("phrase"),
        long_text("said"),
    )
    index("flagged_phrases", "at")
    refuse_changes("flagged_phrases", "id")
