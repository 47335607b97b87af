"""Appraisals: sealed months, restatements, opinions, and how departments cooperated."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from kb.migrations.append_only import refuse_changes
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

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ASPECTS = ("attitude", "speed", "quality", "expertise", "collaboration")


def upgrade() -> None:
    _months()
    _opinions()
    op.create_table(
        "cooperation_marks",
        reference("referral_id", "referrals.id", primary_key=True),
        number("mark"),
        sa.Column("words", sa.Text(), nullable=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("mark", "mark BETWEEN 1 AND 5"),
        check("low_says_why", "mark > 2 OR words IS NOT NULL"),
    )
    index("cooperation_marks", "at")


def _months() -> None:
    op.create_table(
        "sealed_months",
        words("month", primary_key=True),
        *_result(),
        reference("by_id", "people.id", null=True),
        moment("at"),
        check("has_result", "document <> ''"),
    )
    refuse_changes("sealed_months", "month")
    op.create_table(
        "restatements",
        identity(),
        reference("month", "sealed_months.month", kind=sa.String()),
        long_text("reason"),
        *_result(),
        reference("by_id", "people.id"),
        moment("at"),
        check("said_why", "reason <> ''"),
        check("has_result", "document <> ''"),
    )
    index("restatements", "month")
    refuse_changes("restatements", "id")


def _result() -> tuple[sa.Column[Any], ...]:
    return (
        moment("until"),
        number("policy_version"),
        words("checksum"),
        long_text("document"),
    )


def _opinions() -> None:
    op.create_table(
        "opinions",
        identity(),
        reference("person_id", "people.id"),
        words("month"),
        one_of("view", "view", ("supervisor", "own")),
        one_of("aspect", "aspect", ASPECTS),
        number("mark"),
        sa.Column("words", sa.Text(), nullable=True),
        reference("by_id", "people.id"),
        moment("at"),
        sa.UniqueConstraint("person_id", "month", "view", "aspect"),
        check("mark", "mark BETWEEN 1 AND 5"),
        check("own_by_oneself", "(view = 'own') = (by_id = person_id)"),
    )
    index("opinions", "month")
