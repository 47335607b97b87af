"""What becomes of a ticket's clocks when work takes an odd turn."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from clockwork import after
from kb.acts.hold_clock import pause_clock, resume_clock
from kb.acts.reopen_ticket import reopen_ticket
from kb.acts.set_calendar import set_day
from kb.db import Database
from kb.deadlines.calendar import DayKind
from kb.deadlines.firing import fire_due
from kb.deadlines.stage_clock import ClockEvent, ClockState
from kb.deadlines.turning import UNSEEN
from kb.errors import BadInput
from kb.history import events_of
from kb.notices.notice import Notice
from kb.policy import PauseReason
from kb.terms import Department, Level
from kb.tickets import close, reply, take
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.merge import merge
from kb.tickets.refer import refer
from kb.tickets.settling import plan, report_solved, reschedule, return_referral
from kb.tickets.task_force import dissolve_task_force, form_task_force
from kb.tickets.update import update
from ticket_clocks import LAMP, SERIOUS, Desk
from world import (
    AFTERNOON,
    MORNING,
    ask_for_person,
    shanghai,
)


@pytest.fixture
def desk(sqlite: Database) -> Iterator[Desk]:
    with sqlite.writing() as session:
        yield Desk(session)


def test_an_answer_that_comes_too_late_is_late_though_no_process_looked(desk: Desk) -> None:
    ticket = desk.ask()
    reply(desk.session, ticket, "每小时30元", by=desk.wang, now=after(45))
    answer = desk.clock(ticket, "answer-1")
    assert desk.events(answer) == ["started", "breached", "stopped"]
    breaches = [
        each
        for each in events_of(desk.session, "ticket", ticket.number)
        if each.verb == "clock_breached"
    ]
    assert {each.details["rule"] for each in breaches} == {"find-1", "answer-1"}
    desk.tick(60)
    assert desk.session.scalars(select(Notice)).all() == []


def test_an_answer_to_the_second_is_in_time(desk: Desk) -> None:
    ticket = desk.ask()
    reply(desk.session, ticket, "每小时30元", by=desk.wang, now=after(10) - timedelta(seconds=1))
    assert desk.events(desk.clock(ticket, "answer-1")) == ["started", "stopped"]


def test_a_word_that_comes_too_late_counts_and_the_next_round_begins(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    update(desk.session, ticket, "在修", by=desk.wang, now=after(130))
    clock = desk.clock(ticket, "update-2")
    assert desk.events(clock) == ["started", "breached", "started"]
    assert (clock.round, clock.state, clock.due_at) == (2, ClockState.RUNNING, after(250))
    cause = select(ClockEvent.cause).where(
        ClockEvent.clock_id == clock.id, ClockEvent.kind == "breached"
    )
    assert desk.session.scalar(cause) == UNSEEN


def test_an_edited_day_does_not_undo_a_delay_that_nobody_has_seen_yet(desk: Desk) -> None:
    ticket = desk.ask()
    closed = ((780, 895),)  # until 14:55, before the question came
    day = AFTERNOON.date()
    set_day(desk.session, day, DayKind.SPECIAL, "停电", closed, by=desk.li, now=after(11))
    desk.tick(12)
    assert desk.clock(ticket, "answer-1").state is ClockState.BREACHED


def test_clocks_that_jump_fire_once(desk: Desk) -> None:
    ticket = desk.ask()
    desk.tick(60 * 24 * 30)  # a machine whose clock is wrong
    desk.tick(-600)
    desk.tick(9)
    reply(desk.session, ticket, "每小时30元", by=desk.wang, now=after(-5))
    desk.tick(11)
    answer = desk.clock(ticket, "answer-1")
    assert desk.events(answer) == ["started", "breached", "climbed", "stopped"]


def test_up_and_down_again_the_first_promise_stands_until_it_is_kept(desk: Desk) -> None:
    ticket = desk.ask()
    desk.level(ticket, Level.THREE, 2)
    assert ticket.due_at == after(3)
    for minutes, level in ((2.2, Level.ONE), (2.4, Level.TWO), (2.6, Level.THREE)):
        desk.level(ticket, level, minutes)
        assert ticket.due_at == desk.clock(ticket, "answer-3").due_at == after(3)
    assert desk.live(ticket) == {"answer-3", "update-3", *SERIOUS}
    reply(desk.session, ticket, "马上到", by=desk.wang, now=after(2.8))
    desk.level(ticket, Level.TWO, 2.9)
    assert desk.live(ticket) == {"hand-2", "update-2"}


def test_what_is_held_up_for_the_member_waits_no_more_once_it_is_serious(desk: Desk) -> None:
    ticket = take(desk.session, desk.ask(), by=desk.wang, now=after(1))
    held = desk.clock(ticket, "answer-1")
    pause_clock(desk.session, held.id, PauseReason.MEMBER, by=desk.staff.wang, now=after(4))
    desk.level(ticket, Level.TWO, 60)
    assert (desk.live(ticket), held.state) == (
        {"answer-1", "hand-2", "update-2"}, ClockState.PAUSED,
    )  # fmt: skip
    desk.level(ticket, Level.THREE, 90)
    assert desk.live(ticket) == {"answer-3", "update-3", *SERIOUS}
    assert ticket.due_at == desk.clock(ticket, "answer-3").due_at == after(91)


def test_what_was_done_is_not_asked_for_again(desk: Desk) -> None:
    ticket = desk.ask(Level.THREE)
    acknowledge(desk.session, ticket, by=desk.li, now=after(0.5))
    form_task_force(desk.session, ticket, desk.li, {}, by=desk.li, now=after(5))
    desk.level(ticket, Level.TWO, 6)
    desk.level(ticket, Level.THREE, 7)
    assert desk.live(ticket) & SERIOUS == {"meeting-3"}
    reply(desk.session, ticket, "处理好了", by=desk.wang, now=after(8))
    reopen_ticket(desk.session, ticket.number, "又摔了", by=desk.wang, now=after(9))
    assert desk.live(ticket) & SERIOUS == {"meeting-3"}
    dissolve_task_force(desk.session, ticket, "另组", by=desk.li, now=after(10))
    desk.level(ticket, Level.TWO, 11)
    desk.level(ticket, Level.THREE, 12)
    assert desk.live(ticket) & SERIOUS == {"meeting-3", "task-force-3"}


def test_what_a_department_has_solved_calls_for_no_referral_again(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    desk.refer(ticket, 1)
    plan(desk.session, ticket, "换灯", after(90), by=desk.zhao, now=after(2))
    report_solved(desk.session, ticket, "换好了", by=desk.zhao, now=after(30))
    desk.level(ticket, Level.THREE, 31)
    assert desk.live(ticket) >= SERIOUS
    desk.level(ticket, Level.TWO, 31.5)
    assert not desk.live(ticket)
    reply(desk.session, ticket, "灯换好了", by=desk.wang, now=after(31.8))
    reopen_ticket(desk.session, ticket.number, "又不亮了", by=desk.wang, now=after(40))
    desk.level(ticket, Level.ONE, 41)
    desk.level(ticket, Level.TWO, 42)
    assert desk.live(ticket) >= {"hand-2", "update-2"}


def test_a_referred_case_that_is_raised_is_not_to_be_referred_again(desk: Desk) -> None:
    ticket = desk.ask()
    desk.refer(ticket, 3)
    desk.level(ticket, Level.TWO, 5)
    assert desk.live(ticket) == {"answer-1", "plan-2", "update-2"}


def test_what_a_department_named_stays_the_due_time(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    desk.refer(ticket, 3)
    plan(desk.session, ticket, "换灯", after(200), by=desk.zhao, now=after(20))
    desk.level(ticket, Level.ONE, 21)
    desk.level(ticket, Level.TWO, 22)
    assert ticket.due_at == after(200)
    answer = desk.clock(ticket, "answer-2")
    assert answer.state is not ClockState.STOPPED
    day = AFTERNOON.date()
    set_day(desk.session, day, DayKind.SPECIAL, "停电", (), by=desk.li, now=after(10))
    assert ticket.due_at == after(200)


@pytest.mark.parametrize("wrong", [timedelta(), -timedelta(days=1), timedelta(days=367)])
def test_a_time_that_nobody_means_is_refused(desk: Desk, wrong: timedelta) -> None:
    ticket = desk.ask(Level.TWO)
    desk.refer(ticket, 1)
    with pytest.raises(BadInput, match="预计时间") as refused:
        plan(desk.session, ticket, "换灯", after(2) + wrong, by=desk.zhao, now=after(2))
    assert refused.value.field == "expected"


def test_a_named_time_is_kept_to_the_instant(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    desk.refer(ticket, 3)
    odd = after(20) + timedelta(microseconds=700_000)
    plan(desk.session, ticket, "换灯", after(200), by=desk.zhao, now=odd)
    assert desk.clock(ticket, "expected").due_at == after(200)
    desk.tick(201)
    reschedule(desk.session, ticket, after(300), "缺货", by=desk.zhao, now=odd + timedelta(hours=4))
    expected = desk.clock(ticket, "expected")
    assert (expected.round, expected.state, expected.due_at) == (2, ClockState.RUNNING, after(300))


def test_a_department_that_is_late_and_returns_the_case_leaves_no_clock(desk: Desk) -> None:
    ticket = desk.ask(Level.TWO)
    desk.refer(ticket, 3)
    desk.tick(120)
    first = desk.clock(ticket, "plan-2")
    assert first.state is ClockState.BREACHED
    return_referral(desk.session, ticket, "不归我们", by=desk.zhao, now=after(121))
    refer(desk.session, ticket, Department.SHOP, LAMP, "归商品部", by=desk.wang, now=after(122))
    second = desk.clock(ticket, "plan-2")
    assert (first.state, second.state) == (ClockState.STOPPED, ClockState.RUNNING)
    assert second.due_at == after(182)


@pytest.mark.parametrize("planned", [False, True])
def test_closing_a_referred_ticket_stops_every_clock(desk: Desk, planned: bool) -> None:
    ticket = desk.ask(Level.TWO)
    desk.refer(ticket, 3)
    if planned:
        plan(desk.session, ticket, "换灯", after(200), by=desk.zhao, now=after(20))
    close(desk.session, ticket, "完", unsolved="会员不要了", by=desk.wang, now=after(30))
    assert desk.live(ticket) == set()
    assert fire_due(desk.session, now=after(60 * 24 * 9)) == []


def test_of_two_that_become_one_only_the_one_runs_on(desk: Desk) -> None:
    one, two = desk.ask(Level.TWO), desk.ask(Level.TWO)
    take(desk.session, one, by=desk.wang, now=after(1))
    before = desk.live(two)
    merge(desk.session, one, two, "同一盏灯", by=desk.wang, now=after(2))
    assert (desk.live(one), desk.live(two)) == (set(), before)


def test_a_graver_case_does_not_go_up_in_a_lesser_one(desk: Desk) -> None:
    hurt, asked = desk.ask(Level.THREE), desk.ask()
    with pytest.raises(BadInput, match="一级"):
        merge(desk.session, hurt, asked, "同一个人", by=desk.li, now=after(1))
    merge(desk.session, asked, hurt, "同一个人", by=desk.li, now=after(1))
    assert desk.live(hurt) >= SERIOUS


def test_the_calendar_is_edited_while_a_clock_is_held_up(desk: Desk) -> None:
    ticket = take(desk.session, desk.ask(), by=desk.wang, now=after(1))
    answer = desk.clock(ticket, "answer-1")
    wang, day = desk.staff.wang, AFTERNOON.date()
    pause_clock(desk.session, answer.id, PauseReason.MEMBER, by=wang, now=after(4))
    set_day(desk.session, day, DayKind.SPECIAL, "停电", ((780, 930),), by=desk.li, now=after(5))
    desk.tick(25)
    assert answer.state is ClockState.PAUSED
    resume_clock(desk.session, answer.id, by=wang, now=after(28))
    # Two of the six minutes that were left are before 15:30.
    assert ticket.due_at == answer.due_at == shanghai(2026, 11, 19, 13, 4)


def test_a_reminder_is_for_service_time_too_when_the_end_is_after_closing(desk: Desk) -> None:
    late = shanghai(2026, 9, 30, 22, 20)
    for day in range(1, 8):
        feast = date(2026, 10, day)
        set_day(desk.session, feast, DayKind.HOLIDAY, "国庆节", (), by=desk.li, now=MORNING)
    ticket = ask_for_person(desk.session, level=Level.TWO, now=late)[1]
    answer = desk.clock(ticket, "answer-2")
    assert (answer.warn_at, answer.due_at) == (
        shanghai(2026, 10, 8, 13, 2), shanghai(2026, 10, 8, 13, 5),
    )  # fmt: skip
