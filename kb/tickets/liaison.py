"""The one named person who keeps the member of a level-3 ticket informed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person
from kb.text.field import limit_text
from kb.tickets.serious import colleague, require_serious
from kb.tickets.ticket import Ticket


class Liaison(Base):
    """The last one named is the one now; `why` they took the place of the one before."""

    __tablename__ = "liaisons"
    __table_args__ = (Index(None, "ticket_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    named_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    named_at: Mapped[datetime]
    why: Mapped[str | None] = mapped_column(Text)


def name_liaison(
    session: Session, ticket: Ticket, person_id: int, why: str = "", *, by: int, now: datetime
) -> Liaison:
    """Replacing one needs a reason."""
    said = limit_text(why, "why", "更换的原因") or None
    require_serious(session, ticket)
    named = colleague(session, person_id, "person")
    before = liaison_of(session, ticket)
    if before is not None and before.person_id == person_id:
        raise Conflict(f"{named.name}已经是联络人。", code="liaison_already")
    if before is not None and said is None:
        raise BadInput(
            "还没有写为什么换联络人。", field="why", code="no_reason", mend="请写上原因。"
        )
    liaison = Liaison(
        ticket_number=ticket.number,
        person_id=person_id,
        named_by_id=by,
        named_at=now,
        why=said if before else None,
    )
    session.add(liaison)
    session.flush()
    record(
        session, "liaison_named", "ticket", ticket.number, by=by, now=now,
        person=person_id, before=before.person_id if before else None, why=liaison.why,
    )  # fmt: skip
    _tell(session, liaison, now)
    return liaison


def liaison_of(session: Session, ticket: Ticket) -> Liaison | None:
    found = select(Liaison).where(Liaison.ticket_number == ticket.number)
    return session.scalar(found.order_by(Liaison.id.desc()).limit(1))


def liaisons(session: Session, ticket: Ticket) -> list[Liaison]:
    """In the order they were named."""
    found = select(Liaison).where(Liaison.ticket_number == ticket.number)
    return list(session.scalars(found.order_by(Liaison.id)))


def _tell(session: Session, liaison: Liaison, now: datetime) -> None:
    number = liaison.ticket_number
    notify(
        session, liaison.person_id, NoticeKind.ASSIGNED,
        f"您是工单 {number} 的联络人，请及时告知会员进展。",
        about=("ticket", number), path=f"/supervise/tickets/{number}",
        key=f"liaison:{liaison.id}", now=now,
    )  # fmt: skip
