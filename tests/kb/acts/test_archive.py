"""The whole base as one file: every revision, review, publication and contribution comes back."""

import io
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from kb.acts.archive import is_archive, restore_archive, write_archive
from kb.acts.publish import publish
from kb.contributions import contributions_to, reverse
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import events_of
from kb.knowledge import edit, find_entry, live, propose, reject, retire, revisions, submit
from kb.people.person import by_login
from world import (
    AFTERNOON,
    NOON,
    PARKING,
    PASSWORDS,
    Staff,
    hire_staff,
    open_club,
    text,
)


@pytest.fixture
def staff(database: Database) -> Staff:
    """A base in which all that can happen did."""
    with database.writing() as session:
        staff = open_club(session)
        chen, zhou = staff.chen.id, staff.zhou.id
        entry = propose(session, text("新的？", "一。"), by=chen, now=NOON, entry_id="fresh")
        submit(session, entry, by=chen, now=NOON)
        publish(session, "fresh", seen=1, by=zhou, now=NOON)
        [(credit, _)] = contributions_to(session, "fresh").rows
        reverse(session, credit.id, "和停车重复", by=staff.li.id, now=AFTERNOON)
        more = text(PARKING.question, "每小时5元。\r\n _x000D_ “引号”", valid_from=AFTERNOON)
        parking = find_entry(session, "parking")
        edit(session, parking, more, seen=1, by=chen, now=NOON, summary="=涨价")
        submit(session, parking, by=chen, now=NOON)
        reject(session, parking, "还没有定", seen=2, by=zhou, now=NOON)
        retire(session, find_entry(session, "annual-cards"), "不卖了", by=zhou, now=NOON)
    return staff


@pytest.fixture
def empty(bare_url: str) -> Iterator[Database]:
    with closing(Database(bare_url)) as opened:
        opened.migrate()
        yield opened


def archived(database: Database) -> bytes:
    file = io.BytesIO()
    with database.reading() as session:
        write_archive(session, file)
    return file.getvalue()


def restored(database: Database, raw: bytes) -> dict[str, int]:
    with database.writing() as session:
        return restore_archive(
            session, io.BytesIO(raw), passwords=PASSWORDS, by=None, now=AFTERNOON
        )


def test_it_comes_back_to_the_byte(database: Database, empty: Database, staff: Staff) -> None:
    raw = archived(database)
    counts = restored(empty, raw)
    assert archived(empty) == raw
    assert (counts["entry"], counts["contribution"], counts["reversal"]) == (6, 1, 1)
    with database.reading() as before, empty.reading() as after:
        assert live(after) == live(before)
        assert live(after, NOON - timedelta(seconds=1)) == live(before, NOON - timedelta(seconds=1))
        verbs = [[e.verb for e in events_of(each, "entry", "parking")] for each in (before, after)]
        assert verbs[0] == verbs[1]


def test_what_comes_later_goes_on_from_there(
    database: Database, empty: Database, staff: Staff
) -> None:
    restored(empty, archived(database))
    with empty.writing() as session:
        chen, zhou = by_login(session, "chen"), by_login(session, "zhou")
        assert chen
        assert zhou
        assert (chen.name, chen.roles) == ("陈静", frozenset())
        last = max(each.number for each in live(session))
        entry = propose(session, text("再来？", "二。"), by=chen.id, now=AFTERNOON)
        submit(session, entry, by=chen.id, now=AFTERNOON)
        publish(session, entry.id, seen=1, by=zhou.id, now=AFTERNOON)
        assert max(each.number for each in live(session)) > last
        assert len(revisions(session, "parking")) == 2


def test_people_are_matched_by_their_log_ins(
    database: Database, empty: Database, staff: Staff
) -> None:
    with empty.writing() as session:
        hire_staff(session)
    raw = archived(database)
    restored(empty, raw)
    assert archived(empty) == raw


def test_it_is_restored_into_an_empty_base_only(database: Database, staff: Staff) -> None:
    with pytest.raises(Conflict, match="已经有条目"):
        restored(database, archived(database))


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda rows: [rows[0].replace(b'"version":1', b'"version":9'), *rows[1:]], "第 9 版"),
        (lambda rows: [*rows[:4], b"{", *rows[4:]], "第 5 行"),
        (lambda rows: [*rows[:4], b'{"row":"password"}', *rows[4:]], "第 5 行"),
        (lambda rows: [*rows[:4], b'{"row":"entry","id":"x","evil":1}', *rows[4:]], "第 5 行"),
        (lambda rows: [*rows[:-1], rows[-1].replace(b'"at":"2026', b'"at":"x')], "行不是"),
    ],
)
def test_a_spoiled_line_is_told_and_nothing_is_restored(
    database: Database, empty: Database, staff: Staff, spoil: object, line: str
) -> None:
    rows = archived(database).splitlines()
    with pytest.raises(BadInput, match=line):
        restored(empty, b"\n".join(spoil(rows)))  # type: ignore[operator]
    with empty.reading() as session:
        assert live(session) == []


def test_other_files_are_no_archives() -> None:
    assert is_archive(io.BytesIO(b'{"form":"courtside-archive","version":1}\n'))
    for raw in (b"", b"[1]", b'{"id":"a"}\n', b"PK\x03\x04", "编号,标准问".encode("gb18030")):
        assert not is_archive(io.BytesIO(raw))
