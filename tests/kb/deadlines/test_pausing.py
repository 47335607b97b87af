"""Holding a clock up, and letting it go on with what was left."""

from collections.abc import Iterator

import pytest

from clockwork import Desk, after
from kb.db import Database
from kb.deadlines.pausing import pause, resume
from kb.deadlines.signal import Signal
from kb.deadlines.stage_clock import ClockState
from kb.errors import BadInput, Conflict, NotFound
from kb.policy import PauseReason
from kb.terms import Level


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.writing() as session:
        yield Desk(session)


def test_a_pause_moves_the_end_by_what_it_lasted(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    clock = desk.clock("answer-1")
    pause(desk.session, clock.id, PauseReason.MEMBER, by=desk.staff.wang.id, now=after(4))
    assert not [each for each in desk.fire(60) if each[0] == "answer-1"]
    resume(desk.session, clock.id, by=desk.staff.wang.id, now=after(64))
    assert clock.due_at == after(70)
    assert desk.fire(68) == [("answer-1", "warned")]
    assert desk.events("answer-1") == ["started", "paused", "resumed", "warned"]


def test_an_answer_stops_a_paused_clock_too(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    clock = desk.clock("answer-1")
    pause(desk.session, clock.id, PauseReason.MEMBER, by=desk.staff.wang.id, now=after(4))
    desk.hear(Signal.REPLIED, 5)
    assert (clock.state, clock.paused_at) == (ClockState.STOPPED, None)


def test_only_for_the_reasons_of_the_rule_and_only_while_it_runs(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    answer, find = desk.clock("answer-1"), desk.clock("find-1")
    by = desk.staff.wang.id
    with pytest.raises(BadInput, match="可以选“等会员补充”") as refused:
        pause(desk.session, answer.id, PauseReason.SUPPLIER, by=by, now=after(1))
    assert refused.value.field == "reason"
    with pytest.raises(BadInput, match="不能暂停"):
        pause(desk.session, find.id, PauseReason.MEMBER, by=by, now=after(1))
    with pytest.raises(Conflict, match="计时中"):
        resume(desk.session, answer.id, by=by, now=after(1))
    with pytest.raises(Conflict, match="已经超时"):
        pause(desk.session, answer.id, PauseReason.MEMBER, by=by, now=after(10))
    pause(desk.session, answer.id, PauseReason.MEMBER, by=by, now=after(2))
    with pytest.raises(Conflict, match="已暂停"):
        pause(desk.session, answer.id, PauseReason.MEMBER, by=by, now=after(3))
    with pytest.raises(NotFound):
        resume(desk.session, 999, by=by, now=after(3))
