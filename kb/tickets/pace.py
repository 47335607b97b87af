"""How soon people answer these days: measured, never promised."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.terms import Level
from kb.tickets.intake import Intake
from kb.tickets.ticket import WAITING, Reply, Ticket, TicketState

LOOKED_AT = 300
"""so many of the newest tickets are measured, however many there are"""
FEWEST = 5
"""of fewer nothing is said"""
AN_HOUR = timedelta(hours=1)
LATELY = timedelta(days=7)
Basis = Literal["hour", "days"]


@dataclass(frozen=True, slots=True)
class First:
    """`replied_at`: None for one that still waits."""

    opened_at: datetime
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pace:
    """`minutes`: in half of the cases the first reply came sooner; None where too few tell."""

    minutes: int | None = None
    basis: Basis | None = None


def first_replies(session: Session) -> list[First]:
    """Of questions that members asked here: on the telephone they are answered while they ask."""
    newest = select(Ticket.number).order_by(Ticket.number.desc()).limit(LOOKED_AT).subquery()
    found = (
        select(Ticket.opened_at, Ticket.state, func.min(Reply.at))
        .join(newest, newest.c.number == Ticket.number)
        .outerjoin(Reply, Reply.ticket_number == Ticket.number)
        .outerjoin(Intake, Intake.ticket_number == Ticket.number)
        .where(Ticket.level < Level.THREE, Intake.by_id.is_(None))
        .group_by(Ticket.number, Ticket.opened_at, Ticket.state)
    )
    return [
        First(opened, replied)
        for opened, state, replied in session.execute(found)
        if replied is not None or state in WAITING
    ]


def measure(firsts: Sequence[First], now: datetime) -> Pace:
    """By the replies of the last hour, else by what was asked at this hour of the last days. Those
    who wait longer than that already count too: who was answered quickly is not all there is."""
    recent = [each for each in firsts if each.replied_at and now - AN_HOUR < each.replied_at <= now]
    if len(recent) >= FEWEST:
        return Pace(_minutes([*recent, *_waiting(firsts, recent, now)], now), "hour")
    hour = to_local(now).hour
    alike = [
        each
        for each in firsts
        if each.replied_at
        and now - LATELY < each.opened_at <= now
        and to_local(each.opened_at).hour == hour
    ]
    return Pace(_minutes(alike, now), "days") if len(alike) >= FEWEST else Pace()


def queue_ahead(session: Session, number: int | None = None) -> int:
    """How many questions that nobody has taken yet come before this one, or before a new one.
    Level 3 goes before all and is not told of."""
    found = select(func.count()).where(Ticket.state == TicketState.OPEN, Ticket.level < Level.THREE)
    if number is not None:
        found = found.where(Ticket.number < number)
    return session.scalar(found) or 0


def _waiting(firsts: Iterable[First], recent: Sequence[First], now: datetime) -> list[First]:
    usual = timedelta(minutes=_minutes(recent, now))
    return [
        each
        for each in firsts
        if each.replied_at is None and usual < now - each.opened_at <= AN_HOUR
    ]


def _minutes(firsts: Sequence[First], now: datetime) -> int:
    """Whole ones, rounded up: what took 20 seconds took no time at all for nobody."""
    taken = median(((each.replied_at or now) - each.opened_at).total_seconds() for each in firsts)
    return max(1, math.ceil(taken / 60))
