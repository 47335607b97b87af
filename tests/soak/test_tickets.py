"""A quarter of work on tickets, by four processes that are killed at random while time passes:
no act is half done, each clock stands where the ticket's acts have left it, and each colleague
hears of each event once."""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from clockwork import SHIPPED
from kb.acts.change_level import change_level
from kb.acts.hold_clock import pause_clock, resume_clock
from kb.acts.reopen_ticket import reopen_ticket
from kb.acts.set_calendar import set_day
from kb.acts.tick import tick_all
from kb.counter import last_number, take_numbers
from kb.db import Database
from kb.deadlines.calendar import DayKind
from kb.deadlines.days import import_year
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockEvent, ClockState, StageClock
from kb.deadlines.turning import UNSEEN, clocks_of
from kb.errors import BadInput, Conflict, NotFound
from kb.history import Event
from kb.notices.notice import Notice
from kb.people.accounts import hire
from kb.people.person import Person
from kb.people.role import Role
from kb.policy import PauseReason, adopt, read_policies
from kb.terms import Department, Level
from kb.tickets import Reply, Ticket, TicketState, close, find_ticket, reply, take
from kb.tickets.acknowledgement import Acknowledgement, acknowledge
from kb.tickets.level_change import LevelChange
from kb.tickets.merge import Merge, merge
from kb.tickets.moves import ALIVE
from kb.tickets.refer import Case, refer
from kb.tickets.referral import NewTime, Plan, Referral, ReferralEnd
from kb.tickets.reopening import Reopening
from kb.tickets.settling import plan, report_solved, reschedule, return_referral
from kb.tickets.task_force import form_task_force
from kb.tickets.update import MemberUpdate, update
from soaking import under_fire
from world import MORNING, PASSWORD, PASSWORDS, ask_for_person

TICKETS = int(os.environ.get("COURTSIDE_SOAK_TICKETS", "150"))
SECONDS = float(os.environ.get("COURTSIDE_SOAK_SECONDS", "25"))
"""so long the quarter takes; it waits for nobody"""
QUARTER = timedelta(days=90)
LAMP = Case("3号场的灯坏了", "今天")
ALL, VENUE = 1, 2  # the ids of those who work here

RECORDS = {
    "opened": Ticket,
    "replied": Reply,
    "updated": MemberUpdate,
    "referred": Referral,
    "planned": Plan,
    "rescheduled": NewTime,
    "level_changed": LevelChange,
    "merged": Merge,
    "reopened": Reopening,
    "acknowledged": Acknowledgement,
}
"""verb in the history → the record that is written with it"""


@pytest.mark.long
@pytest.mark.timeout(900)
def test_through_a_quarter_of_killed_processes_no_act_is_half_done(database: Database) -> None:
    open_the_club(database)
    url = database.url.render_as_string(hide_password=False)
    database.close()  # no connection may be inherited
    began = time.monotonic()
    kills = under_fire(work, url, SECONDS, kill_every=0.8)
    list(tick_all(database, now=MORNING + QUARTER * 2))
    with database.reading() as session:
        verbs = Counter(session.scalars(select(Event.verb).where(Event.subject_type == "ticket")))
        notices = session.scalar(select(func.count()).select_from(Notice))
        took = time.monotonic() - began
        sys.stdout.write(f"\n{kills} kills, {took:.0f} s, {notices} notices: {dict(verbs)}\n")
        assert kills
        assert_every_act_is_whole(session, verbs)
        assert_clocks_stand_as_the_tickets_do(session)
        assert_each_event_is_told_once(session)


def open_the_club(database: Database) -> None:
    with database.writing() as session:
        for login, role, where in (
            ("all", Role.SUPERVISOR, ()),
            ("venue", Role.DEPARTMENT, [Department.VENUE]),
        ):
            hire(
                session, login, login, PASSWORD, roles=[role], departments=where,
                passwords=PASSWORDS, by=None, now=MORNING,
            )  # fmt: skip
        adopt(session, read_policies(SHIPPED), by=None, now=MORNING)
        for year in (2026, 2027):
            import_year(session, year, by=None, now=MORNING)


def work(url: str, began: float) -> None:
    """One transaction an act, as the web has it. Where the disk is slow one may wait too long for
    SQLite's lock: nothing of that act is done, and it is done again."""
    chance = random.Random(os.getpid())
    with closing(Database(url)) as database:
        while (passed := (time.time() - began) / SECONDS) < 1:
            with suppress(OperationalError):
                go_round(database, chance, passed)


def go_round(database: Database, chance: random.Random, passed: float) -> None:
    now = MORNING + QUARTER * passed
    with database.writing() as session:
        if last_number(session, "soak") < TICKETS * passed:
            take_numbers(session, "soak")
            ask_for_person(session, level=chance.choice(list(Level)), now=now)
    for _ in range(6):
        act_on_some_ticket(database, chance, now)
    if chance.random() < 0.1:
        # Some machines' clocks are wrong, in both directions.
        skew = timedelta(hours=chance.choice((-5, 0, 0, 3)))
        batch = chance.choice((1, 10, 20))
        list(tick_all(database, now=now + skew, batch=batch, breathe=rest))
    rest()


def rest() -> None:
    """So that SQLite's lock goes round, as between the requests of a website."""
    time.sleep(0.02)


def act_on_some_ticket(database: Database, chance: random.Random, now: datetime) -> None:
    try:
        with database.writing() as session:
            newest = last_number(session, "ticket")
            number = chance.randint(max(1001, newest - 60), max(1001, newest))
            ticket = session.get(Ticket, number)
            if ticket is not None:
                chance.choice(ACTS)(session, ticket, now)
    except (BadInput, Conflict, NotFound):
        return  # somebody else was there before, or it is not the time for it
    rest()


def raise_or_lower(session: Session, ticket: Ticket, now: datetime) -> None:
    level = random.choice(list(Level))
    change_level(session, ticket.number, level, "看情况", by=ALL, now=now)


def hold_or_let_go(session: Session, ticket: Ticket, now: datetime) -> None:
    by = session.get_one(Person, ALL)
    for clock in clocks_of(session, Subject(Matter.TICKET, ticket.number)):
        if clock.state is ClockState.PAUSED:
            resume_clock(session, clock.id, by=by, now=now)
        elif PauseReason.MEMBER in clock.said.pauses and clock.state is ClockState.RUNNING:
            pause_clock(session, clock.id, PauseReason.MEMBER, by=by, now=now)


def edit_a_day(session: Session, ticket: Ticket, now: datetime) -> None:
    if ticket.number % 7:
        return
    day, closes = (now + timedelta(days=1)).date(), random.choice((1000, 1200, 1350))
    set_day(session, day, DayKind.SPECIAL, "改动", ((540, closes),), by=ALL, now=now)


def merge_two(session: Session, ticket: Ticket, now: datetime) -> None:
    into = find_ticket(session, max(1001, ticket.number - 1))
    merge(session, ticket, into, "同一件事", by=ALL, now=now)


ACTS: list[Callable[[Session, Ticket, datetime], object]] = [
    lambda session, ticket, now: take(session, ticket, by=ALL, now=now),
    lambda session, ticket, now: reply(session, ticket, "好了", by=ALL, now=now),
    lambda session, ticket, now: update(session, ticket, "在修", by=ALL, now=now),
    lambda session, ticket, now: refer(
        session, ticket, Department.VENUE, LAMP, "要修", by=ALL, now=now
    ),
    lambda session, ticket, now: refer(
        session, ticket, Department.VENUE, LAMP, "要修", by=ALL, now=now
    ),
    lambda session, ticket, now: plan(
        session, ticket, "换灯", now + timedelta(days=2), by=VENUE, now=now
    ),
    lambda session, ticket, now: plan(
        session, ticket, "换灯", now + timedelta(hours=3), by=VENUE, now=now
    ),
    lambda session, ticket, now: reschedule(
        session, ticket, now + timedelta(days=1), "缺货", by=VENUE, now=now
    ),
    lambda session, ticket, now: reschedule(
        session, ticket, now + timedelta(hours=5), "缺货", by=VENUE, now=now
    ),
    lambda session, ticket, now: report_solved(session, ticket, "换好了", by=VENUE, now=now),
    lambda session, ticket, now: return_referral(session, ticket, "不归我们", by=VENUE, now=now),
    lambda session, ticket, now: close(session, ticket, "完", unsolved="算了", by=ALL, now=now),
    lambda session, ticket, now: reopen_ticket(session, ticket.number, "又坏了", by=ALL, now=now),
    lambda session, ticket, now: acknowledge(session, ticket, by=ALL, now=now),
    lambda session, ticket, now: form_task_force(session, ticket, ALL, {}, by=ALL, now=now),
    raise_or_lower,
    hold_or_let_go,
    edit_a_day,
    merge_two,
]  # fmt: skip


def assert_every_act_is_whole(session: Session, verbs: Counter[str]) -> None:
    for verb, kind in RECORDS.items():
        written = session.scalar(select(func.count()).select_from(kind))
        assert written == verbs[verb], verb
    assert sum(verbs[each] > 0 for each in RECORDS) > len(RECORDS) / 2
    ended = session.scalar(select(func.count()).where(Referral.ended))
    assert ended == session.scalar(select(func.count()).select_from(ReferralEnd))
    breaches = select(func.count()).where(ClockEvent.kind == "breached")
    assert session.scalar(breaches) == verbs["clock_breached"] > 0
    tickets = session.scalar(select(func.count()).select_from(Ticket))
    assert tickets == last_number(session, "soak") == last_number(session, "ticket") - 1000


def assert_clocks_stand_as_the_tickets_do(session: Session) -> None:
    live: dict[int, set[str]] = {}
    for clock in session.scalars(select(StageClock).where(StageClock.state != ClockState.STOPPED)):
        live.setdefault(clock.number, set()).add(clock.rule)
        assert clock.state is not ClockState.RUNNING or clock.said.repeats
    planned = {*session.scalars(select(Referral.ticket_number).join(Plan).where(~Referral.ended))}
    for ticket in session.scalars(select(Ticket)):
        rules = live.get(ticket.number, set())
        if ticket.state not in ALIVE:
            assert rules <= {"report-3"}, ticket.number
            continue
        referred = ticket.state is TicketState.REFERRED
        assert ("plan-2" in rules) == (referred and ticket.number not in planned), ticket.number
        assert ("expected" in rules) == (referred and ticket.number in planned), ticket.number
        assert not rules & {f"hand-{each}" for each in Level if each is not ticket.level}


def assert_each_event_is_told_once(session: Session) -> None:
    told = Counter(
        session.execute(
            select(Notice.person_id, Notice.key).where(Notice.key.like("clock:%"))
        ).all()
    )
    assert set(told.values()) == {1}
    keys = {key for _, key in told}
    for kind in ("warned", "breached"):
        assert {key for key in keys if f":{kind}:" in key} == set(_keys(session, kind))


def _keys(session: Session, kind: str) -> Iterator[str]:
    found = select(ClockEvent).where(ClockEvent.kind == kind, ClockEvent.cause != UNSEEN)
    for each in session.scalars(found):
        yield f"clock:{each.clock_id}:{kind}:{each.round}"
