"""The tickets that wait, as colleagues look through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import StageClock
from kb.deadlines.turning import TICKING, clocks_ahead
from kb.people.person import Person
from kb.terms import Category, Department, Level
from kb.tickets.ticket import WAITING, Ticket, TicketState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """`owner_id`: only that colleague's; `unowned`: only what nobody works on yet. Without a
    state: all that wait."""

    owner_id: int | None = None
    unowned: bool = False
    level: Level | None = None
    category: Category | None = None
    state: TicketState | None = None
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """`owner`: the name. `due_at`: of the clock that runs out first, `stage` being what it is
    for; without one the moment that the member was told."""

    ticket: Ticket
    owner: str | None
    due_at: datetime
    stage: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`number` counts from 1; `total` is of tickets on all pages."""

    rows: Sequence[Listed]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_tickets(session: Session, sought: Sought, number: int = 1) -> QueuePage:
    """Level 3 first: somebody may be hurt. Then what is due next; of finished ones the newest."""
    found = _matching(sought)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    serious = case((Ticket.level == Level.THREE, 0), else_=1)
    finished = sought.state is not None and sought.state not in WAITING
    due_next = func.coalesce(_next_due(), Ticket.due_at)
    order = (Ticket.number.desc(),) if finished else (serious, due_next, Ticket.number)
    page = (
        found.add_columns(Person.name)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .order_by(*order)
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    found_rows = session.execute(page).all()
    ahead = clocks_ahead(session, Matter.TICKET, [ticket.number for ticket, _ in found_rows])
    rows = [_listed(ticket, owner, ahead.get(ticket.number)) for ticket, owner in found_rows]
    return QueuePage(rows, number, total)


def _listed(ticket: Ticket, owner: str | None, clock: StageClock | None) -> Listed:
    if clock is None:
        return Listed(ticket, owner, ticket.due_at, "")
    return Listed(ticket, owner, clock.due_at, clock.said.label)


def _next_due() -> ScalarSelect[datetime]:
    return (
        select(func.min(StageClock.due_at))
        .where(
            StageClock.matter == Matter.TICKET,
            StageClock.number == Ticket.number,
            StageClock.state.in_(TICKING),
        )
        .correlate(Ticket)
        .scalar_subquery()
    )


def _matching(sought: Sought) -> Select[Ticket]:
    states = (sought.state,) if sought.state else WAITING
    found = select(Ticket).where(Ticket.state.in_(states))
    if sought.owner_id is not None:
        found = found.where(Ticket.owner_id == sought.owner_id)
    if sought.unowned:
        found = found.where(Ticket.owner_id.is_(None))
    if sought.level:
        found = found.where(Ticket.level == sought.level)
    if sought.category:
        found = found.where(Ticket.category == sought.category)
    if sought.department:
        found = found.where(Ticket.department == sought.department)
    return found
