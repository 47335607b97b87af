"""One running allowance of a case, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.deadlines.measure import Measure
from kb.people.person import Person
from kb.policy import ClockRule, PauseReason
from kb.policy.signals import Matter
from kb.terms import LabelledEnum, Level


class ClockState(LabelledEnum):
    RUNNING = "running", "计时中"
    PAUSED = "paused", "已暂停"
    BREACHED = "breached", "已超时"
    STOPPED = "stopped", "已停止"


class ClockEventKind(LabelledEnum):
    STARTED = "started", "开始"
    PAUSED = "paused", "暂停"
    RESUMED = "resumed", "继续"
    MOVED = "moved", "期限改动"
    WARNED = "warned", "提醒"
    BREACHED = "breached", "超时"
    CLIMBED = "climbed", "上报"
    RANG = "rang", "重新计时"
    STOPPED = "stopped", "完成"


LIVE = "state <> 'stopped'"
MANY_A_ROUND = "kind NOT IN ('paused', 'resumed', 'moved')"


class StageClock(Base):
    """What its rule said when it started is kept with it: a policy that changes later changes
    no promise. `counted_from` and `seconds`: so much time of its measure is allowed from then
    on; a pause shortens the one and moves the other. `warn_before`: in seconds, before the end.
    `next_at`: when it next has something to tell; nothing else makes it tell."""

    __tablename__ = "stage_clocks"
    __table_args__ = (
        CheckConstraint("(state = 'paused') = (paused_at IS NOT NULL)", name="paused_when"),
        CheckConstraint("(state = 'paused') = (pause_reason IS NOT NULL)", name="paused_why"),
        CheckConstraint("(state = 'running') = (next_at IS NOT NULL)", name="running_tells"),
        CheckConstraint("(state = 'stopped') = (stopped_at IS NOT NULL)", name="stopped_when"),
        CheckConstraint("state <> 'breached' OR breached_at IS NOT NULL", name="breached_when"),
        CheckConstraint(
            "state NOT IN ('running', 'paused') OR breached_at IS NULL", name="not_yet_breached"
        ),
        CheckConstraint("round > 0", name="round"),
        CheckConstraint("seconds >= 0", name="seconds"),
        CheckConstraint("warn_at <= due_at", name="warns_before"),
        Index(
            "uq_stage_clocks_live",
            *("matter", "number", "rule"),
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index(None, "matter", "number", "state", "due_at"),
        Index(None, "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[Matter]
    number: Mapped[int]
    rule: Mapped[str]
    stage: Mapped[str]
    terms: Mapped[dict[str, Any]]
    policy_version: Mapped[int]
    level: Mapped[Level | None]
    round: Mapped[int]
    started_at: Mapped[datetime]
    """of this round"""
    measure: Mapped[Measure]
    seconds: Mapped[int]
    counted_from: Mapped[datetime]
    warn_before: Mapped[int]
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    state: Mapped[ClockState]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[PauseReason | None]
    stopped_at: Mapped[datetime | None]

    @property
    def said(self) -> ClockRule:
        """The rule as it was when the clock started."""
        return ClockRule.model_validate(self.terms)


class ClockEvent(Base):
    """Append-only. The database itself refuses to let a clock tell the same thing twice in one
    round. `due_at`: until when the clock ran after this."""

    __tablename__ = "clock_events"
    __table_args__ = (
        Index(
            "uq_clock_events_once",
            *("clock_id", "kind", "round"),
            unique=True,
            sqlite_where=text(MANY_A_ROUND),
            postgresql_where=text(MANY_A_ROUND),
        ),
        Index(None, "clock_id", "id"),
        Index(None, "kind", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey(StageClock.id))
    kind: Mapped[ClockEventKind]
    round: Mapped[int]
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    cause: Mapped[str] = mapped_column(Text)
