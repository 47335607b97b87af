from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.policy import current
from kb.terms import Category, Level
from kb.tickets import answer_due, find_ticket
from kb.tickets.correction import TriageCorrection, correct


def correct_triage(
    session: Session,
    number: int,
    level: Level,
    category: Category,
    reason: str,
    *,
    by: int,
    now: datetime,
) -> TriageCorrection:
    """What it should have been from the start; so the promise counts from there too."""
    ticket = find_ticket(session, number)
    before = ticket.level
    due = answer_due(session, level, current(session).service, now=ticket.opened_at)
    made = correct(session, ticket, level, category, reason, due_at=due, by=by, now=now)
    if level is not before:
        alert_supervisors(session, ticket, by=by, now=now)
    return made
