"""Listing complaints, and telling what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, false, func, or_, select
from sqlalchemy.orm import Session

from kb.complaints.complaint import ENDED, Complaint, ComplaintState
from kb.complaints.moves import AWAITED, MOVES, Move
from kb.complaints.sight import visible_to
from kb.complaints.steps import ResolutionPlan
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.people.person import Person
from kb.people.rights import may
from kb.terms import Category, Department

PAGE = 25


@dataclass(frozen=True, slots=True)
class Sought:
    """`mine`: what this person has to do something about; `place`: a part of its name;
    `since`, `until`: registered in [since, until), whether they ended or not."""

    state: ComplaintState | None = None
    category: Category | None = None
    department: Department | None = None
    place: str = ""
    mine: bool = False
    ended: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """`number` counts from 1; `total` is of complaints on all pages."""

    rows: Sequence[Complaint]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_complaints(session: Session, by: Person, sought: Sought, number: int = 1) -> ComplaintPage:
    """What waits longest first; of those that ended the last."""
    found = _matching(by, sought)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    registered = Complaint.registered_at
    order = registered.desc() if sought.ended else registered
    page = found.order_by(order, Complaint.number).offset((number - 1) * PAGE).limit(PAGE)
    return ComplaintPage(list(session.scalars(page)), number, total)


def waiting_for(session: Session, by: Person) -> int:
    """How many complaints wait for something this person may do."""
    found = _matching(by, Sought(mine=True))
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def places(session: Session) -> list[str]:
    """What places were called so far, so that the same is called the same."""
    return list(session.scalars(select(Complaint.place).distinct().order_by(Complaint.place)))


def complaints_from(session: Session, ticket_number: int) -> list[Complaint]:
    found = select(Complaint).where(Complaint.ticket_number == ticket_number)
    return list(session.scalars(found.order_by(Complaint.number)))


def _matching(by: Person, sought: Sought) -> Select[Complaint]:
    found = select(Complaint).where(visible_to(by))
    if sought.state:
        found = found.where(Complaint.state == sought.state)
    elif not sought.since:
        over = Complaint.state.in_(ENDED)
        found = found.where(over if sought.ended else ~over)
    if sought.category:
        found = found.where(Complaint.category == sought.category)
    if sought.department:
        found = found.where(Complaint.department == sought.department)
    if sought.place:
        found = found.where(Complaint.place.contains(sought.place, autoescape=True))
    if sought.since:
        found = found.where(Complaint.registered_at >= sought.since)
    if sought.until:
        found = found.where(Complaint.registered_at < sought.until)
    return _for_me(found, by) if sought.mine else found


def _for_me(found: Select[Complaint], by: Person) -> Select[Complaint]:
    own = exists().where(
        ResolutionPlan.complaint_number == Complaint.number, ResolutionPlan.by_id == by.id
    )
    waits = []
    for state, move in AWAITED.items():
        rule = MOVES[move]
        if not may(by, rule.right):
            continue
        here = Complaint.state == state
        if rule.own_department:
            here &= Complaint.department.in_(by.departments)
        if move is Move.APPROVE:
            here &= ~own
        waits.append(here)
    return found.where(or_(false(), *waits))


def due_of(session: Session, numbers: Sequence[int]) -> dict[int, datetime]:
    """The soonest end of a clock that runs on each."""
    found = (
        select(StageClock.number, func.min(StageClock.due_at).label("due_at"))
        .where(
            StageClock.matter == Matter.COMPLAINT,
            StageClock.number.in_(numbers),
            StageClock.state.in_((ClockState.RUNNING, ClockState.BREACHED)),
        )
        .group_by(StageClock.number)
    )
    return {row.number: row.due_at for row in session.execute(found)}
