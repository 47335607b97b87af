"""Quizzes: quizzes, quiz_questions, quiz_answers."""

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

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CATEGORIES = ("membership", "venue", "training", "events", "shop", "other")


def upgrade() -> None:
    op.create_table(
        "quizzes",
        identity(),
        reference("person_id", "people.id"),
        words("month"),
        number("attempt"),
        words("seed"),
        moment("begun_at"),
        moment("until"),
        moment("finished_at", null=True),
        sa.UniqueConstraint("person_id", "month", "attempt"),
        check("until_after_begun", "until > begun_at"),
        check("finished_in_time", "finished_at IS NULL OR finished_at < until"),
    )
    index("quizzes", "month")
    op.create_table(
        "quiz_questions",
        reference("quiz_id", "quizzes.id", primary_key=True),
        number("number", primary_key=True, autoincrement=False),
        long_text("wording"),
        one_of("category", "category", CATEGORIES),
        document("options"),
        number("right_option"),
        check("right_option", "right_option BETWEEN 1 AND 4"),
    )
    op.create_table(
        "quiz_answers",
        number("quiz_id", primary_key=True, autoincrement=False),
        number("number", primary_key=True, autoincrement=False),
        number("choice"),
        moment("at"),
        sa.ForeignKeyConstraint(
            ["quiz_id", "number"], ["quiz_questions.quiz_id", "quiz_questions.number"]
        ),
        check("choice", "choice BETWEEN 1 AND 4"),
    )


def downgrade() -> None:
    for table in ("quiz_answers", "quiz_questions", "quizzes"):
        op.drop_table(table)
