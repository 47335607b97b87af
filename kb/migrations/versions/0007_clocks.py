"""Days that differ from their weekday, and the clocks of cases with what they told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

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

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = ("running", "paused", "breached", "stopped")
EVENTS = (
    *("started", "paused", "resumed", "moved", "warned", "breached", "climbed", "rang"),
    "stopped",
)


def upgrade() -> None:
    _special_days()
    _stage_clocks()
    _clock_events()


def _special_days() -> None:
    periods = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    op.create_table(
        "special_days",
        sa.Column("day", sa.Date(), primary_key=True),
        one_of("kind", "daykind", ("holiday", "workday", "special")),
        words("name"),
        sa.Column("periods", periods, nullable=True),
        one_of("source", "daysource", ("announced", "by_rule", "entered")),
        reference("by_id", "people.id", null=True),
        moment("at"),
        check("has_name", "name <> ''"),
    )


def _stage_clocks() -> None:
    level = sa.Column("level", sa.SmallInteger(), check("level", "level BETWEEN 1 AND 3"))
    op.create_table(
        "stage_clocks",
        identity(),
        one_of("matter", "matter", ("ticket", "complaint", "suggestion")),
        number("number"),
        words("rule"),
        words("stage"),
        document("terms"),
        number("policy_version"),
        level,
        number("round"),
        moment("started_at"),
        one_of("measure", "measure", ("service", "always", "workdays")),
        number("seconds"),
        moment("counted_from"),
        number("warn_before"),
        moment("due_at"),
        moment("warn_at"),
        moment("next_at", null=True),
        one_of("state", "clockstate", STATES),
        moment("warned_at", null=True),
        moment("breached_at", null=True),
        moment("paused_at", null=True),
        one_of("pause_reason", "pausereason", ("member", "supplier", "agreed"), null=True),
        moment("stopped_at", null=True),
        *_what_each_state_has(),
    )
    _unique_where(
        "uq_stage_clocks_live", "stage_clocks", ["matter", "number", "rule"], "state <> 'stopped'"
    )
    index("stage_clocks", "matter", "number")
    index("stage_clocks", "next_at")


def _what_each_state_has() -> list[sa.CheckConstraint]:
    return [
        check("paused_when", "(state = 'paused') = (paused_at IS NOT NULL)"),
        check("paused_why", "(state = 'paused') = (pause_reason IS NOT NULL)"),
        check("running_tells", "(state = 'running') = (next_at IS NOT NULL)"),
        check("stopped_when", "(state = 'stopped') = (stopped_at IS NOT NULL)"),
        check("breached_when", "state <> 'breached' OR breached_at IS NOT NULL"),
        check("not_yet_breached", "state NOT IN ('running', 'paused') OR breached_at IS NULL"),
        check("round", "round > 0"),
        check("seconds", "seconds >= 0"),
        check("warns_before", "warn_at <= due_at"),
    ]


def _clock_events() -> None:
    op.create_table(
        "clock_events",
        identity(),
        reference("clock_id", "stage_clocks.id"),
        one_of("kind", "clockeventkind", EVENTS),
        number("round"),
        moment("at"),
        moment("due_at"),
        reference("by_id", "people.id", null=True),
        sa.Column("cause", sa.Text(), nullable=False),
    )
    once = "kind NOT IN ('paused', 'resumed', 'moved')"
    _unique_where("uq_clock_events_once", "clock_events", ["clock_id", "kind", "round"], once)
    index("clock_events", "clock_id", "id")
    index("clock_events", "kind", "at")
    refuse_changes("clock_events", "id")


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
