"""Tasks at entries: one about each thing, owned, and done with a result."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.knowledge import Entry, find_entry
from kb.knowledge.task import About, Resolution, Task, TaskKind
from kb.knowledge.tasks import (
    Sought,
    count_report,
    find_task,
    finish_task,
    list_tasks,
    open_counts,
    open_task,
    take_task,
    tasks_at,
)
from kb.terms import Department
from world import AFTERNOON, NIGHT, NOON, Staff, open_club


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


@pytest.fixture
def parking(session: Session, staff: Staff) -> Entry:
    return find_entry(session, "parking")


def complain(
    session: Session, staff: Staff, entry: Entry, about: About = About.WRONG, outcome: int = 1
) -> Task:
    task = open_task(
        session,
        TaskKind.FEEDBACK,
        entry,
        about=about,
        department=Department.FRONT_DESK,
        owner_id=staff.chen.id,
        now=NOON,
    )
    count_report(session, task, outcome, now=NOON)
    return task


def test_the_same_said_again_is_counted_on_the_open_task(
    session: Session, staff: Staff, parking: Entry
) -> None:
    first = complain(session, staff, parking)
    assert complain(session, staff, parking, outcome=2) is first
    assert complain(session, staff, parking, outcome=2) is first
    other = complain(session, staff, parking, About.OUTDATED)
    [one, two] = list_tasks(session, Sought()).rows
    assert (one.task, one.reports, one.question) == (first, 2, "停车收费吗？")
    assert (two.task, two.reports) == (other, 1)


def test_after_it_is_done_the_same_opens_a_new_one(
    session: Session, staff: Staff, parking: Entry
) -> None:
    first = complain(session, staff, parking)
    finish_task(session, first, Resolution.NO_CHANGE, "会员看错了", by=staff.chen.id, now=NIGHT)
    assert (first.done_by, first.done_at, first.note) == (staff.chen.id, NIGHT, "会员看错了")
    assert complain(session, staff, parking, outcome=3) is not first
    assert [each.task for each in list_tasks(session, Sought(done=True)).rows] == [first]


def test_nobody_finishes_what_is_done(session: Session, staff: Staff, parking: Entry) -> None:
    task = complain(session, staff, parking)
    finish_task(session, task, Resolution.MENDED, "", by=staff.chen.id, now=NIGHT)
    with pytest.raises(Conflict, match="已经有人"):
        finish_task(session, task, Resolution.MENDED, "", by=staff.zhou.id, now=NIGHT)
    with pytest.raises(Conflict):
        take_task(session, task, by=staff.zhou.id, now=NIGHT)


@pytest.mark.parametrize(
    ("resolution", "note", "field"),
    [(Resolution.NO_CHANGE, " ", "note"), (Resolution.RIGHT, "", "resolution")],
)
def test_a_result_must_fit_and_say_why_nothing_is_changed(
    session: Session, staff: Staff, parking: Entry, resolution: Resolution, note: str, field: str
) -> None:
    task = complain(session, staff, parking)
    with pytest.raises(BadInput) as refused:
        finish_task(session, task, resolution, note, by=staff.chen.id, now=NIGHT)
    assert refused.value.field == field
    assert task.done_at is None


def test_a_task_is_taken_over(session: Session, staff: Staff, parking: Entry) -> None:
    task = complain(session, staff, parking)
    assert open_counts(session) == {staff.chen.id: 1}
    take_task(session, task, by=staff.zhou.id, now=AFTERNOON)
    assert open_counts(session) == {staff.zhou.id: 1}
    assert [each.task for each in list_tasks(session, Sought(owner_id=staff.zhou.id)).rows] == [
        task
    ]


def test_tasks_are_filtered(session: Session, staff: Staff, parking: Entry) -> None:
    complain(session, staff, parking)
    assert list_tasks(session, Sought(kind=TaskKind.OVERDUE)).total == 0
    assert list_tasks(session, Sought(kind=TaskKind.FEEDBACK)).total == 1
    assert list_tasks(session, Sought(department=Department.SHOP)).total == 0
    assert list_tasks(session, Sought(owner_id=staff.wang.id)).total == 0
    assert len(tasks_at(session, "parking")) == 1


def test_a_task_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        find_task(session, 77)
