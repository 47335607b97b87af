"""Planned texts come into force in every form of the index by themselves, at their moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kb import clock
from kb.acts.check_index import check_index
from kb.knowledge import approve, edit, find_entry, submit
from kb.knowledge.planning import call_off
from kb.search import Follower, ResidentIndex
from kb.search import follower as following
from kb.text import Analyzer
from shelves import Base
from world import PARKING, text

SOON = timedelta(hours=1)


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Sets the follower's clock so many hours after the first time this was called."""
    begin = clock.now()
    monkeypatch.setattr(following, "LOOK_EVERY", 0.0)

    def set_clock(hours: float) -> datetime:
        now = begin + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return set_clock


def plan(base: Base, begins: datetime, answer: str = "每小时5元。") -> None:
    now = clock.now()
    with base.database.writing() as session:
        entry = find_entry(session, "parking")
        content = text("停车收费吗？", answer, valid_from=begins)
        edit(session, entry, content, seen=entry.head, by=base.staff.chen.id, now=now)
        submit(session, entry, by=base.staff.chen.id, now=now)
        approve(session, entry, seen=entry.head, by=base.staff.zhou.id, now=now)


def answer(index: ResidentIndex) -> str:
    return index.documents["parking"].entry.answer


def stored(follower: Follower) -> str:
    _, documents = follower.shelf.load() or pytest.fail("there is no index")
    return next(each.entry.answer for each in documents if each.entry.id == "parking")


def test_the_snapshot_holds_both_texts_and_chooses_by_the_moment(
    base: Base, follower: Follower, hour: Callable[[float], datetime]
) -> None:
    begins = hour(0) + SOON
    plan(base, begins)
    index = follower.snapshot()
    assert answer(index) == PARKING.answer
    assert answer(index.at(begins - timedelta(microseconds=1))) == PARKING.answer
    assert answer(index.at(begins)) == "每小时5元。"
    assert index.at(begins) is index.at(begins + SOON)
    found = index.at(begins).search(follower.analyzer.analyze("停车收费吗"))
    assert found[0].document.entry.answer == "每小时5元。"


def test_two_plans_follow_each_other_in_one_snapshot(
    base: Base, follower: Follower, hour: Callable[[float], datetime]
) -> None:
    now = hour(0)
    plan(base, now + SOON)
    plan(base, now + 2 * SOON, "每小时8元。")
    index = follower.snapshot()
    said = [answer(index.at(now + each * SOON)) for each in range(4)]
    assert said == [PARKING.answer, "每小时5元。", "每小时8元。", "每小时8元。"]


def test_when_the_moment_has_come_memory_and_disk_turn(
    base: Base, follower: Follower, hour: Callable[[float], datetime]
) -> None:
    plan(base, hour(0) + SOON)
    assert answer(follower.snapshot()) == stored(follower) == PARKING.answer
    assert check_index(base.database, follower) == []
    hour(1)
    assert answer(follower.snapshot()) == stored(follower) == "每小时5元。"
    assert follower.snapshot().planned == []
    assert check_index(base.database, follower) == []


def test_a_process_that_starts_after_the_moment_turns_too(
    base: Base,
    follower: Follower,
    analyzer: Analyzer,
    index: Path,
    hour: Callable[[float], datetime],
) -> None:
    plan(base, hour(0) + SOON)
    follower.catch_up()
    hour(2)
    started = Follower(base.database, analyzer, index)
    assert answer(started.snapshot()) == stored(started) == "每小时5元。"
    assert check_index(base.database, started) == []


def test_a_process_that_starts_before_the_moment_knows_the_plan(
    base: Base,
    follower: Follower,
    analyzer: Analyzer,
    index: Path,
    hour: Callable[[float], datetime],
) -> None:
    begins = hour(0) + SOON
    plan(base, begins)
    follower.catch_up()
    started = Follower(base.database, analyzer, index)
    assert answer(started.snapshot()) == PARKING.answer
    assert answer(started.snapshot().at(begins)) == "每小时5元。"


def test_what_is_called_off_never_comes(
    base: Base, follower: Follower, hour: Callable[[float], datetime]
) -> None:
    now = hour(0)
    plan(base, now + SOON)
    follower.catch_up()
    with base.database.writing() as session:
        entry = find_entry(session, "parking")
        call_off(session, entry, "推迟", by=base.staff.zhou.id, now=now)
    assert answer(follower.snapshot().at(now + 2 * SOON)) == PARKING.answer
    hour(2)
    assert answer(follower.snapshot()) == PARKING.answer
    assert check_index(base.database, follower) == []


def test_an_index_that_was_rebuilt_keeps_the_plan(
    base: Base, follower: Follower, hour: Callable[[float], datetime]
) -> None:
    begins = hour(0) + SOON
    plan(base, begins)
    follower.rebuild()
    assert answer(follower.snapshot().at(begins)) == "每小时5元。"
    assert check_index(base.database, follower) == []
