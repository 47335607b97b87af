"""A meeting of a task force: what was decided, and who does what by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.clock import to_local
from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.people.person import Person
from kb.text.field import require_text
from kb.tickets.serious import colleague, require_serious
from kb.tickets.task_force import task_force_of
from kb.tickets.ticket import Ticket

MOST_STEPS = 20
MOST_PLACE_CHARACTERS = 100
MOST_STEP_CHARACTERS = 500


class Meeting(Base):
    """`present`: the ids of those who were there."""

    __tablename__ = "meetings"
    __table_args__ = (Index(None, "ticket_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    held_at: Mapped[datetime]
    place: Mapped[str]
    present: Mapped[list[int]]
    decisions: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    steps: Mapped[list["NextStep"]] = relationship(order_by="NextStep.id", lazy="selectin")


class NextStep(Base):
    __tablename__ = "next_steps"
    __table_args__ = (Index(None, "meeting_id"), Index(None, "due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    what: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    due_on: Mapped[date]


@dataclass(frozen=True, slots=True)
class Step:
    what: str
    owner_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Minutes:
    """What somebody wrote down of a meeting."""

    held_at: datetime
    place: str
    present: Sequence[int]
    decisions: str
    steps: Sequence[Step] = ()


def hold_meeting(
    session: Session, ticket: Ticket, minutes: Minutes, *, by: int, now: datetime
) -> Meeting:
    place = require_text(minutes.place, "place", "地点", MOST_PLACE_CHARACTERS)
    decisions = require_text(minutes.decisions, "decisions", "会议决定")
    require_serious(session, ticket)
    _require_fit(session, ticket, minutes, now)
    meeting = Meeting(
        ticket_number=ticket.number,
        held_at=minutes.held_at,
        place=place,
        present=sorted(set(minutes.present)),
        decisions=decisions,
        by_id=by,
        at=now,
        steps=[_step(session, each, minutes.held_at) for each in minutes.steps],
    )
    session.add(meeting)
    session.flush()
    record(
        session, "met", "ticket", ticket.number, by=by, now=now,
        meeting=meeting.id, held_at=meeting.held_at, present=meeting.present,
        steps=len(meeting.steps),
    )  # fmt: skip
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.MET, by=by, now=now)
    return meeting


def meetings(session: Session, ticket: Ticket) -> list[Meeting]:
    """In the order they were held."""
    found = select(Meeting).where(Meeting.ticket_number == ticket.number)
    return list(session.scalars(found.order_by(Meeting.held_at, Meeting.id)))


def _require_fit(session: Session, ticket: Ticket, minutes: Minutes, now: datetime) -> None:
    force = task_force_of(session, ticket)
    if force is None:
        raise Conflict(
            "还没有专项小组，不能开会。", code="no_task_force", mend="请先成立专项小组。"
        )
    if not ticket.opened_at <= minutes.held_at <= now:
        raise BadInput(
            "开会时间应在工单提出以后、现在以前。",
            field="held_at",
            code="bad_moment",
            mend="请改正时间；还没开的会，开完再记。",
        )
    seated = {each.person_id for each in force.seated}
    if not minutes.present or not seated.issuperset(minutes.present):
        raise BadInput(
            "还没有选参会的人。" if not minutes.present else "参会的人里有不在小组里的。",
            field="present",
            code="bad_present",
            mend="请从小组成员里选。",
        )
    if len(minutes.steps) > MOST_STEPS:
        raise BadInput(f"后续事项最多 {MOST_STEPS} 项。", field="steps", code="too_many")


def _step(session: Session, step: Step, held_at: datetime) -> NextStep:
    what = require_text(step.what, "steps", "后续事项", MOST_STEP_CHARACTERS)
    if step.due_on < to_local(held_at).date():
        raise BadInput(
            f"“{what}”的日期在开会以前。", field="steps", code="bad_date", mend="请改正日期。"
        )
    owner = colleague(session, step.owner_id, "steps")
    return NextStep(what=what, owner_id=owner.id, due_on=step.due_on)
