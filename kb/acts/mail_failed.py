from datetime import datetime

from sqlalchemy.orm import Session

from kb.mailbox.answer import MailAnswer
from kb.notices.notice import NoticeKind, notify
from kb.people.rights import Right, holders
from kb.tickets import tickets_of


def tell_of_failure(session: Session, answer: MailAnswer, *, now: datetime) -> None:
    """A member waits in vain: told to who has their question, else to the supervisors."""
    known = tickets_of(session, answer.conversation_id)
    if not known:
        return
    ticket = known[-1]
    leads = (each.id for each in holders(session, Right.LEAD_SERVICE))
    for each in [ticket.owner_id] if ticket.owner_id is not None else leads:
        notify(
            session, each, NoticeKind.NEWS,
            f"工单 {ticket.number} 的回信没有送到：{answer.last_error or '原因不明'}。",
            about=("ticket", ticket.number), path=f"/desk/tickets/{ticket.number}",
            key=f"mail-failed:{answer.id}:{now.isoformat()}", now=now,
        )  # fmt: skip
