"""As time passes the right colleagues are told, once, however many look at the clocks."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from house import ROOT
from kb.acts.hold_clock import pause_clock, resume_clock
from kb.acts.set_calendar import set_day
from kb.acts.tick import tick, tick_all
from kb.counter import take_numbers
from kb.db import Database
from kb.deadlines.calendar import DayKind
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.deadlines.stage_clock import ClockEvent, StageClock
from kb.deadlines.turning import clocks_of
from kb.errors import NotAllowed
from kb.notices.notice import Notice
from kb.people.accounts import hire
from kb.people.role import Role
from kb.policy import PauseReason, adopt, read_policies
from kb.terms import Department, Level
from kb.tickets import Ticket, take
from world import (
    AFTERNOON,
    MORNING,
    PASSWORD,
    PASSWORDS,
    Staff,
    ask_for_person,
    hire_staff,
    shanghai,
)


class Desk:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.staff: Staff = hire_staff(session)
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
        self.zhao = hire(
            session, "zhao-venue", "赵师傅", PASSWORD, roles=[Role.DEPARTMENT],
            departments=[Department.VENUE], passwords=PASSWORDS, by=None, now=MORNING,
        )  # fmt: skip

    def ask(self, level: Level = Level.ONE) -> Ticket:
        return ask_for_person(self.session, level=level)[1]

    def tick(self, minutes: float) -> None:
        tick(self.session, now=after(minutes))

    def told(self, kind: str) -> list[tuple[str, str]]:
        people = {each.id: each.name for each in (self.staff.wang, self.staff.li, self.zhao)}
        found = self.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
        return [(people[each.person_id], each.text) for each in found]


def after(minutes: float) -> datetime:
    return AFTERNOON + timedelta(minutes=minutes)


@pytest.fixture
def desk(sqlite: Database) -> Iterator[Desk]:
    with sqlite.writing() as session:
        yield Desk(session)


def test_the_owner_is_reminded_and_the_supervisor_hears_of_the_breach(desk: Desk) -> None:
    number = take(desk.session, desk.ask(), by=desk.staff.wang.id, now=after(1)).number
    desk.tick(8)
    assert desk.told("warned") == [("小王", f"工单 {number}“答复会员”15:10 到期：网球怎么收费？")]
    desk.tick(10)
    desk.tick(11)
    assert [who for who, _ in desk.told("breached")] == ["小王", "小王"]
    assert [who for who, text in desk.told("climbed") if "答复会员" in text] == ["李主管"]


def test_a_question_that_nobody_took_is_everybodys(desk: Desk) -> None:
    desk.ask()
    desk.tick(8)
    assert {who for who, _ in desk.told("warned")} == {"小王", "李主管"}


def test_a_department_is_reminded_of_its_plan_on_its_own_page(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    take(desk.session, ticket, by=desk.staff.wang.id, now=after(1))
    ticket.department = Department.VENUE
    subject = Subject(Matter.TICKET, ticket.number)
    hear(desk.session, subject, Signal.REFERRED, by=desk.staff.wang.id, now=after(2))
    desk.tick(55)
    assert "赵师傅" in [who for who, _ in desk.told("warned")]
    notice = desk.session.scalars(select(Notice).where(Notice.person_id == desk.zhao.id)).one()
    assert notice.path == f"/department/cases/{ticket.number}"


def test_whoever_owes_the_member_a_word_is_told_each_time(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    take(desk.session, ticket, by=desk.staff.wang.id, now=after(1))
    for minutes in (96, 120, 217):
        desk.tick(minutes)
    assert [who for who, _ in desk.told("periodic")] == ["小王", "小王"]


def test_the_promise_on_the_ticket_follows_pauses_and_the_calendar(desk: Desk) -> None:
    ticket = take(desk.session, desk.ask(), by=desk.staff.wang.id, now=after(1))
    clocks = clocks_of(desk.session, Subject(Matter.TICKET, ticket.number))
    answer = next(each for each in clocks if each.rule == "answer-1")
    with pytest.raises(NotAllowed):
        pause_clock(desk.session, answer.id, PauseReason.MEMBER, by=desk.zhao, now=after(2))
    pause_clock(desk.session, answer.id, PauseReason.MEMBER, by=desk.staff.wang, now=after(2))
    resume_clock(desk.session, answer.id, by=desk.staff.li, now=after(22))
    assert ticket.due_at == after(30)
    set_day(
        desk.session, AFTERNOON.date(), DayKind.SPECIAL, "停电", ((780, 925),),
        by=desk.staff.li.id, now=after(23),
    )  # fmt: skip
    assert ticket.due_at == shanghai(2026, 11, 19, 13, 5)


def open_many(database: Database, count: int) -> None:
    with database.writing() as session:
        Desk(session)
        for number in range(count):
            hear(
                session, Subject(Matter.SUGGESTION, number), Signal.REGISTERED,
                by=None, now=AFTERNOON,
            )  # fmt: skip


@pytest.mark.parametrize("days", [7, 9], ids=["reminders", "breaches"])
def test_each_thing_is_told_once_however_many_look(database: Database, days: int) -> None:
    open_many(database, 60)
    now = AFTERNOON + timedelta(days=days)
    together = Barrier(3)
    fired: list[list[str]] = []

    def look() -> None:
        together.wait()
        fired.append(list(tick_all(database, now=now, batch=7)))

    threads = [Thread(target=look) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    list(tick_all(database, now=now))
    with database.reading() as session:
        clocks = session.scalars(select(StageClock)).all()
        events = session.execute(select(ClockEvent.clock_id, ClockEvent.kind)).all()
    expected = {"started", "warned"} if days == 7 else {"started", "breached", "climbed"}
    assert Counter(events) == Counter((each.id, kind) for each in clocks for kind in expected)
    assert sum(len(each) for each in fired) == len(clocks) * (len(expected) - 1)


def test_who_waits_for_the_write_lock_gets_it_between_batches(sqlite: Database) -> None:
    open_many(sqlite, 20)
    written = []

    def member_asks() -> None:
        with sqlite.writing() as session:
            written.append(take_numbers(session, "asked")[0])

    list(tick_all(sqlite, now=AFTERNOON + timedelta(days=9), batch=6, breathe=member_asks))
    assert written == [1, 2, 3, 4]


def test_whatever_write_fails_the_next_round_finishes_the_work(database: Database) -> None:
    open_many(database, 5)
    now = AFTERNOON + timedelta(days=9)
    failures = 0
    for allowed in range(1, 200):
        try:
            with failing_after(database, allowed):
                list(tick_all(database, now=now, batch=2))
            break
        except Failed:
            failures += 1
            with database.reading() as session:
                assert_told_of_every_event(session)
    assert failures > 5
    with database.reading() as session:
        counts = session.execute(select(ClockEvent.kind, func.count()).group_by(ClockEvent.kind))
        assert dict(counts.all()) == {"started": 5, "breached": 5, "climbed": 5}
        assert_told_of_every_event(session)


def assert_told_of_every_event(session: Session) -> None:
    """What fired was told in the same transaction."""
    breached = session.scalars(
        select(ClockEvent.clock_id).where(ClockEvent.kind == "breached")
    ).all()
    keys = {f"clock:{each}:breached:1" for each in breached}
    told = set(session.scalars(select(Notice.key).where(Notice.kind == "breached")))
    assert told == keys


class Failed(Exception):
    pass


class failing_after:  # noqa: N801
    """The n-th writing statement fails, as when the disk is full."""

    def __init__(self, database: Database, allowed: int) -> None:
        self.engine, self.left = database.engine, allowed

    def __enter__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self._count)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE")):
            self.left -= 1
            if self.left < 0:
                raise Failed
