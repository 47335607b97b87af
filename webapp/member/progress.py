"""What a member is told of a question that a person answers. Never more than the clocks hold."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.members.contact import Contact, mask_contact
from kb.tickets import WAITING, Ticket, TicketState
from kb.tickets.merge import worked_on_as
from kb.tickets.referral import expected_at, open_referral
from kb.tickets.standing import Standing
from webapp.member.turn import Promise
from webapp.wording import moment

ANSWERED_SINCE = "您补充以后，已经在下面回答了"


def promise(session: Session, standing: Standing, now: datetime) -> Promise:
    """Of the member's own question; where it went up in another, as that one stands."""
    ticket = standing.ticket
    worked = worked_on_as(session, ticket) if ticket.state is TicketState.MERGED else ticket
    return Promise(
        number=ticket.number,
        who=f"{ticket.department.label}的同事" if ticket.department else "客服同事",
        progress=ANSWERED_SINCE if standing.superseded else _progress(session, worked, now),
        due_at=_due(worked, now),
        state=worked.state,
        superseded=standing.superseded is not None,
        is_open=worked.state in WAITING,
        phone=mask_contact(Contact.PHONE, standing.phone) if standing.phone else "",
    )


def _due(ticket: Ticket, now: datetime) -> datetime | None:
    over = ticket.state in (TicketState.ANSWERED, TicketState.CLOSED) or now >= ticket.due_at
    return None if over else ticket.due_at


def _progress(session: Session, ticket: Ticket, now: datetime) -> str:
    if ticket.state is TicketState.REFERRED:
        return _with_department(session, ticket, now)
    if ticket.state is TicketState.CLOSED:
        return "已处理完毕"
    if ticket.state is TicketState.ANSWERED:
        return "已回复"
    if now >= ticket.due_at:
        return "比预计的晚了，抱歉，同事会尽快回复您"
    return f"预计 {moment(ticket.due_at, now)} 前回复您"


def _with_department(session: Session, ticket: Ticket, now: datetime) -> str:
    referral = open_referral(session, ticket)
    where = f"已转{referral.department.label}处理"
    expected = expected_at(session, referral)
    if expected is None:
        return f"{where}，有了方案同事会告诉您"
    if now >= expected:
        return f"{where}，比预计的晚了，抱歉，有了新的时间会马上告诉您"
    return f"{where}，预计 {moment(expected, now)} 前完成"
