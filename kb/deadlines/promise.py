from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.deadlines.calendar import service_due
from kb.deadlines.service import calendar_of
from kb.deadlines.signal import Subject
from kb.deadlines.stage_clock import ClockState
from kb.deadlines.turning import clocks_of
from kb.policy import ClockCalendar, ServiceHours
from kb.policy.version import clocks_in_force
from kb.terms import Level


def promised(session: Session, level: Level, hours: ServiceHours, *, now: datetime) -> datetime:
    """Until when a member is promised an answer that is asked for now."""
    rule = clocks_in_force(session).promise(level)
    minutes = rule.minutes or 0
    if rule.calendar is ClockCalendar.ALWAYS:
        return now + timedelta(minutes=minutes)
    return service_due(now, minutes, calendar_of(session, hours))


def due_of(session: Session, subject: Subject) -> datetime | None:
    """Until when a case is due by its clocks: the time that its department has named, before the
    promise to the member. None where neither runs any more."""
    live = [each for each in clocks_of(session, subject) if each.state is not ClockState.STOPPED]
    named = [each.due_at for each in live if each.said.named_end]
    return next(iter([*named, *(each.due_at for each in live if each.said.promise)]), None)
