"""A case in the hands of a department: what it was told, what it plans, how that ended."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import Conflict, NotFound
from kb.people.person import Person
from kb.terms import Department, LabelledEnum
from kb.tickets.ticket import Ticket


class EndKind(LabelledEnum):
    SOLVED = "solved", "已解决"
    RETURNED = "returned", "部门退回"
    WITHDRAWN = "withdrawn", "客服收回"
    PASSED_ON = "passed_on", "改转别的部门"


class Referral(Base):
    """Recorded in full: who, what, when. `happened` and `wanted_by` as the member said them."""

    __tablename__ = "referrals"
    __table_args__ = (
        Index(None, "ticket_number"),
        Index(None, "department", "ended"),
        Index(None, "department", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    department: Mapped[Department]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    member_name: Mapped[str]
    member_phone: Mapped[str | None]
    matter: Mapped[str] = mapped_column(Text)
    happened: Mapped[str]
    wanted_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text)
    ended: Mapped[bool] = mapped_column(default=False)


class ReferralEnd(Base):
    __tablename__ = "referral_ends"
    __table_args__ = (CheckConstraint("said <> ''", name="said_something"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey(Referral.id), primary_key=True)
    kind: Mapped[EndKind]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    said: Mapped[str] = mapped_column(Text)


class Plan(Base):
    """What the department will do, and by when it expects to be done."""

    __tablename__ = "referral_plans"
    __table_args__ = (CheckConstraint("expected_at > at", name="expected_later"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey(Referral.id), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(Text)
    expected_at: Mapped[datetime]


class NewTime(Base):
    """A new expected time, with why the former does not hold."""

    __tablename__ = "referral_times"
    __table_args__ = (
        Index(None, "referral_id"),
        CheckConstraint("expected_at > at", name="expected_later"),
        CheckConstraint("reason <> ''", name="said_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey(Plan.referral_id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    former: Mapped[datetime]
    expected_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


def referrals_of(session: Session, number: int) -> list[Referral]:
    """Oldest first."""
    found = select(Referral).where(Referral.ticket_number == number).order_by(Referral.id)
    return list(session.scalars(found))


def open_referral(session: Session, ticket: Ticket) -> Referral:
    found = session.scalar(
        select(Referral).where(Referral.ticket_number == ticket.number, ~Referral.ended)
    )
    if found is None:
        raise Conflict(f"工单 {ticket.number} 没有转给部门。", code="not_referred")
    return found


def find_referral(session: Session, number: int, departments: Collection[Department]) -> Referral:
    """The newest to one of these departments that is or was rightly theirs; NotFound for every
    other ticket."""
    found = session.scalar(
        select(Referral)
        .where(_rightly_of(number), Referral.department.in_(departments))
        .order_by(Referral.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(f"没有转给您部门的工单 {number}。")
    return found


def departments_with(session: Session, number: int) -> set[Department]:
    """Those whose it is or rightly was."""
    return set(session.scalars(select(Referral.department).where(_rightly_of(number))))


def _rightly_of(number: int) -> ColumnElement[bool]:
    wrongly = select(ReferralEnd.referral_id).where(ReferralEnd.kind == EndKind.RETURNED)
    return and_(Referral.ticket_number == number, Referral.id.not_in(wrongly))


def end_referral(
    session: Session, ticket: Ticket, kind: EndKind, text: str, *, by: int, now: datetime
) -> ReferralEnd:
    referral = open_referral(session, ticket)
    referral.ended = True
    end = ReferralEnd(referral_id=referral.id, kind=kind, by_id=by, at=now, said=text)
    session.add(end)
    session.flush()
    if kind is not EndKind.SOLVED:
        subject = Subject(Matter.TICKET, ticket.number)
        hear(session, subject, Signal.REFERRAL_ENDED, by=by, now=now, cause=text)
    return end


def plan_of(session: Session, referral: Referral) -> Plan | None:
    return session.get(Plan, referral.id)


def new_times(session: Session, referral: Referral) -> list[NewTime]:
    """Oldest first."""
    found = select(NewTime).where(NewTime.referral_id == referral.id).order_by(NewTime.id)
    return list(session.scalars(found))


def expected_at(session: Session, referral: Referral) -> datetime | None:
    """As last named; None before there is a plan."""
    plan, later = plan_of(session, referral), new_times(session, referral)
    if later:
        return later[-1].expected_at
    return plan.expected_at if plan else None


def end_of(session: Session, referral: Referral) -> ReferralEnd | None:
    return session.get(ReferralEnd, referral.id)
