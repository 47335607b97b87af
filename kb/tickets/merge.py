"""Several tickets about one thing: one is worked on, the members of all are answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict
from kb.people.person import Person
from kb.text.field import require_text
from kb.tickets.moves import ALIVE, Move, enter, last_told, require_legal, told
from kb.tickets.ticket import Ticket


class Merge(Base):
    __tablename__ = "merges"
    __table_args__ = (
        Index(None, "into_number"),
        CheckConstraint("ticket_number <> into_number", name="into_another"),
        CheckConstraint("reason <> ''", name="said_why"),
    )

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    into_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def merge(
    session: Session, ticket: Ticket, into: Ticket, reason: str, *, by: int, now: datetime
) -> Merge:
    """The first goes up in the second. What was merged never is merged into again, so there are
    no circles."""
    why = require_text(reason, "merge_reason", "合并的原因")
    if ticket.number == into.number:
        raise BadInput(
            "不能合并到自己。", field="into", code="same_ticket", mend="请填另一个工单的编号。"
        )
    # Two merges of the same pair, each the other way, wait for each other in one order.
    for each in sorted((ticket, into), key=lambda each: each.number):
        session.refresh(each, with_for_update=True)
    require_legal(session, ticket, Move.MERGE, by)
    if into.state not in ALIVE:
        raise Conflict(
            f"工单 {into.number} {into.state.label}，不能再并进别的工单。",
            code="illegal_move",
            mend=last_told(session, into),
        )
    _require_level(ticket, into)
    enter(ticket, Move.MERGE)
    merged = Merge(
        ticket_number=ticket.number, into_number=into.number, reason=why, by_id=by, at=now
    )
    session.add(merged)
    session.flush()
    told(session, ticket, Move.MERGE, by=by, now=now, into=into.number)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.MERGED, by=by, now=now)
    return merged


def _require_level(ticket: Ticket, into: Ticket) -> None:
    """What a graver case calls for does not end because it goes up in a lesser one."""
    if ticket.level > into.level:
        raise BadInput(
            f"工单 {into.number} 是{into.level.label}，这个是{ticket.level.label}。",
            field="into",
            code="lower_level",
            mend=f"请反过来，把 {into.number} 合并到这里；或先升 {into.number} 的级别。",
        )


def merge_of(session: Session, number: int) -> Merge | None:
    """How this ticket went up in another."""
    return session.get(Merge, number)


def merged_into(session: Session, number: int) -> list[Merge]:
    """Directly, in the order of merging."""
    found = select(Merge).where(Merge.into_number == number).order_by(Merge.at, Merge.ticket_number)
    return list(session.scalars(found))


def with_merged(session: Session, ticket: Ticket) -> list[Ticket]:
    """The ticket and all that went up in it, also by way of others."""
    found = [ticket]
    for each in found:
        found += [
            session.get_one(Ticket, one.ticket_number) for one in merged_into(session, each.number)
        ]
    return found


def worked_on_as(session: Session, ticket: Ticket) -> Ticket:
    """The ticket itself, or the one in which it went up in the end."""
    while (merged := merge_of(session, ticket.number)) is not None:
        ticket = session.get_one(Ticket, merged.into_number)
    return ticket
