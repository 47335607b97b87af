"""What is in force, now and then, and what changed since."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import Conflict
from kb.knowledge import (
    Content,
    EntryState,
    Withdrawn,
    approve,
    changes_after,
    edit,
    find_entry,
    latest_number,
    live,
    propose,
    reject,
    retire,
    submit,
)
from kb.knowledge.published import PublishedEntry
from statements import statements
from world import (
    AFTERNOON,
    ENTRIES,
    MORNING,
    NEXT_DAY,
    NIGHT,
    NOON,
    PARKING,
    Staff,
    hire_staff,
    open_club,
    publish_text,
    text,
)

NEW_TEXT = text("停车收费吗？", "每小时5元。")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def republish(session: Session, staff: Staff, entry_id: str, content: Content) -> None:
    """At noon; retired in the afternoon in some of the tests."""
    entry = find_entry(session, entry_id)
    edit(session, entry, content, seen=entry.head, by=staff.chen.id, now=NOON)
    submit(session, entry, by=staff.chen.id, now=NOON)
    approve(session, entry, seen=entry.head, by=staff.zhou.id, now=NOON)


def answers(entries: list[PublishedEntry]) -> dict[str, str]:
    return {each.id: each.answer for each in entries}


def test_everything_published_is_in_force_with_its_number(session: Session, staff: Staff) -> None:
    found = live(session)
    assert [each.id for each in found] == sorted(ENTRIES)
    assert sorted(each.number for each in found) == [1, 2, 3, 4, 5]
    assert latest_number(session) == 5
    parking = next(each for each in found if each.id == "parking")
    assert (parking.variants, parking.department) == (PARKING.variants, PARKING.department)


def test_the_past_is_answered_as_it_was(session: Session, staff: Staff) -> None:
    republish(session, staff, "parking", NEW_TEXT)
    retire(session, find_entry(session, "parking"), "已改建", by=staff.zhou.id, now=AFTERNOON)
    assert live(session, at=MORNING.replace(year=2025)) == []
    assert answers(live(session, at=MORNING))["parking"] == PARKING.answer
    assert answers(live(session, at=NOON))["parking"] == NEW_TEXT.answer
    assert "parking" not in answers(live(session, at=NIGHT))
    assert "parking" not in answers(live(session))


def test_each_changed_entry_is_told_once_as_it_now_is(session: Session, staff: Staff) -> None:
    assert changes_after(session, 5) == []
    republish(session, staff, "parking", NEW_TEXT)
    republish(session, staff, "parking", PARKING)
    retire(session, find_entry(session, "annual-cards"), "停售", by=staff.zhou.id, now=AFTERNOON)
    parking, cards = changes_after(session, 5)
    assert isinstance(parking, PublishedEntry)
    assert (parking.number, parking.revision, parking.answer) == (7, 3, PARKING.answer)
    assert cards == Withdrawn("annual-cards", 8)


def test_applying_the_changes_gives_what_is_in_force(session: Session, staff: Staff) -> None:
    base = {each.id: each for each in live(session)}
    republish(session, staff, "parking", NEW_TEXT)
    retire(session, find_entry(session, "annual-cards"), "停售", by=staff.zhou.id, now=AFTERNOON)
    for change in changes_after(session, 5):
        if isinstance(change, Withdrawn):
            del base[change.id]
        else:
            base[change.id] = change
    assert [base[key] for key in sorted(base)] == live(session)


def test_a_text_is_valid_from_its_first_moment_and_not_at_its_last(
    session: Session, staff: Staff
) -> None:
    dated = text("冬训何时报名？", "现在。", valid_from=NOON, valid_until=NIGHT)
    publish_text(session, staff, "winter", dated)
    winter = next(each for each in live(session) if each.id == "winter")
    moments = (MORNING, NOON, AFTERNOON, NIGHT, NEXT_DAY)
    assert [winter.live_at(each) for each in moments] == [False, True, True, False, False]


def test_the_whole_base_is_read_with_one_query(session: Session, staff: Staff) -> None:
    session.flush()
    with statements(session.connection()) as asked:
        live(session)
        latest_number(session)
        changes_after(session, 0)
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("state", "live_revision"),
    [(EntryState.PUBLISHED, None), (EntryState.RETIRED, 1), (EntryState.DRAFT, 2)],
)
def test_the_database_refuses_a_state_that_contradicts_itself(
    session: Session, staff: Staff, state: EntryState, live_revision: int | None
) -> None:
    entry = find_entry(session, "parking")
    entry.state, entry.live = state, live_revision
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        entry = propose(session, PARKING, by=staff.wang.id, now=NOON, entry_id="parking")
        submit(session, entry, by=staff.wang.id, now=NOON)
    both_ready = threading.Barrier(2, timeout=20)
    told: list[str] = []

    def review(verdict: str) -> None:
        try:
            with database.writing() as session:
                if session.get_bind().dialect.name == "postgresql":
                    find_entry(session, "parking")  # both have looked at it in review
                    both_ready.wait()
                entry = find_entry(session, "parking")
                if verdict == "approve":
                    approve(session, entry, seen=1, by=staff.chen.id, now=NOON)
                else:
                    reject(session, entry, "太短", seen=1, by=staff.zhou.id, now=NOON)
                told.append(verdict)
        except Conflict as conflict:
            told.append(conflict.code)

    run_together([lambda: review("approve"), lambda: review("reject")])
    with database.reading() as session:
        state = find_entry(session, "parking").state
    winner = "approve" if state is EntryState.PUBLISHED else "reject"
    assert sorted(told) == sorted([winner, "illegal_move"])


def test_numbers_become_visible_in_order_without_a_gap(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
    finished = threading.Event()
    seen: list[list[int]] = []

    def publish(letter: str) -> None:
        for number in range(8):
            with database.writing() as session:
                publish_text(session, staff, f"{letter}{number}", text(f"{letter}{number}", "是"))

    def look() -> None:
        while not finished.is_set():
            with database.reading() as session:
                seen.append(sorted(each.number for each in changes_after(session, 0)))

    reader = threading.Thread(target=look)
    reader.start()
    run_together([lambda letter=each: publish(letter) for each in "abc"])  # type: ignore[misc]
    finished.set()
    reader.join()
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)
    with database.reading() as session:
        assert latest_number(session) == 24


def run_together(tasks: list) -> None:  # type: ignore[type-arg]
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
