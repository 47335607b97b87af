import re
from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import Conversation
from kb.notices.notice import NoticeKind, notify
from kb.policy import current
from kb.terms import Level
from kb.text import fold
from kb.tickets import Ticket, TicketState, answer_due, closure_of, find_ticket, replies, tickets_of
from kb.tickets.reopening import WITHIN, Reopening, reopen
from kb.tickets.superseding import superseding_of

UNSOLVED = re.compile(
    r"(没有?|未|还没有?)(完全|彻底|真的)?(得到)?(解决|处理好|弄好|修好|修过|搞定|收到|退到)"
    r"|(还是|依然|仍然|仍旧|依旧|又|再次)(不行|不能|不可以|没有?|坏|漏|一样|老样子|这样|出现|发生)"
    r"|(问题|情况|毛病)(还在|依旧|依然|仍在|又来了)"
)


def reopen_ticket(
    session: Session, number: int, reason: str, *, by: int | None, now: datetime
) -> Reopening:
    """The member is promised an answer anew, and whoever it is with is told."""
    ticket = find_ticket(session, number)
    due = answer_due(session, ticket.level, current(session).service, now=now)
    made = reopen(session, ticket, reason, due_at=due, by=by, now=now)
    if ticket.owner_id is not None and ticket.owner_id != by:
        notify(
            session, ticket.owner_id, NoticeKind.ASSIGNED,
            f"工单 {ticket.number} 重新打开：{made.reason}",
            about=("ticket", ticket.number), path=f"/desk/tickets/{ticket.number}",
            key=f"reopening:{made.id}", now=now,
        )  # fmt: skip
    return made


def reopen_unsolved(
    session: Session, conversation: Conversation, text: str, level: Level, *, now: datetime
) -> Ticket | None:
    """The ticket that a member's word opened again: they say of what was answered lately that it
    is not solved. What tells of harm (`level`: how their word is judged) is a case of its own."""
    last = _answered_lately(session, conversation, now) if says_unsolved(text) else None
    if last is None or (level is Level.THREE and last.level is not Level.THREE):
        return None
    reopen_ticket(session, last.number, f"会员说：{text}", by=None, now=now)
    return last


def may_reopen(session: Session, conversation: Conversation, *, now: datetime) -> bool:
    """Whether a word of the member's that it is not solved opens a ticket again."""
    return _answered_lately(session, conversation, now) is not None


def says_unsolved(text: str) -> bool:
    return UNSOLVED.search(fold(text)) is not None


def _answered_lately(session: Session, conversation: Conversation, now: datetime) -> Ticket | None:
    known = [
        each
        for each in tickets_of(session, conversation.id)
        if each.state is not TicketState.CLOSED or superseding_of(session, each.number) is None
    ]
    if not known or known[-1].state not in (TicketState.ANSWERED, TicketState.CLOSED):
        return None
    return known[-1] if now - _last_word(session, known[-1]) <= WITHIN else None


def _last_word(session: Session, ticket: Ticket) -> datetime:
    closure, said = closure_of(session, ticket), replies(session, ticket)
    return max([ticket.opened_at, *(each.at for each in said), *([closure.at] if closure else [])])
