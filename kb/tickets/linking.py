"""Saying what a closed ticket has to do with the knowledge base, and looking at samples of it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.text import clean
from kb.tickets.knowledge_use import KnowledgeUse, SpotCheck, TicketLink
from kb.tickets.ticket import Closure


def link_knowledge(
    session: Session,
    closure: Closure,
    use: KnowledgeUse,
    *,
    by: int,
    now: datetime,
    entry_id: str | None = None,
    revision: int | None = None,
    reason: str = "",
) -> TicketLink:
    said = clean(reason) or None
    if use is KnowledgeUse.NONE and said is None:
        raise BadInput(
            "还没有写为什么不需要知识。",
            field="none_reason",
            code="no_reason",
            mend="请写一句，例如“只是表扬”。",
        )
    none = use is KnowledgeUse.NONE
    link = _fresh_link(session, closure.ticket_number)
    link.use = use
    link.entry_id = None if none else entry_id
    link.revision = None if none else revision
    link.reason = said if none else None
    link.by_id, link.at = by, now
    session.add(link)
    session.flush()
    record(
        session, "linked", "ticket", closure.ticket_number, by=by, now=now,
        use=use, entry=link.entry_id, revision=link.revision,
    )  # fmt: skip
    return link


def _fresh_link(session: Session, number: int) -> TicketLink:
    """A ticket closed for the second time has one already, and what was found of that is past."""
    check = session.get(SpotCheck, number)
    if check is not None:
        session.delete(check)
        session.flush()
    return session.get(TicketLink, number) or TicketLink(ticket_number=number)


def check_link(
    session: Session, number: int, is_right: bool, note: str, *, by: int, now: datetime
) -> SpotCheck:
    """By another hand than the one that closed the ticket."""
    link = session.get(TicketLink, number)
    if link is None:
        raise NotFound(f"工单 {number} 没有写明所用的知识。")
    if link.by_id == by:
        raise Conflict("自己关联的工单，请另一位同事抽查。", code="own_link")
    if session.get(SpotCheck, number) is not None:
        raise Conflict(f"工单 {number} 已经抽查过了。", code="checked_already")
    said = clean(note) or None
    if not is_right and said is None:
        raise BadInput("还没有写错在哪里。", field="note", code="no_reason", mend="请写上原因。")
    check = SpotCheck(ticket_number=number, is_right=is_right, note=said, by_id=by, at=now)
    session.add(check)
    record(
        session, "spot_checked", "ticket", number, by=by, now=now,
        is_right=is_right, entry=link.entry_id,
    )  # fmt: skip
    session.flush()
    return check


def link_of(session: Session, number: int) -> TicketLink | None:
    return session.get(TicketLink, number)


def named_so_far(session: Session) -> int:
    """How many closed tickets name an entry."""
    found = select(func.count()).select_from(TicketLink).where(TicketLink.entry_id.is_not(None))
    return session.scalar(found) or 0
