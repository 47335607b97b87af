"""Members as the club knows them, records that became one, and requests to be forgotten."""

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

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BARE = "name IS NULL AND phone IS NULL AND email IS NULL AND card IS NULL AND birthday IS NULL"


def upgrade() -> None:
    op.create_table(
        "members",
        identity(),
        words("name", null=True),
        words("phone", null=True),
        words("email", null=True),
        words("card", null=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        document("tags"),
        moment("known_since"),
        reference("merged_into_id", "members.id", null=True),
        moment("erased_at", null=True),
        check("erased_is_bare", f"erased_at IS NULL OR ({BARE})"),
        check("has_name", "erased_at IS NOT NULL OR name IS NOT NULL"),
        check("merged_into_other", "merged_into_id <> id"),
    )
    index("members", "phone")
    index("members", "card")
    index("members", "name", "birthday")
    index("members", "merged_into_id")
    op.create_table(
        "member_merges",
        identity(),
        reference("kept_id", "members.id"),
        reference("merged_id", "members.id", unique=True),
        document("taken"),
        reference("by_id", "people.id"),
        moment("at"),
    )
    _erasures()


def _erasures() -> None:
    op.create_table(
        "member_erasures",
        identity(),
        reference("member_id", "members.id"),
        one_of("channel", "channel", ("online", "phone", "email", "on-site")),
        long_text("why"),
        reference("asked_by", "people.id"),
        moment("asked_at"),
        reference("confirmed_by", "people.id", null=True),
        moment("confirmed_at", null=True),
        reference("called_off_by", "people.id", null=True),
        moment("called_off_at", null=True),
        words("called_off_why", null=True),
        document("left"),
        check("confirmed_by_one", "(confirmed_at IS NULL) = (confirmed_by IS NULL)"),
        check("confirmed_by_other", "confirmed_by <> asked_by"),
        check("called_off_by", "(called_off_at IS NULL) = (called_off_by IS NULL)"),
        check("called_off_why", "(called_off_at IS NULL) = (called_off_why IS NULL)"),
        check("ends_once", "confirmed_at IS NULL OR called_off_at IS NULL"),
    )
    index("member_erasures", "member_id")
