"""What one shift leaves to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, person
from kb.people.rights import Right, holders, may
from kb.terms import Level
from kb.text import clean

PATH = "/desk/handovers"
MOST_CHARACTERS = 4000
WAITS_FOR = timedelta(days=3)
"""An older one is out of date, whether or not somebody said they have read it."""


class Handover(Base):
    """`receiver_id`: None for the whole group."""

    __tablename__ = "handovers"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    items: Mapped[list["HandoverItem"]] = relationship(
        lazy="selectin", order_by="HandoverItem.ticket_number"
    )
    acknowledgements: Mapped[list["HandoverAcknowledgement"]] = relationship(
        lazy="selectin", order_by="HandoverAcknowledgement.at"
    )


class HandoverItem(Base):
    """A ticket as it was then. It belongs to a room above, so no foreign key leads there."""

    __tablename__ = "handover_items"

    handover_id: Mapped[int] = mapped_column(ForeignKey(Handover.id), primary_key=True)
    ticket_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[Level]
    due_at: Mapped[datetime]
    question: Mapped[str] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(Text)


class HandoverAcknowledgement(Base):
    __tablename__ = "handover_acknowledgements"

    handover_id: Mapped[int] = mapped_column(ForeignKey(Handover.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Left:
    """A ticket that is left to the next shift."""

    number: int
    level: Level
    due_at: datetime
    question: str
    remark: str = ""


def leave(
    session: Session,
    text: str,
    tickets: Sequence[Left],
    *,
    receiver_id: int | None,
    by: int,
    now: datetime,
) -> Handover:
    """Tells whoever receives it; the group: all colleagues who work on tickets."""
    said = clean(text)
    if not said and not tickets:
        raise _bad("text", "还没有写要交接的事。", "请写上几句，或选上要交接的工单。")
    if len(said) > MOST_CHARACTERS:
        raise _bad("text", f"交班记录太长了，有 {len(said)} 字。", "请缩短到 4000 字以内。")
    receivers = _receivers(session, receiver_id, by)
    handover = Handover(by_id=by, receiver_id=receiver_id, at=now, text=said)
    handover.items = [
        HandoverItem(
            ticket_number=each.number, level=each.level, due_at=each.due_at,
            question=each.question, remark=clean(each.remark),
        )
        for each in tickets
    ]  # fmt: skip
    session.add(handover)
    session.flush()
    record(
        session, "left", "handover", handover.id, by=by, now=now,
        receiver=receiver_id, tickets=[each.number for each in tickets],
    )  # fmt: skip
    what = f"{person(session, by).name}交班，没有要接着办的工单。"
    if tickets:
        what = f"{person(session, by).name}交班，{len(tickets)} 个工单要接着办。"
    for each in receivers:
        notify(
            session, each.id, NoticeKind.HANDED_OVER, what,
            about=("handover", handover.id), path=PATH, key=f"handover:{handover.id}", now=now,
        )  # fmt: skip
    return handover


def acknowledge(session: Session, handover_id: int, *, by: int, now: datetime) -> Handover:
    """Saying it twice changes nothing."""
    handover = session.get(Handover, handover_id)
    if handover is None:
        raise NotFound("没有这份交班记录。")
    if handover.by_id == by or handover.receiver_id not in (None, by):
        raise Conflict("这份交班记录不是交给您的。", code="not_the_receiver")
    session.refresh(handover, with_for_update=True)
    if by not in {each.person_id for each in handover.acknowledgements}:
        handover.acknowledgements.append(HandoverAcknowledgement(person_id=by, at=now))
        record(session, "acknowledged", "handover", handover.id, by=by, now=now)
        session.flush()
    return handover


def waiting_for(session: Session, person_id: int, *, now: datetime) -> list[Handover]:
    """Those somebody has not yet said to have read, oldest first."""
    read = select(HandoverAcknowledgement.handover_id).where(
        HandoverAcknowledgement.person_id == person_id
    )
    found = select(Handover).where(
        Handover.at >= now - WAITS_FOR,
        Handover.by_id != person_id,
        or_(Handover.receiver_id.is_(None), Handover.receiver_id == person_id),
        Handover.id.not_in(read),
    )
    return list(session.scalars(found.order_by(Handover.id)))


def last_handovers(session: Session, at_most: int = 10) -> list[Handover]:
    """Newest first."""
    return list(session.scalars(select(Handover).order_by(Handover.id.desc()).limit(at_most)))


def _receivers(session: Session, receiver_id: int | None, by: int) -> list[Person]:
    if receiver_id is None:
        return [each for each in holders(session, Right.WORK_TICKETS) if each.id != by]
    receiver = session.get(Person, receiver_id)
    if receiver is None or receiver_id == by or not may(receiver, Right.WORK_TICKETS):
        raise _bad("receiver", "这位同事不能接班。", "请另选一位处理工单的同事，或交给全组。")
    return [receiver]


def _bad(field: str, mistake: str, mend: str) -> BadInput:
    return BadInput(mistake, field=field, code="bad_handover", mend=mend)
