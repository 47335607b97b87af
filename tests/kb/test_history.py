from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kb.db import Base, Database
from kb.history import events_of, record
from kb.terms import Category, Level


def test_events_of_a_subject_are_read_in_the_order_they_happened(
    database: Database, now: datetime
) -> None:
    with database.writing() as session:
        record(session, "opened", "ticket", 1001, by=None, now=now, category=Category.VENUE)
        record(session, "opened", "ticket", 1002, by=None, now=now)
        record(session, "taken", "ticket", 1001, by=7, now=now)
    with database.reading() as session:
        events = events_of(session, "ticket", 1001)
    assert [(each.verb, each.by_id, each.at) for each in events] == [
        ("opened", None, now),
        ("taken", 7, now),
    ]
    assert events[0].details == {"category": "venue"}


def test_details_keep_what_json_can_say(database: Database, now: datetime) -> None:
    with database.writing() as session:
        record(
            session,
            "judged",
            "entry",
            "badminton-price",
            by=1,
            now=now,
            level=Level.TWO,
            when=datetime(2026, 11, 21, tzinfo=UTC),
            review_on=date(2027, 1, 1),
            wordings=("羽毛球收费", None, {"confidence": 0.8}),
        )
    with database.reading() as session:
        assert events_of(session, "entry", "badminton-price")[0].details == {
            "level": 2,
            "when": "2026-11-21T00:00:00+00:00",
            "review_on": "2027-01-01",
            "wordings": ["羽毛球收费", None, {"confidence": 0.8}],
        }


def test_what_json_cannot_say_is_refused(sqlite: Database, now: datetime) -> None:
    with pytest.raises(TypeError, match="object"), sqlite.writing() as session:
        record(session, "v", "t", 1, by=None, now=now, what=object())


def test_an_event_disappears_with_the_transaction_it_belongs_to(
    database: Database, now: datetime
) -> None:
    with suppress(ZeroDivisionError), database.writing() as session:
        record(session, "opened", "ticket", 1, by=None, now=now)
        session.flush()
        raise ZeroDivisionError
    with database.reading() as session:
        assert events_of(session, "ticket", 1) == []


@pytest.mark.parametrize("table", ["history", "policy_versions", "revisions", "publications"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_no_row_of_the_record_is_ever_changed(filled: Database, table: str, act: str) -> None:
    column = {"history": "verb", "policy_versions": "checksum"}.get(table, "why")
    column = "summary" if table == "revisions" else column
    refused = text(act.format(table, f"{column} = 'another'"))
    with pytest.raises(DBAPIError, match="append-only"), filled.writing() as session:
        session.execute(refused)


def test_a_row_of_the_record_cannot_be_replaced_either(sqlite: Database, now: datetime) -> None:
    with sqlite.writing() as session:
        record(session, "opened", "ticket", 1, by=None, now=now)
    replace = text("INSERT OR REPLACE INTO history SELECT * FROM history")
    with pytest.raises(DBAPIError, match="append-only"), sqlite.writing() as session:
        session.execute(replace)


def test_the_record_cannot_be_emptied_at_once(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text("TRUNCATE history"))
    database.close()


AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
# One row in each table of the record, and the rows they refer to.
ROWS: dict[str, dict[str, object]] = {
    "people": {"id": 1, "login": "a", "name": "甲", "password_hash": "-", "active": True},
    "history": {
        "id": 1,
        "at": AT,
        "verb": "v",
        "subject_type": "t",
        "subject_id": "1",
        "details": {},
    },
    "policy_versions": {
        "id": 1,
        "name": "service",
        "version": 1,
        "body": {},
        "checksum": "c",
        "adopted_at": AT,
    },
    "entries": {"id": "e", "state": "draft", "created_at": AT, "head": 1, "version": 1},
    "revisions": {
        "entry_id": "e",
        "number": 1,
        "question": "问",
        "variants": [],
        "answer": "答",
        "category": "venue",
        "department": "venue",
        "audience": "member",
        "tags": [],
        "links": [],
        "origin": "console",
        "written_by": 1,
        "written_at": AT,
        "summary": "",
    },
    "publications": {
        "number": 1,
        "entry_id": "e",
        "revision": 1,
        "by_id": 1,
        "at": AT,
        "why": "",
    },
}


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        for table, row in ROWS.items():
            session.execute(Base.metadata.tables[table].insert(), row)
    return database
