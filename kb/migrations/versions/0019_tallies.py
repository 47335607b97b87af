"""What dashboards count by the day: `daily_tallies`, and how far the history is in them:
`tally_marks`."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import index, moment, number, words

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STREAMS = ("history", "clocks")


def upgrade() -> None:
    key = {"primary_key": True}
    op.create_table(
        "daily_tallies",
        words("measure", **key),
        sa.Column("day", sa.Date(), primary_key=True),
        words("key", **key),
        words("category", **key),
        words("channel", **key),
        sa.Column("level", sa.SmallInteger(), primary_key=True, autoincrement=False),
        number("amount"),
        sqlite_with_rowid=False,
    )
    marks = op.create_table(
        "tally_marks",
        words("stream", **key),
        number("settled"),
        number("seen"),
        moment("seen_at"),
        sa.CheckConstraint("settled <= seen", name="settled_was_seen"),
    )
    began = datetime(2000, 1, 1, tzinfo=UTC)
    op.bulk_insert(
        marks, [{"stream": each, "settled": 0, "seen": 0, "seen_at": began} for each in STREAMS]
    )
    index("closures", "at")
    index("referrals", "department", "at")


def downgrade() -> None:
    op.drop_index("ix_referrals_department_at", "referrals")
    op.drop_index("ix_closures_at", "closures")
    op.drop_table("tally_marks")
    op.drop_table("daily_tallies")
