from datetime import datetime

from sqlalchemy.orm import Session

from kb.notices.notice import Notice, NoticeKind, notify
from kb.people.rights import Right, holders
from kb.terms import Level
from kb.tickets import Ticket


def alert_supervisors(
    session: Session, ticket: Ticket, *, by: int | None, now: datetime
) -> list[Notice]:
    """Tells every supervisor of a ticket that was opened with level 3, or raised to it, just now;
    but not the one who made it so. At a lower level nobody is told."""
    if ticket.level is not Level.THREE:
        return []
    return [
        notify(
            session, each.id, NoticeKind.SERIOUS,
            f"三级问题 {ticket.number}：{_in_short(ticket.question)}",
            about=("ticket", ticket.number), path=f"/supervise/tickets/{ticket.number}",
            key=f"serious:{ticket.number}:{now.isoformat()}", now=now,
        )
        for each in holders(session, Right.LEAD_SERVICE)
        if each.id != by
    ]  # fmt: skip


def _in_short(question: str) -> str:
    flat = " ".join(question.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
