"""A closed ticket whose member is not satisfied: followed up until they are, or until a
supervisor ends it with a reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, false, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import NotFound
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import Channel, Department, LabelledEnum
from kb.tickets.ticket import Ticket


class FollowUpState(LabelledEnum):
    WAITING = "waiting", "待部门反馈"
    TO_CONTACT = "to_contact", "待联系会员"
    SATISFIED = "satisfied", "会员满意"
    CLOSED = "closed", "主管结束"


class FollowUpMove(LabelledEnum):
    FEED_BACK = "feed_back", "反馈"
    CONTACT = "contact", "记录联系"
    ASK_AGAIN = "ask_again", "请部门再看"
    SATISFY = "satisfy", "记为满意"
    CLOSE = "close", "结束跟进"


@dataclass(frozen=True)
class Rule:
    origins: frozenset[FollowUpState]
    target: FollowUpState | None


GOING_ON = frozenset({FollowUpState.WAITING, FollowUpState.TO_CONTACT})
MOVES = {
    FollowUpMove.FEED_BACK: Rule(GOING_ON, FollowUpState.TO_CONTACT),
    FollowUpMove.CONTACT: Rule(GOING_ON, None),
    FollowUpMove.ASK_AGAIN: Rule(GOING_ON, FollowUpState.WAITING),
    FollowUpMove.SATISFY: Rule(GOING_ON, FollowUpState.SATISFIED),
    FollowUpMove.CLOSE: Rule(GOING_ON, FollowUpState.CLOSED),
}
"""what may follow what; the target is None where the state stays"""


class ContactResult(LabelledEnum):
    NOT_REACHED = "not_reached", "没有联系上"
    STILL_DISSATISFIED = "still_dissatisfied", "仍不满意"
    SATISFIED = "satisfied", "已满意"


class FollowUp(Base):
    """One goes on at a time for each ticket. `why`: what the member said; `ended_by_id`: nobody
    where the member's own new rating ended it."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('satisfied', 'closed')) = (ended_at IS NOT NULL)", name="ended_when"
        ),
        CheckConstraint(
            "state <> 'closed' OR (ended_by_id IS NOT NULL AND end_why IS NOT NULL)",
            name="closed_why",
        ),
        CheckConstraint("ended_at IS NOT NULL OR ended_by_id IS NULL", name="ended_by_somebody"),
        Index(None, "ticket_number"),
        Index(None, "ended_at", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    state: Mapped[FollowUpState]
    why: Mapped[str | None] = mapped_column(Text)
    department: Mapped[Department | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    end_why: Mapped[str | None] = mapped_column(Text)
    ticket: Mapped[Ticket] = relationship(lazy="selectin")
    feedback: Mapped[list["Feedback"]] = relationship(order_by="Feedback.id", lazy="selectin")
    contacts: Mapped[list["Contact"]] = relationship(order_by="Contact.id", lazy="selectin")


class Feedback(Base):
    """What the department says and does about it."""

    __tablename__ = "follow_up_feedback"
    __table_args__ = (Index(None, "follow_up_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class Contact(Base):
    """One attempt to reach the member, and what came of it."""

    __tablename__ = "follow_up_contacts"
    __table_args__ = (
        CheckConstraint("result = 'not_reached' OR note IS NOT NULL", name="reached_what"),
        Index(None, "follow_up_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    channel: Mapped[Channel]
    result: Mapped[ContactResult]
    note: Mapped[str | None] = mapped_column(Text)


def find_follow_up(session: Session, follow_up_id: int, person: Person) -> FollowUp:
    """Not found also where it is not theirs to see."""
    seen = select(FollowUp).where(FollowUp.id == follow_up_id, _seen_by(person))
    found = session.scalar(seen)
    if found is None:
        raise NotFound("没有这个跟进。")
    return found


def follow_ups_for(session: Session, person: Person, *, ended: bool = False) -> list[FollowUp]:
    """What waits longest first; of the ended ones the last hundred."""
    found = select(FollowUp).where(_seen_by(person))
    if ended:
        found = found.where(FollowUp.ended_at.is_not(None))
        found = found.order_by(FollowUp.ended_at.desc(), FollowUp.id.desc()).limit(100)
    else:
        found = found.where(FollowUp.ended_at.is_(None))
        found = found.order_by(FollowUp.opened_at, FollowUp.id)
    return list(session.scalars(found))


def follow_ups_of(session: Session, ticket: Ticket) -> list[FollowUp]:
    """Oldest first."""
    found = select(FollowUp).where(FollowUp.ticket_number == ticket.number)
    return list(session.scalars(found.order_by(FollowUp.id)))


def open_follow_up_of(session: Session, ticket: Ticket) -> FollowUp | None:
    return session.scalar(
        select(FollowUp).where(FollowUp.ticket_number == ticket.number, FollowUp.ended_at.is_(None))
    )


def _seen_by(person: Person) -> ColumnElement[bool]:
    """Supervisors see all, agents their own, a department's people those of their department."""
    if may(person, Right.LEAD_SERVICE):
        return FollowUp.id.is_not(None)
    theirs: list[ColumnElement[bool]] = [false()]
    if may(person, Right.WORK_TICKETS):
        theirs.append(FollowUp.owner_id == person.id)
    if may(person, Right.ANSWER_REFERRED):
        theirs.append(FollowUp.department.in_(sorted(person.departments)))
    return or_(*theirs)
