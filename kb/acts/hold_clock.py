"""Pausing a clock of a case and letting it go on: by who works on the case, or who leads."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.set_calendar import follow_clocks
from kb.complaints.complaint import Complaint
from kb.deadlines.pausing import find_clock, pause, resume
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import StageClock
from kb.errors import NotAllowed
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.policy import PauseReason
from kb.suggestions.suggestion import Suggestion
from kb.tickets import Ticket

CASES: Mapping[Matter, type[Ticket | Complaint | Suggestion]] = {
    Matter.TICKET: Ticket,
    Matter.COMPLAINT: Complaint,
    Matter.SUGGESTION: Suggestion,
}


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


def may_hold(session: Session, subject: Subject, by: Person) -> bool:
    """Whoever has the case in hand, and leads; never the colleague whom it is about."""
    leads = may(by, Right.LEAD_SERVICE)
    match subject.matter:
        case Matter.TICKET:
            ticket = session.get(Ticket, subject.number)
            return leads or (ticket is not None and ticket.owner_id == by.id)
        case Matter.COMPLAINT:
            complaint = session.get(Complaint, subject.number)
            if complaint is None or complaint.about_id == by.id:
                return False
            return leads or complaint.registered_by == by.id
        case Matter.SUGGESTION:
            suggestion = session.get(Suggestion, subject.number)
            return leads or (suggestion is not None and suggestion.received_by == by.id)


def _require_hold(session: Session, clock_id: int, by: Person) -> None:
    clock = find_clock(session, clock_id)
    case = session.get(CASES[clock.matter], clock.number)
    if case is not None:
        # As whoever acts on the case does: it first, then its clocks.
        session.refresh(case, with_for_update=True)
    if not may_hold(session, Subject(clock.matter, clock.number), by):
        raise NotAllowed("只有负责人和客服主管可以暂停或继续计时。", code="not_yours")
