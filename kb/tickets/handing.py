"""From hand to hand: to a colleague, taken over, or back into the queue."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, person
from kb.people.presence import is_present
from kb.people.rights import Right, may
from kb.terms import LabelledEnum
from kb.text.field import require_text
from kb.tickets.moves import Move, enter, last_told, leads, require_legal, told
from kb.tickets.ticket import Ticket


class HandingKind(LabelledEnum):
    HANDED_ON = "handed_on", "转交"
    TAKEN_OVER = "taken_over", "接管"
    GIVEN_BACK = "given_back", "退回队列"


class Handing(Base):
    __tablename__ = "handings"
    __table_args__ = (
        Index(None, "ticket_number"),
        CheckConstraint("(kind = 'given_back') = (to_id IS NULL)", name="back_to_nobody"),
        CheckConstraint("from_id <> to_id", name="to_another"),
        CheckConstraint("reason <> ''", name="said_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    kind: Mapped[HandingKind]
    from_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    to_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


def hand_on(
    session: Session, ticket: Ticket, to_id: int, reason: str, *, by: int, now: datetime
) -> Handing:
    why = require_text(reason, "reason", "转交的原因")
    require_legal(session, ticket, Move.HAND_ON, by)
    colleague = person(session, to_id)
    if not may(colleague, Right.WORK_TICKETS):
        raise BadInput(
            f"{colleague.name}不能处理工单。",
            field="to",
            code="cannot_work",
            mend="请选一位客服同事。",
        )
    if to_id == ticket.owner_id:
        raise BadInput(
            f"这个工单已经由{colleague.name}负责。",
            field="to",
            code="same_owner",
            mend="请另选一位。",
        )
    handing = _hand(session, ticket, HandingKind.HANDED_ON, to_id, why, by=by, now=now)
    told(session, ticket, Move.HAND_ON, by=by, now=now, handing=handing.id, to=to_id)
    _tell(
        session,
        ticket,
        to_id,
        f"{person(session, by).name}把工单 {ticket.number} 转交给您",
        handing,
    )
    return handing


def take_over(session: Session, ticket: Ticket, reason: str, *, by: int, now: datetime) -> Handing:
    """A supervisor at any time; another colleague only while the owner is away or not signed in."""
    why = require_text(reason, "reason", "接管的原因")
    require_legal(session, ticket, Move.TAKE_OVER, by)
    owner = ticket.owner_id
    if owner is None or owner == by:
        raise Conflict(f"工单 {ticket.number} 不需要接管。", code="no_other_owner")
    if not leads(session, by) and is_present(session, owner, now=now):
        raise Conflict(
            f"{person(session, owner).name}正在当班，工单 {ticket.number} 只有主管可以接管。",
            code="owner_present",
            mend=last_told(session, ticket),
        )
    handing = _hand(session, ticket, HandingKind.TAKEN_OVER, by, why, by=by, now=now)
    told(session, ticket, Move.TAKE_OVER, by=by, now=now, handing=handing.id, before=owner)
    _tell(session, ticket, owner, f"{person(session, by).name}接管了工单 {ticket.number}", handing)
    return handing


def give_back(session: Session, ticket: Ticket, reason: str, *, by: int, now: datetime) -> Handing:
    why = require_text(reason, "reason", "退回的原因")
    require_legal(session, ticket, Move.GIVE_BACK, by)
    handing = _hand(session, ticket, HandingKind.GIVEN_BACK, None, why, by=by, now=now)
    enter(ticket, Move.GIVE_BACK)
    told(
        session, ticket, Move.GIVE_BACK, by=by, now=now,
        handing=handing.id, before=handing.from_id,
    )  # fmt: skip
    return handing


def _hand(
    session: Session,
    ticket: Ticket,
    kind: HandingKind,
    to_id: int | None,
    reason: str,
    *,
    by: int,
    now: datetime,
) -> Handing:
    handing = Handing(
        ticket_number=ticket.number, kind=kind, from_id=ticket.owner_id, to_id=to_id,
        by_id=by, at=now, reason=reason,
    )  # fmt: skip
    session.add(handing)
    session.flush()
    ticket.owner_id = to_id
    return handing


def _tell(session: Session, ticket: Ticket, to_id: int, text: str, handing: Handing) -> None:
    notify(
        session, to_id, NoticeKind.ASSIGNED, f"{text}：{handing.reason}",
        about=("ticket", ticket.number), path=f"/desk/tickets/{ticket.number}",
        key=f"handing:{handing.id}", now=handing.at,
    )  # fmt: skip
