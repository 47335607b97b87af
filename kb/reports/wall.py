"""What a supervisor watches: what runs out next, who is free, and what nobody has taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.people.person import Person
from kb.people.presence import Presence, Stint, lasting_of
from kb.people.rights import Right, holders, may
from kb.terms import LabelledEnum
from kb.tickets import WAITING, Ticket, TicketState

AHEAD = timedelta(minutes=15)
MOST_PRESSING = 50


class Busyness(LabelledEnum):
    FREE = "free", "空闲"
    BUSY = "busy", "在忙"
    AWAY = "away", "暂离"
    OFF = "off", "下班"


@dataclass(frozen=True, slots=True)
class Pressing:
    """A clock; of a ticket with the ticket, and the name of whose it is."""

    clock: StageClock
    ticket: Ticket | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """A colleague, and how much they hold. `since`: when they became what they are; `oldest`: when
    the one of their tickets was opened that waits longest for an answer."""

    person: Person
    busyness: Busyness
    since: datetime | None
    leads: bool
    waiting: int
    answered: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The first ones, and how many there are in all."""

    rows: Sequence[Pressing]
    total: int


def ending(session: Session, *, now: datetime) -> Shown:
    """Not yet late, the next to end first."""
    running = StageClock.state == ClockState.RUNNING
    soon = (StageClock.due_at > now) & (StageClock.due_at <= now + AHEAD)
    return _pressing(session, running & soon)


def late(session: Session, *, now: datetime) -> Shown:
    """What is late for longest first, told of or not yet."""
    unseen = (StageClock.state == ClockState.RUNNING) & (StageClock.due_at <= now)
    return _pressing(session, (StageClock.state == ClockState.BREACHED) | unseen)


def posts(session: Session) -> list[Post]:
    """Who is free first, then those with least to do; who is off only where they hold something."""
    people = holders(session, Right.WORK_TICKETS)
    now = lasting_of(session, [each.id for each in people])
    waits, answered = Ticket.state.in_(WAITING), Ticket.state == TicketState.ANSWERED
    held = (
        select(
            Ticket.owner_id,
            func.count().filter(waits),
            func.count().filter(answered),
            func.min(Ticket.opened_at).filter(waits),
        )
        .where(
            Ticket.owner_id.in_([each.id for each in people]),
            Ticket.state.in_([*WAITING, TicketState.ANSWERED]),
        )
        .group_by(Ticket.owner_id)
    )
    loads = {owner: (has, done, oldest) for owner, has, done, oldest in session.execute(held)}
    rows = [_post(each, now.get(each.id), loads.get(each.id, (0, 0, None))) for each in people]
    order = list(Busyness)
    rows = [each for each in rows if each.waiting or each.busyness is not Busyness.OFF]
    return sorted(rows, key=lambda each: (order.index(each.busyness), each.waiting, each.person.id))


def _post(person: Person, stint: Stint | None, load: tuple[int, int, datetime | None]) -> Post:
    busyness = _busyness(stint.state if stint else Presence.OFF, load[0])
    since = stint.since if stint else None
    return Post(person, busyness, since, may(person, Right.LEAD_SERVICE), *load)


def _busyness(state: Presence, waiting: int) -> Busyness:
    if state is Presence.ON_DUTY:
        return Busyness.BUSY if waiting else Busyness.FREE
    return Busyness(state.value)


def _pressing(session: Session, which: ColumnElement[bool]) -> Shown:
    total = session.scalar(select(func.count()).where(which)) or 0
    found = select(StageClock).where(which).order_by(StageClock.due_at, StageClock.id)
    clocks = session.scalars(found.limit(MOST_PRESSING)).all()
    cases = _cases(session, [each.number for each in clocks if each.matter is Matter.TICKET])
    nothing = None, None
    rows = (
        (each, cases.get(each.number, nothing) if each.matter is Matter.TICKET else nothing)
        for each in clocks
    )
    return Shown([Pressing(clock, *case) for clock, case in rows], total)


def _cases(session: Session, numbers: Sequence[int]) -> dict[int, tuple[Ticket, str | None]]:
    found = select(Ticket, Person.name).outerjoin(Person, Person.id == Ticket.owner_id)
    rows = session.execute(found.where(Ticket.number.in_(numbers)))
    return {ticket.number: (ticket, owner) for ticket, owner in rows}
