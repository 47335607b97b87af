"""The tickets that wait, as colleagues look through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

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
    ticket: Ticket
    owner: str | None
    """the name"""


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
    """Level 3 first: somebody may be hurt. Then what is due first; of finished ones the newest."""
    found = _matching(sought)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    serious = case((Ticket.level == Level.THREE, 0), else_=1)
    finished = sought.state is not None and sought.state not in WAITING
    order = (Ticket.number.desc(),) if finished else (serious, Ticket.due_at, Ticket.number)
    page = (
        found.add_columns(Person.name)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .order_by(*order)
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    rows = [Listed(ticket, owner) for ticket, owner in session.execute(page)]
    return QueuePage(rows, number, total)


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
