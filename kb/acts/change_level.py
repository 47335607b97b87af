from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.policy import current
from kb.terms import Level
from kb.tickets import answer_due, find_ticket
from kb.tickets import level_change as tickets
from kb.tickets.level_change import LevelChange


def change_level(
    session: Session,
    number: int,
    level: Level,
    reason: str,
    *,
    blames_handler: bool = False,
    by: int,
    now: datetime,
) -> LevelChange:
    """The member is promised an answer anew, from now on; of level 3 the supervisors are told."""
    ticket = find_ticket(session, number)
    due = answer_due(session, level, current(session).service, now=now)
    change = tickets.change_level(
        session, ticket, level, reason, due_at=due, blames_handler=blames_handler, by=by, now=now
    )
    alert_supervisors(session, ticket, by=by, now=now)
    return change
