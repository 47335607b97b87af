"""Pausing a clock of a case and letting it go on: by who works on the case, or who leads."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.set_calendar import follow_clocks
from kb.deadlines.pausing import find_clock, pause, resume
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import StageClock
from kb.errors import NotAllowed
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.policy import PauseReason
from kb.tickets import Ticket


def pause_clock(
    session: Session,
    clock_id: int,
    reason: PauseReason,
    *,
    by: Person,
    now: datetime,
    note: str = "",
) -> StageClock:
    _require_hold(session, clock_id, by)
    return pause(session, clock_id, reason, by=by.id, now=now, note=note)


def resume_clock(session: Session, clock_id: int, *, by: Person, now: datetime) -> StageClock:
    _require_hold(session, clock_id, by)
    clock = resume(session, clock_id, by=by.id, now=now)
    follow_clocks(session, [clock])
    return clock


def may_hold(session: Session, clock: StageClock, by: Person) -> bool:
    if may(by, Right.LEAD_SERVICE):
        return True
    ticket = session.get(Ticket, clock.number) if clock.matter is Matter.TICKET else None
    return ticket is not None and ticket.owner_id == by.id


def _require_hold(session: Session, clock_id: int, by: Person) -> None:
    if not may_hold(session, find_clock(session, clock_id), by):
        raise NotAllowed("只有负责人和客服主管可以暂停或继续计时。", code="not_yours")
