"""Holding a clock up while somebody outside the club must act, and letting it go on."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.deadlines.calendar import ServiceCalendar
from kb.deadlines.service import calendar_of
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.deadlines.turning import Moved, go_on, hold
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.policy import PauseReason, current
from kb.text import clean


def pause(
    session: Session,
    clock_id: int,
    reason: PauseReason,
    *,
    by: int,
    now: datetime,
    note: str = "",
) -> StageClock:
    clock = _locked(session, clock_id)
    _require(clock, ClockState.RUNNING)
    if clock.due_at <= now:
        raise _illegal(clock, "已经超时，不能再暂停")
    allowed = clock.said.pauses
    if reason not in allowed:
        reasons = "、".join(f"“{each.label}”" for each in allowed)
        raise BadInput(
            f"“{clock.said.label}”不能因“{reason.label}”暂停。",
            field="reason",
            code="reason_not_allowed",
            mend=f"可以选{reasons}。" if reasons else "这个时限不能暂停，请在期限前完成。",
        )
    said = clean(note)
    cause = f"{reason.label}：{said}" if said else reason.label
    hold(session, clock, reason, _calendar(session), Moved(by, now, cause))
    record(
        session, "clock_paused", clock.matter.value, clock.number, by=by, now=now,
        rule=clock.rule, reason=reason,
    )  # fmt: skip
    return clock


def resume(session: Session, clock_id: int, *, by: int, now: datetime) -> StageClock:
    """What was left when it was paused is left from now on."""
    clock = _locked(session, clock_id)
    _require(clock, ClockState.PAUSED)
    go_on(session, clock, _calendar(session), Moved(by, now))
    record(
        session, "clock_resumed", clock.matter.value, clock.number, by=by, now=now,
        rule=clock.rule, due_at=clock.due_at,
    )  # fmt: skip
    return clock


def find_clock(session: Session, clock_id: int) -> StageClock:
    found = session.get(StageClock, clock_id)
    if found is None:
        raise NotFound("没有这个计时。")
    return found


def _locked(session: Session, clock_id: int) -> StageClock:
    clock = find_clock(session, clock_id)
    session.refresh(clock, with_for_update=True)
    return clock


def _require(clock: StageClock, state: ClockState) -> None:
    if clock.state is not state:
        raise _illegal(clock, f"{clock.state.label}，不能这样处理")


def _illegal(clock: StageClock, why: str) -> Conflict:
    return Conflict(f"“{clock.said.label}”{why}。", code="illegal_move")


def _calendar(session: Session) -> ServiceCalendar:
    return calendar_of(session, current(session).service.hours)
