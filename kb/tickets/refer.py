"""Handing a case to the department that can solve it, and taking it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput
from kb.notices.notice import NoticeKind, notify
from kb.people.rights import Right, holders
from kb.terms import Department
from kb.text import clean
from kb.text.field import require_text
from kb.tickets.moves import Move, enter, require_legal, told
from kb.tickets.referral import EndKind, Referral, ReferralEnd, end_referral, open_referral
from kb.tickets.ticket import Ticket, TicketState

NO_NAME = "会员没有留名"


@dataclass(frozen=True, slots=True)
class Case:
    """Who, what and when, as the member gave it."""

    matter: str
    happened: str
    member_name: str = ""
    member_phone: str = ""
    wanted_by: str = ""


def refer(
    session: Session,
    ticket: Ticket,
    department: Department,
    case: Case,
    reason: str,
    *,
    by: int,
    now: datetime,
) -> Referral:
    """Whoever refers a free ticket takes it. Another department may take the place of the first."""
    matter = require_text(case.matter, "matter", "事情经过")
    happened = require_text(case.happened, "happened", "发生的时间")
    why = require_text(reason, "refer_reason", "转给这个部门的原因")
    require_legal(session, ticket, Move.REFER, by)
    if ticket.state is TicketState.REFERRED:
        _pass_on(session, ticket, department, why, by=by, now=now)
    ticket.owner_id, ticket.department = by, department
    enter(ticket, Move.REFER)
    referral = Referral(
        ticket_number=ticket.number, department=department, by_id=by, at=now,
        member_name=clean(case.member_name) or NO_NAME,
        member_phone=clean(case.member_phone) or None,
        matter=matter, happened=happened, wanted_by=clean(case.wanted_by) or None, reason=why,
    )  # fmt: skip
    session.add(referral)
    session.flush()
    told(session, ticket, Move.REFER, by=by, now=now, referral=referral.id, department=department)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.REFERRED, by=by, now=now)
    tell_department(session, referral, f"转来工单 {ticket.number}：{ticket.question}", now)
    return referral


def withdraw(
    session: Session, ticket: Ticket, reason: str, *, by: int, now: datetime
) -> ReferralEnd:
    why = require_text(reason, "withdraw", "收回的原因")
    require_legal(session, ticket, Move.WITHDRAW, by)
    end = end_referral(session, ticket, EndKind.WITHDRAWN, why, by=by, now=now)
    enter(ticket, Move.WITHDRAW)
    session.flush()
    told(session, ticket, Move.WITHDRAW, by=by, now=now, referral=end.referral_id)
    return end


def tell_department(session: Session, referral: Referral, text: str, now: datetime) -> None:
    for each in holders(session, Right.ANSWER_REFERRED):
        if referral.department in each.departments:
            notify(
                session, each.id, NoticeKind.ASSIGNED, text,
                about=("ticket", referral.ticket_number),
                path=f"/department/cases/{referral.ticket_number}",
                key=f"referral:{referral.id}", now=now,
            )  # fmt: skip


def _pass_on(
    session: Session, ticket: Ticket, department: Department, why: str, *, by: int, now: datetime
) -> None:
    if open_referral(session, ticket).department is department:
        raise BadInput(
            f"已经转给{department.label}了。",
            field="department",
            code="same_department",
            mend="请另选一个部门，或先收回。",
        )
    end_referral(session, ticket, EndKind.PASSED_ON, why, by=by, now=now)
