"""Asking a senior colleague, and what they advise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict, NotFound
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, person
from kb.people.rights import Right, holders, may
from kb.text.field import require_text
from kb.tickets.moves import Move, leads, require_legal, told
from kb.tickets.ticket import Ticket


class Consult(Base):
    """`asked_id`: None where all supervisors were asked."""

    __tablename__ = "consults"
    __table_args__ = (Index(None, "ticket_number"), Index(None, "advised", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    asked_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    question: Mapped[str] = mapped_column(Text)
    advised: Mapped[bool] = mapped_column(default=False)


class Advice(Base):
    __tablename__ = "advices"
    __table_args__ = (Index(None, "consult_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consult_id: Mapped[int] = mapped_column(ForeignKey(Consult.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A consult nobody has answered yet, with what the ticket is about."""

    consult: Consult
    ticket: Ticket


def consult(
    session: Session,
    ticket: Ticket,
    question: str,
    *,
    asked_id: int | None = None,
    by: int,
    now: datetime,
) -> Consult:
    kept = require_text(question, "consult", "要请教的问题")
    require_legal(session, ticket, Move.CONSULT, by)
    asked = _asked(session, asked_id, by)
    consulted = Consult(
        ticket_number=ticket.number, by_id=by, at=now, asked_id=asked_id, question=kept
    )
    session.add(consulted)
    session.flush()
    told(session, ticket, Move.CONSULT, by=by, now=now, consult=consulted.id, asked=asked_id)
    hear(session, _subject(ticket), Signal.CONSULTED, by=by, now=now)
    for each in asked:
        _tell(session, consulted, each.id, f"{person(session, by).name}请您指点：{kept}", now=now)
    return consulted


def advise(
    session: Session,
    consult_id: int,
    text: str,
    *,
    seen: int | None = None,
    by: int,
    now: datetime,
) -> Advice:
    """By who was asked or any supervisor; a second advice may add to the first. `seen`: how many
    there were when it was written; who did not see one is told of it before theirs is added."""
    kept = require_text(text, "advice", "您的意见")
    asked = find_consult(session, consult_id)
    session.refresh(asked, with_for_update=True)
    ticket = session.get_one(Ticket, asked.ticket_number)
    require_legal(session, ticket, Move.ADVISE, by)
    if by == asked.by_id or (by != asked.asked_id and not leads(session, by)):
        raise Conflict("这个问题请教的是别的同事。", code="not_asked")
    if seen is not None and (meanwhile := advices_to(session, asked.id)[seen:]):
        last = meanwhile[-1]
        raise Conflict(
            f"{person(session, last.by_id).name}刚刚已经指点过：{last.text}",
            code="advised_meanwhile",
            mend="您写的还在；要补充，再发一次就可以。",
        )
    advice = Advice(consult_id=asked.id, by_id=by, at=now, text=kept)
    session.add(advice)
    asked.advised = True
    session.flush()
    told(session, ticket, Move.ADVISE, by=by, now=now, consult=asked.id, advice=advice.id)
    hear(session, _subject(ticket), Signal.ADVISED, by=by, now=now)
    words = f"{person(session, by).name}指点了工单 {ticket.number}：{kept}"
    _tell(session, asked, asked.by_id, words, now=now, key=f"advice:{advice.id}")
    return advice


def find_consult(session: Session, consult_id: int) -> Consult:
    found = session.get(Consult, consult_id)
    if found is None:
        raise NotFound("没有这次请教。")
    return found


def consults_of(session: Session, number: int) -> list[Consult]:
    """Oldest first."""
    found = select(Consult).where(Consult.ticket_number == number).order_by(Consult.id)
    return list(session.scalars(found))


def advices_to(session: Session, consult_id: int) -> list[Advice]:
    """Oldest first."""
    found = select(Advice).where(Advice.consult_id == consult_id)
    return list(session.scalars(found.order_by(Advice.id)))


def advices_on(session: Session, number: int) -> list[Advice]:
    """Of one ticket, oldest first."""
    found = select(Advice).join(Consult).where(Consult.ticket_number == number)
    return list(session.scalars(found.order_by(Advice.id)))


def consults_waiting(
    session: Session, *, asked_id: int | None = None, and_also: int | None = None
) -> list[Waiting]:
    """What waits longest first: all, or only what this person and everybody was asked.
    `and_also`: one that is shown whether it waits or not."""
    found = select(Consult, Ticket).join(Ticket).where(~Consult.advised | (Consult.id == and_also))
    if asked_id is not None:
        found = found.where((Consult.asked_id == asked_id) | Consult.asked_id.is_(None))
    rows = session.execute(found.order_by(Consult.at, Consult.id))
    return [Waiting(consulted, ticket) for consulted, ticket in rows]


def _asked(session: Session, asked_id: int | None, by: int) -> Sequence[Person]:
    if asked_id is None:
        return [each for each in holders(session, Right.LEAD_SERVICE) if each.id != by]
    asked = person(session, asked_id)
    if asked_id == by or not may(asked, Right.WORK_TICKETS):
        raise BadInput(
            "不能请教这位同事。", field="asked", code="cannot_advise", mend="请另选一位。"
        )
    return [asked]


def _subject(ticket: Ticket) -> Subject:
    return Subject(Matter.TICKET, ticket.number)


def _tell(
    session: Session, consulted: Consult, to_id: int, text: str, *, now: datetime, key: str = ""
) -> None:
    number = consulted.ticket_number
    notify(
        session, to_id, NoticeKind.NEWS if key else NoticeKind.ASKED, text,
        about=("ticket", number), path=f"/desk/tickets/{number}",
        key=key or f"consult:{consulted.id}", now=now,
    )  # fmt: skip
