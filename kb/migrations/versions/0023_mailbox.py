"""Mails of members, how far a mailbox was read, and what is mailed to members."""

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

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _mails()
    _answers()
    op.create_table(
        "mail_marks",
        words("folder", primary_key=True),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
    )


def _mails() -> None:
    op.create_table(
        "mails",
        identity(),
        *(words(each) for each in ("message_id", "place", "from_email", "from_name", "subject")),
        long_text("text"),
        long_text("said"),
        document("attachments"),
        document("answers_to"),
        one_of("fate", "mailfate", ("taken", "refused", "bounced", "unreadable")),
        words("why"),
        moment("at"),
        reference("conversation_id", "conversations.id", null=True),
        reference("opened_by_id", "people.id", null=True),
        moment("opened_at", null=True),
        check("not_taken_why", "fate = 'taken' OR why <> ''"),
        check("taken_to_talk", "fate <> 'taken' OR conversation_id IS NOT NULL"),
        check(
            "opened_by_whom",
            "(opened_by_id IS NULL) = (opened_at IS NULL)"
            " AND (opened_by_id IS NULL OR conversation_id IS NOT NULL)",
        ),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("place"),
    )
    index("mails", "conversation_id")
    index("mails", "fate", "id")


def _answers() -> None:
    op.create_table(
        "mail_answers",
        identity(),
        reference("conversation_id", "conversations.id"),
        reference("said_id", "messages.id"),
        words("to_email"),
        words("subject"),
        long_text("text"),
        words("link", null=True),
        document("answers_to"),
        words("message_id"),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        one_of("state", "answerstate", ("waiting", "sending", "sent", "given_up")),
        number("attempts"),
        moment("queued_at"),
        moment("next_try_at", null=True),
        moment("done_at", null=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        check("goes_on_or_is_done", "(next_try_at IS NULL) = (done_at IS NOT NULL)"),
        check("waits_or_is_done", "(state IN ('waiting', 'sending')) = (done_at IS NULL)"),
        check("key_is_gone", "state <> 'sent' OR link IS NULL"),
        sa.UniqueConstraint("said_id"),
        sa.UniqueConstraint("message_id"),
    )
    index("mail_answers", "conversation_id")
    index("mail_answers", "next_try_at")
    index("mail_answers", "to_email", "queued_at")


def downgrade() -> None:
    for table in ("mail_marks", "mail_answers", "mails"):
        op.drop_table(table)
