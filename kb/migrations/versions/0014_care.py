"""Whose conversation it is; suggestions; prospects, and the calls that are due."""

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

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CHANNELS = ("online", "phone", "email", "on-site")
CATEGORIES = ("membership", "venue", "training", "events", "shop", "other")
DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop"),
    *("front-desk", "call-centre"),
)


def upgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(number("member_id", null=True))
        conversations.create_foreign_key(
            "fk_conversations_member_id_members", "members", ["member_id"], ["id"]
        )
    index("conversations", "member_id")
    _suggestions()
    _steps()
    _prospects()
    _calls()


def _suggestions() -> None:
    states = ("received", "classified", "adopted", "declined", "thanked")
    op.create_table(
        "suggestions",
        number("number", primary_key=True, autoincrement=False),
        one_of("state", "suggestionstate", states),
        one_of("channel", "channel", CHANNELS),
        long_text("text"),
        one_of("category", "category", CATEGORIES),
        one_of("department", "department", DEPARTMENTS, null=True),
        words("giver", null=True),
        words("contact", null=True),
        reference("conversation_id", "conversations.id", null=True),
        reference("member_id", "members.id", null=True),
        reference("received_by", "people.id", null=True),
        moment("received_at"),
        check("says_what", "text <> ''"),
        check("with_somebody", "state = 'received' OR department IS NOT NULL"),
    )
    index("suggestions", "state", "received_at")
    index("suggestions", "department", "received_at")
    index("suggestions", "received_at")
    index("suggestions", "conversation_id")
    index("suggestions", "member_id")


def _steps() -> None:
    op.create_table(
        "suggestion_classifications",
        identity(),
        reference("suggestion_number", "suggestions.number"),
        one_of("category", "category", CATEGORIES),
        one_of("department", "department", DEPARTMENTS),
        reference("by_id", "people.id"),
        moment("at"),
    )
    index("suggestion_classifications", "suggestion_number")
    op.create_table(
        "suggestion_judgements",
        reference("suggestion_number", "suggestions.number", primary_key=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        long_text("reason"),
        words("plan", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "reason <> ''"),
        check("adopted_has_plan", "adopted = (plan IS NOT NULL)"),
    )
    op.create_table(
        "suggestion_thanks",
        reference("suggestion_number", "suggestions.number", primary_key=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        one_of("channel", "channel", CHANNELS),
        long_text("text"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_what", "text <> ''"),
    )


def _prospects() -> None:
    sources = ("friend", "passing_by", "internet", "event", "phone", "other")
    op.create_table(
        "prospects",
        identity(),
        words("name"),
        words("phone"),
        words("interest"),
        one_of("source", "source", sources),
        moment("enquired_at"),
        one_of("state", "prospectstate", ("open", "joined", "not_interested", "unreachable")),
        reference("member_id", "members.id", null=True),
        reference("noted_by", "people.id"),
        moment("settled_at", null=True),
        reference("settled_by", "people.id", null=True),
        check("settled_when", "(state = 'open') = (settled_at IS NULL)"),
        check("settled_by_somebody", "(settled_at IS NULL) = (settled_by IS NULL)"),
    )
    index("prospects", "state", "enquired_at")
    index("prospects", "member_id")


def _calls() -> None:
    kinds = ("prospect", "birthday", "anniversary", "complaint", "follow_up", "form")
    op.create_table(
        "care_calls",
        identity(),
        words("key"),
        one_of("kind", "carekind", kinds),
        reference("member_id", "members.id", null=True),
        reference("prospect_id", "prospects.id", null=True),
        one_of("result", "callresult", ("reached", "no_answer", "joined", "not_interested")),
        words("note", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("of_a_prospect", "kind <> 'prospect' OR prospect_id IS NOT NULL"),
    )
    index("care_calls", "key")
    index("care_calls", "prospect_id", "at")
    index("care_calls", "member_id", "at")
    op.create_table(
        "care_arrangements",
        words("key", primary_key=True),
        reference("owner_id", "people.id", null=True),
        sa.Column("moved_to", sa.Date(), nullable=True),
        words("moved_why", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("moved_why", "(moved_to IS NULL) = (moved_why IS NULL)"),
    )
    index("care_arrangements", "owner_id")
