"""A task force: colleagues of several departments who handle a level-3 ticket together."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, person
from kb.text.field import limit_text, require_text
from kb.tickets.serious import colleague, lock_ticket, require_serious
from kb.tickets.ticket import Ticket

ACKNOWLEDGE_WITHIN = timedelta(minutes=10)
"""from being called to the task force; whoever takes longer is late"""
MOST_SEATS = 30
MOST_ROLE_CHARACTERS = 100


class TaskForce(Base):
    """One stands at a time; it stands until it is dissolved."""

    __tablename__ = "task_forces"
    __table_args__ = (
        CheckConstraint(
            "(dissolved_at IS NULL) = (dissolved_by_id IS NULL)", name="dissolved_by_somebody"
        ),
        CheckConstraint("(dissolved_at IS NULL) = (dissolved_why IS NULL)", name="dissolved_why"),
        Index(None, "ticket_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    leader_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    formed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    formed_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]
    dissolved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    dissolved_why: Mapped[str | None] = mapped_column(Text)
    seats: Mapped[list["Seat"]] = relationship(order_by="Seat.id", lazy="selectin")

    @property
    def seated(self) -> list["Seat"]:
        """Those who belong to it now."""
        return [each for each in self.seats if each.left_at is None]

    def seat_of(self, person_id: int) -> "Seat | None":
        return next((each for each in self.seated if each.person_id == person_id), None)


class Seat(Base):
    """Somebody's place in a task force, from when to when, and that they know of it."""

    __tablename__ = "task_force_seats"
    __table_args__ = (
        CheckConstraint("(left_at IS NULL) = (left_by_id IS NULL)", name="released_by_somebody"),
        CheckConstraint("(left_at IS NULL) = (left_why IS NULL)", name="released_why"),
        Index(None, "task_force_id"),
        Index(None, "person_id", "left_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_force_id: Mapped[int] = mapped_column(ForeignKey(TaskForce.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    role: Mapped[str | None]
    seated_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    seated_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    left_why: Mapped[str | None] = mapped_column(Text)

    def is_late(self, now: datetime) -> bool:
        """They said, or have still not said, that they know: later than they should."""
        until = self.acknowledged_at or self.left_at or now
        return until - self.seated_at > ACKNOWLEDGE_WITHIN


def form_task_force(
    session: Session,
    ticket: Ticket,
    leader_id: int,
    roster: Mapping[int, str],
    *,
    by: int,
    now: datetime,
) -> TaskForce:
    """`roster`: what each colleague does in it, by their id; the leader belongs to it anyway."""
    require_serious(session, ticket)
    standing = task_force_of(session, ticket)
    if standing is not None:
        leader = person(session, standing.leader_id)
        raise Conflict(
            f"工单 {ticket.number} 已经有专项小组了，组长是{leader.name}。",
            code="task_force_stands",
            mend="请直接调整成员。",
        )
    people = {leader_id: roster.get(leader_id, "") or "组长", **roster}
    people[leader_id] = people[leader_id] or "组长"
    _require_room(len(people))
    force = TaskForce(
        ticket_number=ticket.number, leader_id=leader_id, formed_by_id=by, formed_at=now
    )
    for person_id in people:  # all are looked at before anything is written
        colleague(session, person_id, "roster")
    session.add(force)
    session.flush()
    record(
        session, "task_force_formed", "ticket", ticket.number, by=by, now=now,
        leader=leader_id, people=sorted(people),
    )  # fmt: skip
    for person_id, role in people.items():
        _seat(session, force, person_id, role, by=by, now=now)
    subject = Subject(Matter.TICKET, ticket.number)
    hear(session, subject, Signal.TASK_FORCE_FORMED, by=by, now=now)
    return force


def acknowledge_seat(session: Session, ticket: Ticket, *, by: int, now: datetime) -> Seat:
    """Saying so twice changes nothing."""
    force = _standing(session, ticket)
    seat = _seat_in(session, force, by)
    if seat.acknowledged_at is None:
        seat.acknowledged_at = now
        record(session, "seat_acknowledged", "ticket", ticket.number, by=by, now=now)
        session.flush()
    return seat


def add_seat(
    session: Session, ticket: Ticket, person_id: int, role: str, *, by: int, now: datetime
) -> Seat:
    force = _standing(session, ticket)
    newcomer = colleague(session, person_id, "person")
    if force.seat_of(person_id) is not None:
        raise Conflict(f"{newcomer.name}已经在小组里了。", code="seated_already")
    _require_room(len(force.seated) + 1)
    seat = _seat(session, force, person_id, role, by=by, now=now)
    record(
        session, "seat_added", "ticket", ticket.number, by=by, now=now,
        person=person_id, role=seat.role,
    )  # fmt: skip
    return seat


def release_seat(
    session: Session, ticket: Ticket, person_id: int, why: str, *, by: int, now: datetime
) -> Seat:
    said = require_text(why, "why", "原因")
    force = _standing(session, ticket)
    seat = _seat_in(session, force, person_id)
    if force.leader_id == person_id:
        raise Conflict(
            f"{person(session, person_id).name}是组长，不能直接退出。",
            code="leader_stays",
            mend="请先换一位组长。",
        )
    seat.left_at, seat.left_by_id, seat.left_why = now, by, said
    record(
        session, "seat_released", "ticket", ticket.number, by=by, now=now,
        person=person_id, why=said,
    )  # fmt: skip
    session.flush()
    return seat


def change_leader(
    session: Session, ticket: Ticket, person_id: int, why: str, *, by: int, now: datetime
) -> TaskForce:
    """The new one is of the task force already."""
    said = require_text(why, "why", "原因")
    force = _standing(session, ticket)
    _seat_in(session, force, person_id)
    before = force.leader_id
    if before == person_id:
        raise Conflict(f"{person(session, person_id).name}已经是组长。", code="leads_already")
    force.leader_id = person_id
    record(
        session, "leader_changed", "ticket", ticket.number, by=by, now=now,
        before=before, person=person_id, why=said,
    )  # fmt: skip
    session.flush()
    return force


def dissolve_task_force(
    session: Session, ticket: Ticket, why: str, *, by: int, now: datetime
) -> TaskForce:
    """Also once the ticket is closed, or of a lower level."""
    said = require_text(why, "why", "解散的原因")
    force = _standing(session, ticket)
    force.dissolved_at, force.dissolved_by_id, force.dissolved_why = now, by, said
    record(session, "task_force_dissolved", "ticket", ticket.number, by=by, now=now)
    session.flush()
    return force


def task_force_of(session: Session, ticket: Ticket) -> TaskForce | None:
    """The one that stands."""
    found = select(TaskForce).where(
        TaskForce.ticket_number == ticket.number, TaskForce.dissolved_at.is_(None)
    )
    return session.scalar(found)


def task_forces(session: Session, ticket: Ticket) -> list[TaskForce]:
    """Oldest first, dissolved ones too."""
    found = select(TaskForce).where(TaskForce.ticket_number == ticket.number)
    return list(session.scalars(found.order_by(TaskForce.id)))


def is_on_task_force(session: Session, ticket: Ticket, person_id: int) -> bool:
    """Who stayed until it was dissolved goes on seeing the ticket; who left does not."""
    return any(each.seat_of(person_id) for each in task_forces(session, ticket))


def tickets_worked_on(session: Session, person_id: int) -> list[Ticket]:
    """Those on whose standing task force somebody is, newest first."""
    found = (
        select(Ticket)
        .join(TaskForce, TaskForce.ticket_number == Ticket.number)
        .join(Seat, Seat.task_force_id == TaskForce.id)
        .where(Seat.person_id == person_id, Seat.left_at.is_(None))
        .where(TaskForce.dissolved_at.is_(None))
    )
    return list(session.scalars(found.order_by(Ticket.number.desc())))


def _standing(session: Session, ticket: Ticket) -> TaskForce:
    lock_ticket(session, ticket)
    force = task_force_of(session, ticket)
    if force is None:
        raise Conflict(
            f"工单 {ticket.number} 现在没有专项小组。",
            code="no_task_force",
            mend="请先成立专项小组。",
        )
    session.refresh(force)
    return force


def _seat_in(session: Session, force: TaskForce, person_id: int) -> Seat:
    seat = force.seat_of(person_id)
    if seat is None:
        name = person(session, person_id).name
        raise Conflict(f"{name}不在这个专项小组里。", code="not_seated", mend="请刷新页面。")
    return seat


def _seat(
    session: Session, force: TaskForce, person_id: int, role: str, *, by: int, now: datetime
) -> Seat:
    seat = Seat(
        person_id=person_id,
        role=limit_text(role, "role", "分工", MOST_ROLE_CHARACTERS) or None,
        seated_by_id=by,
        seated_at=now,
    )
    force.seats.append(seat)
    session.flush()
    number = force.ticket_number
    notify(
        session, person_id, NoticeKind.ASSIGNED,
        f"请您参加工单 {number} 的专项小组，请先确认知悉。",
        about=("ticket", number), path=f"/supervise/tickets/{number}",
        key=f"task_force_seat:{seat.id}", now=now,
    )  # fmt: skip
    return seat


def _require_room(count: int) -> None:
    if count > MOST_SEATS:
        raise BadInput(
            f"专项小组最多 {MOST_SEATS} 人。", field="roster", code="too_many", mend="请少选几位。"
        )
