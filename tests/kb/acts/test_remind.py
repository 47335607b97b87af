"""Texts whose day has come are marked, and their owners told, once."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.publish import publish
from kb.acts.recheck import recheck
from kb.acts.remind import Reminded, remind, remind_daily
from kb.acts.settle_task import settle_task
from kb.db import Database
from kb.errors import Conflict
from kb.history import Event
from kb.knowledge import EntryState, edit, find_entry, retire, submit
from kb.knowledge.task import Resolution, Task, TaskKind
from kb.knowledge.tasks import Sought, list_tasks
from kb.knowledge.verification import verifications
from kb.policy import adopt, read_policies
from reception import CORPUS
from world import MORNING, NEXT_DAY, NOON, Staff, open_club, publish_text, text

DUE = text("冬训何时报名？", "现在就可以报名。", review_on=date(2026, 11, 19))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    staff = open_club(session)
    publish_text(session, staff, "winter", DUE)
    return staff


def open_tasks(session: Session) -> list[Task]:
    return [each.task for each in list_tasks(session, Sought()).rows]


def test_before_its_day_nothing_happens(session: Session, staff: Staff) -> None:
    assert remind(session, now=NOON) == Reminded((), ())


def test_on_its_day_it_is_marked_and_its_writer_told_once(session: Session, staff: Staff) -> None:
    assert remind(session, now=NEXT_DAY) == Reminded(("winter",), ("winter",))
    assert remind(session, now=NEXT_DAY) == Reminded((), ("winter",))
    assert find_entry(session, "winter").state is EntryState.DUE
    [task] = open_tasks(session)
    assert (task.kind, task.owner_id) == (TaskKind.OVERDUE, staff.chen.id)


def test_finding_it_right_ends_the_task(session: Session, staff: Staff) -> None:
    remind(session, now=NEXT_DAY)
    [task] = open_tasks(session)
    recheck(session, "winter", by=staff.zhou.id, now=NEXT_DAY)
    assert (task.resolution, task.done_by) == (Resolution.VERIFIED, staff.zhou.id)
    assert find_entry(session, "winter").state is EntryState.PUBLISHED
    assert remind(session, now=NEXT_DAY) == Reminded((), ())


def test_the_task_is_settled_by_finding_it_right(session: Session, staff: Staff) -> None:
    remind(session, now=NEXT_DAY)
    [task] = open_tasks(session)
    settle_task(session, task.id, Resolution.VERIFIED, "", by=staff.zhou.id, now=NEXT_DAY)
    assert len(verifications(session, "winter")) == 1
    assert task.done_at == NEXT_DAY


def test_a_new_text_ends_the_task_too(session: Session, staff: Staff) -> None:
    remind(session, now=NEXT_DAY)
    [task] = open_tasks(session)
    entry = find_entry(session, "winter")
    edit(session, entry, text("冬训何时报名？", "下周。"), seen=1, by=staff.chen.id, now=NEXT_DAY)
    submit(session, entry, by=staff.chen.id, now=NEXT_DAY)
    publish(session, "winter", seen=2, by=staff.zhou.id, now=NEXT_DAY)
    assert task.resolution is Resolution.MENDED


@pytest.mark.parametrize("resolution", [Resolution.MENDED, Resolution.RETIRED])
def test_what_was_not_done_is_not_ticked_off(
    session: Session, staff: Staff, resolution: Resolution
) -> None:
    remind(session, now=NEXT_DAY)
    [task] = open_tasks(session)
    with pytest.raises(Conflict), session.begin_nested():
        settle_task(session, task.id, resolution, "", by=staff.zhou.id, now=NEXT_DAY)
    session.refresh(task)
    assert task.done_at is None
    retire(session, find_entry(session, "winter"), "停办", by=staff.zhou.id, now=NEXT_DAY)
    settle_task(session, task.id, Resolution.RETIRED, "", by=staff.zhou.id, now=NEXT_DAY)
    assert task.done_at == NEXT_DAY


def test_while_a_new_text_is_drafted_the_entry_keeps_its_state(
    session: Session, staff: Staff
) -> None:
    entry = find_entry(session, "winter")
    edit(session, entry, text("冬训何时报名？", "下周。"), seen=1, by=staff.chen.id, now=NOON)
    assert remind(session, now=NEXT_DAY) == Reminded((), ("winter",))
    assert entry.state is EntryState.DRAFT
    assert len(open_tasks(session)) == 1


def test_once_a_day_however_many_look(database: Database) -> None:
    with database.writing() as session:
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        publish_text(session, open_club(session), "winter", DUE)
    together = Barrier(3)
    said: list[list[str]] = []

    def look() -> None:
        together.wait()
        said.append(list(remind_daily(database, now=NEXT_DAY)))

    threads = [Thread(target=look) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == [[], [], ["条目 winter　待复核"]]
    midnight = NEXT_DAY + timedelta(hours=9)
    for moment in (midnight - timedelta(seconds=1), midnight, midnight + timedelta(hours=5)):
        assert list(remind_daily(database, now=moment)) == []
    with database.reading() as session:
        days = session.scalars(select(Event.subject_id).where(Event.verb == "reminded"))
        assert sorted(days) == ["2026-11-19", "2026-11-20"]
        assert len(open_tasks(session)) == 1


def test_before_the_club_is_set_up_nobody_is_reminded(sqlite: Database) -> None:
    assert list(remind_daily(sqlite, now=MORNING)) == []
