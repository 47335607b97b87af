import stat
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from kb.db import Database
from kb.db.database import BUSY_TIMEOUT_MS, START_TIMEOUT_MS
from kb.errors import BadInput
from kb.people.person import Person, Posting
from kb.terms import Department

NEWCOMER = {"login": "newcomer", "name": "新同事", "password_hash": "-", "active": True}
Begin = Callable[[Database], AbstractContextManager[Session]]


def test_what_was_written_is_committed_and_still_readable_afterwards(database: Database) -> None:
    with database.writing() as session:
        person = Person(**NEWCOMER, postings=[Posting(department=Department.FRONT_DESK)])
        session.add(person)
    assert person.name == "新同事"
    with database.reading() as session:
        found = session.scalars(select(Person)).one()
        assert found.departments == {Department.FRONT_DESK}
        assert all(type(each) is Department for each in found.departments)


@pytest.mark.parametrize("begin", [Database.writing, Database.setting_up])
def test_nothing_is_kept_of_a_transaction_that_failed(database: Database, begin: Begin) -> None:
    with suppress(ZeroDivisionError), begin(database) as session:
        session.add(Person(**NEWCOMER))
        session.flush()
        raise ZeroDivisionError
    with database.reading() as session:
        assert session.scalars(select(Person)).all() == []


def test_a_reader_cannot_write(database: Database) -> None:
    with database.reading() as session:
        session.add(Person(**NEWCOMER))
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            session.flush()
    with database.writing() as session:
        session.add(Person(**NEWCOMER))


def test_a_reader_sees_one_state_of_the_data_from_beginning_to_end(database: Database) -> None:
    names = select(Person.name)
    with database.reading() as reader:
        assert reader.scalars(names).all() == []
        with database.writing() as writer:
            writer.add(Person(**NEWCOMER))
        assert reader.scalars(names).all() == []
    with database.reading() as reader:
        assert reader.scalars(names).all() == ["新同事"]


def test_the_database_refuses_values_and_references_that_do_not_exist(database: Database) -> None:
    unknown = text("INSERT INTO postings (person_id, department) VALUES (:person, :department)")
    with database.writing() as session:
        person = Person(**NEWCOMER)
        session.add(person)
    for values in (
        {"person": person.id, "department": "kitchen"},
        {"person": person.id + 1, "department": "venue"},
    ):
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(unknown, values)


def test_writers_wait_for_each_other_and_none_is_lost(sqlite: Database) -> None:
    count = "SELECT value FROM counters WHERE name = 'test'"
    with sqlite.writing() as session:
        session.execute(text("INSERT INTO counters (name, value) VALUES ('test', 0)"))

    def read_then_write() -> None:
        for _ in range(10):
            with sqlite.writing() as session:
                value = session.scalar(text(count))
                session.execute(text("UPDATE counters SET value = :v"), {"v": value + 1})

    writers = [threading.Thread(target=read_then_write) for _ in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    with sqlite.reading() as session:
        assert session.scalar(text(count)) == 40


def test_who_starts_waits_for_another_start_longer_than_who_serves(sqlite: Database) -> None:
    with sqlite.writing() as serving:
        usual = serving.scalar(text("PRAGMA busy_timeout"))
    with sqlite.setting_up() as starting:
        patient = starting.scalar(text("PRAGMA busy_timeout"))
    assert (usual, patient) == (BUSY_TIMEOUT_MS, START_TIMEOUT_MS)


def test_moments_come_back_in_utc_whatever_they_went_in_as(database: Database) -> None:
    from kb.history import Event

    shanghai = timezone(timedelta(hours=8))
    at = datetime(2026, 11, 21, 10, 0, 0, 123456, tzinfo=shanghai)
    with database.writing() as session:
        session.add(Event(at=at, verb="v", subject_type="t", subject_id="1", details={}))
    with database.reading() as session:
        found = session.scalars(select(Event.at).where(Event.at == at)).one()
    assert found == at
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(sqlite: Database) -> None:
    from kb.history import Event

    naive = datetime(2026, 11, 21)  # noqa: DTZ001
    with pytest.raises(StatementError, match="time zone"), sqlite.writing() as session:
        session.add(Event(at=naive, verb="v", subject_type="t", subject_id="1", details={}))


def test_a_new_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "private" / "courtside.db"
    with closing(Database(f"sqlite:///{file}")) as database, database.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA busy_timeout")) == 5000
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/d"])
def test_an_address_we_cannot_use_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        Database(url)
    assert "secret" not in str(refused.value)
