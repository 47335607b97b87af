"""What follows from a month: grades, coaching, consequences, honours."""

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

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

CONSEQUENCES = ("praise", "talk", "training", "reassignment")
HONOURS = ("agent", "department", "star", "innovation", "team", "special")
DEPARTMENTS = (
    *("membership", "venue", "training", "events", "shop", "front-desk"),
    "call-centre",
)
TABLES = (
    *("honour_decisions", "honours", "consequences"),
    *("coaching_outcomes", "coaching_notes", "coaching_plans", "month_grades"),
)


def upgrade() -> None:
    _grades()
    _coaching()
    _honours()


def _grades() -> None:
    op.create_table(
        "month_grades",
        identity(),
        reference("person_id", "people.id"),
        *(words(name) for name in ("month", "checksum", "score", "proposed", "grade", "label")),
        one_of("weight", "weight", ("strong", "fair", "weak")),
        long_text("words"),
        reference("by_id", "people.id"),
        moment("at"),
        sa.UniqueConstraint("person_id", "month", "checksum"),
        check("by_another", "by_id <> person_id"),
        check("said_why", "words <> ''"),
    )
    index("month_grades", "month")
    op.create_table(
        "consequences",
        identity(),
        reference("grade_id", "month_grades.id"),
        one_of("kind", "consequencekind", CONSEQUENCES),
        long_text("words"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "words <> ''"),
    )
    index("consequences", "grade_id")


def _coaching() -> None:
    op.create_table(
        "coaching_plans",
        identity(),
        reference("grade_id", "month_grades.id", unique=True),
        reference("person_id", "people.id"),
        reference("coach_id", "people.id"),
        long_text("goals"),
        sa.Column("due_on", sa.Date(), nullable=False),
        reference("by_id", "people.id"),
        moment("at"),
        check("coached_by_another", "coach_id <> person_id"),
        check("by_another", "by_id <> person_id"),
        check("has_goals", "goals <> ''"),
    )
    index("coaching_plans", "person_id")
    op.create_table(
        "coaching_notes",
        identity(),
        reference("plan_id", "coaching_plans.id"),
        one_of("kind", "notekind", ("check_in", "answer")),
        long_text("words"),
        reference("by_id", "people.id"),
        moment("at"),
        check("says_something", "words <> ''"),
    )
    index("coaching_notes", "plan_id")
    op.create_table(
        "coaching_outcomes",
        reference("plan_id", "coaching_plans.id", primary_key=True, autoincrement=False),
        one_of("ending", "ending", ("reached", "partly", "missed")),
        long_text("words"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "words <> ''"),
    )


def _honours() -> None:
    op.create_table(
        "honours",
        identity(),
        words("period"),
        one_of("kind", "honourkind", HONOURS),
        reference("person_id", "people.id", null=True),
        one_of("department", "department", DEPARTMENTS, null=True),
        document("figures"),
        moment("proposed_at"),
        sa.UniqueConstraint("period", "kind", "person_id"),
        sa.UniqueConstraint("period", "kind", "department"),
        check("of_one", "(person_id IS NULL) <> (department IS NULL)"),
    )
    op.create_table(
        "honour_decisions",
        reference("honour_id", "honours.id", primary_key=True, autoincrement=False),
        one_of("verdict", "honourverdict", ("confirmed", "declined")),
        long_text("reason"),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "reason <> ''"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
