"""The tickets that wait, as colleagues look through them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    column,
    func,
    null,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import StageClock
from kb.deadlines.turning import TICKING, clocks_ahead
from kb.errors import BadInput
from kb.people.person import Person, Posting
from kb.terms import Category, Channel, Department, Level
from kb.tickets.ticket import WAITING, Ticket, TicketState

PAGE = 50
LONGEST_NUMBER = 9
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# Of a room on this floor, and so by its names alone, as the ticket's reference to it.
TALKS = table("conversations", column("id"), column("channel"))


@dataclass(frozen=True, slots=True)
class Sought:
    """`owner_id`: only that colleague's; `unowned`: only what nobody works on yet; `group`: what
    belongs to these departments, or to a colleague who works in one. Without a state all that
    wait, or with `every` all there are. `words`: a ticket's number, or what its question says."""

    owner_id: int | None = None
    unowned: bool = False
    group: frozenset[Department] | None = None
    level: Level | None = None
    category: Category | None = None
    state: TicketState | None = None
    every: bool = False
    department: Department | None = None
    channel: Channel | None = None
    words: str = ""

    @property
    def number(self) -> int | None:
        """The one ticket that the words name, whatever its state."""
        text = self.words.removeprefix("#")
        is_one = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        return int(text) if is_one else None

    @property
    def newest_first(self) -> bool:
        return self.every or (self.state is not None and self.state not in WAITING)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this row of the order, or before it with `back`. Where the newest
    come first, only the number counts."""

    calm: int
    due_at: datetime
    number: int
    back: bool = False

    @property
    def text(self) -> str:
        since = (self.due_at - EPOCH) // timedelta(microseconds=1)
        return f"{'b' if self.back else 'a'}.{self.calm}.{since}.{self.number}"

    @classmethod
    def read(cls, text: str) -> Self:
        found = re.fullmatch(r"([ab])\.([01])\.(\d{1,17})\.(\d{1,9})", text, re.ASCII)
        if found is None:
            raise BadInput("没有这一页。", field="at", code="bad_place", mend="请从第一页看起。")
        way, calm, since, number = found.groups()
        due_at = EPOCH + timedelta(microseconds=int(since))
        return cls(int(calm), due_at, int(number), way == "b")


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
    """`total` is of tickets on all pages; `before` and `after` lead to the pages beside it."""

    rows: Sequence[Listed]
    total: int
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait: of mine, my group's, nobody's, and all."""

    mine: int
    group: int
    unowned: int
    all: int


def list_tickets(session: Session, sought: Sought, at: Place | None = None) -> QueuePage:
    """Level 3 first: somebody may be hurt. Then what is due next; of finished ones the newest."""
    # Filtered and ordered without the rows themselves, of which only those of one page are read.
    page = _page(_ordered(sought).subquery(), sought, at).subquery()
    listed = (
        select(Ticket, Person.name, page.c.calm, page.c.due_next, page.c.total)
        .join(page, page.c.number == Ticket.number)
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .order_by(*_order(page, sought, back=False))
    )
    rows = list(session.execute(listed))
    back = at is not None and at.back
    more = len(rows) > PAGE
    shown = (rows[1:] if back else rows[:PAGE]) if more else rows
    ahead = clocks_ahead(session, Matter.TICKET, [row.Ticket.number for row in shown])
    return QueuePage(
        [_listed(row.Ticket, row.name, ahead.get(row.Ticket.number)) for row in shown],
        _total(session, sought, rows, at),
        _place(shown[0], back=True) if shown and (more if back else at) else None,
        _place(shown[-1]) if shown and (at if back else more) else None,
    )


def _total(session: Session, sought: Sought, rows: Sequence[Any], at: Place | None) -> int:
    if sought.words and (rows or at is None):
        return rows[0].total if rows else 0
    return count_tickets(session, sought)


def count_tickets(session: Session, sought: Sought) -> int:
    counted = _matching(sought, select(func.count()).select_from(Ticket))
    return session.scalar(counted) or 0


def count_waiting(session: Session, person: Person) -> Waiting:
    mine = Ticket.owner_id == person.id
    group = _of_group(person.departments)
    found = select(
        func.count().filter(mine),
        func.count().filter(group),
        func.count().filter(Ticket.owner_id.is_(None)),
        func.count(),
    ).where(Ticket.state.in_(WAITING))
    return Waiting(*session.execute(found).one())


def newest_number(session: Session) -> int:
    return session.scalar(select(func.max(Ticket.number))) or 0


def count_arrived(session: Session, person_id: int, seen: int) -> tuple[int, int, int]:
    """Of the tickets after this number: how many this colleague may see to, how many of these are
    of level 3, and the newest number of all."""
    free = Ticket.owner_id.is_(None) | (Ticket.owner_id == person_id)
    theirs = Ticket.state.in_(WAITING) & free
    found = select(
        func.count().filter(theirs),
        func.count().filter(theirs & (Ticket.level == Level.THREE)),
        func.max(Ticket.number),
    ).where(Ticket.number > seen)
    count, grave, newest = session.execute(found).one()
    return count, grave, newest or seen


def _listed(ticket: Ticket, owner: str | None, clock: StageClock | None) -> Listed:
    if clock is None:
        return Listed(ticket, owner, ticket.due_at, "")
    return Listed(ticket, owner, clock.due_at, clock.said.label)


def _place(row: Any, *, back: bool = False) -> Place:
    return Place(row.calm, row.due_next, row.Ticket.number, back)


def _page(found: Subquery, sought: Sought, at: Place | None) -> Select[Any]:
    back = at is not None and at.back
    page = select(found).order_by(*_order(found, sought, back=back)).limit(PAGE + 1)
    return page.where(_beyond(found, sought, at)) if at else page


def _order(found: Subquery, sought: Sought, *, back: bool) -> list[ColumnElement[Any]]:
    if sought.newest_first:
        return [found.c.number.asc() if back else found.c.number.desc()]
    columns = (found.c.calm, found.c.due_next, found.c.number)
    return [each.desc() if back else each.asc() for each in columns]


def _beyond(found: Subquery, sought: Sought, at: Place) -> ColumnElement[bool]:
    calm, due, number = found.c.calm, found.c.due_next, found.c.number
    if sought.newest_first:
        return number > at.number if at.back else number < at.number
    if at.back:
        same = and_(due == at.due_at, number < at.number)
        return or_(calm < at.calm, and_(calm == at.calm, or_(due < at.due_at, same)))
    same = and_(due == at.due_at, number > at.number)
    return or_(calm > at.calm, and_(calm == at.calm, or_(due > at.due_at, same)))


def _next_due() -> ColumnElement[datetime]:
    next_due = (
        select(func.min(StageClock.due_at))
        .where(
            StageClock.matter == Matter.TICKET,
            StageClock.number == Ticket.number,
            StageClock.state.in_(TICKING),
        )
        .correlate(Ticket)
        .scalar_subquery()
    )
    return func.coalesce(next_due, Ticket.due_at)


def _ordered(sought: Sought) -> Select[Any]:
    calm = case((Ticket.level == Level.THREE, 0), else_=1).label("calm")
    due = Ticket.due_at if sought.newest_first else _next_due()
    # To look for words every ticket is read: once, not a second time to count them.
    total: ColumnElement[Any] = func.count().over() if sought.words else null()
    columns = (Ticket.number, calm, due.label("due_next"), total.label("total"))
    return _matching(sought, select(*columns))


def _matching(sought: Sought, found: Select[Any]) -> Select[Any]:
    if sought.number is not None:
        return found.where(Ticket.number == sought.number)
    if not sought.every:
        found = found.where(Ticket.state.in_((sought.state,) if sought.state else WAITING))
    if sought.channel:
        found = found.join(TALKS, TALKS.c.id == Ticket.conversation_id)
        found = found.where(TALKS.c.channel == sought.channel.value)
    return found.where(*_filters(sought))


def _filters(sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.owner_id is not None:
        found.append(Ticket.owner_id == sought.owner_id)
    if sought.unowned:
        found.append(Ticket.owner_id.is_(None))
    if sought.group is not None:
        found.append(_of_group(sought.group))
    if sought.level:
        found.append(Ticket.level == sought.level)
    if sought.category:
        found.append(Ticket.category == sought.category)
    if sought.department:
        found.append(Ticket.department == sought.department)
    found += [_says(each) for each in sought.words.split()]
    return found


def _says(word: str) -> ColumnElement[bool]:
    if word.lower() == word.upper():  # Chinese and digits: no row need be put into lower case
        return Ticket.question.contains(word, autoescape=True)
    return Ticket.question.icontains(word, autoescape=True)


def _of_group(departments: frozenset[Department]) -> ColumnElement[bool]:
    names = sorted(departments)
    working_there = select(Posting.person_id).where(Posting.department.in_(names))
    return or_(Ticket.department.in_(names), Ticket.owner_id.in_(working_there))
