"""From a file to drafts: read, looked at, confirmed, written."""

import io
import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from kb.acts.import_entries import AT_ONCE, read_import, write_import
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import events_of
from kb.knowledge import EntryState, approve, edit, find_entry, find_revision, retire
from kb.knowledge.exchange import Format, write_file
from kb.knowledge.importing import Fate, ImportRow, Intent, confirm, fates, find_import
from kb.knowledge.outgoing import newest_texts
from kb.knowledge.staging import findings_of
from world import AFTERNOON, NOON, OPENING_HOURS, PARKING, Staff, hire_staff, open_club, text


@pytest.fixture
def staff(database: Database) -> Staff:
    with database.writing() as session:
        return open_club(session)


@pytest.fixture
def empty(bare_url: str) -> Iterator[Database]:
    with closing(Database(bare_url)) as opened:
        opened.migrate()
        yield opened


def lines(*rows: dict[str, object]) -> io.BytesIO:
    written = (json.dumps(each, ensure_ascii=False) for each in rows)
    return io.BytesIO("\n".join(written).encode())


def line(entry_id: str, question: str, answer: str, **more: object) -> dict[str, object]:
    needed = {"category": "other", "audience": "member", "variants": []}
    return {"id": entry_id, "question": question, "answer": answer, **needed, **more}


def hand_in(
    database: Database, staff: Staff, *rows: dict[str, object], intent: Intent = Intent.REVIEW
) -> int:
    """Confirmed and written, wrong rows skipped."""
    number = read_import(database, "改动.jsonl", lines(*rows), by=staff.chen.id, now=NOON)
    with database.writing() as session:
        confirm(session, number, intent, skip_wrong=True, by=staff.chen.id, now=NOON)
    write_import(database, number, now=NOON)
    return number


def row_of(database: Database, number: int, position: int = 1) -> ImportRow:
    with database.reading() as session:
        return session.get_one(ImportRow, (number, position))


def test_each_row_is_new_changed_unchanged_or_wrong(database: Database, staff: Staff) -> None:
    number = read_import(
        database,
        "改动.jsonl",
        lines(
            line("tennis", "网球怎么收费？", "每小时20元。"),
            line("parking", PARKING.question, "停车每小时5元。", variants=list(PARKING.variants)),
            line(
                "opening-hours",
                OPENING_HOURS.question,
                OPENING_HOURS.answer,
                variants=list(OPENING_HOURS.variants),
            ),
            line("empty", "没有答案的？", ""),
        ),
        by=staff.chen.id,
        now=NOON,
    )
    with database.reading() as session:
        assert fates(session, number) == dict.fromkeys(Fate, 1)
        assert find_import(session, number).read_at == NOON
        assert find_entry(session, "parking").head == 1


def test_reading_changes_nothing_and_an_unconfirmed_file_is_not_written(
    database: Database, staff: Staff
) -> None:
    number = read_import(
        database, "新.jsonl", lines(line("t", "问？", "答。")), by=staff.chen.id, now=NOON
    )
    with pytest.raises(Conflict, match="还没有确认"):
        write_import(database, number, now=NOON)


def test_imported_texts_wait_for_another_person_and_the_one_in_force_stays(
    database: Database, staff: Staff
) -> None:
    hand_in(database, staff, line("parking", PARKING.question, "停车每小时5元。"))
    with database.writing() as session:
        entry = find_entry(session, "parking")
        assert (entry.state, entry.head, entry.live) == (EntryState.IN_REVIEW, 2, 1)
        with pytest.raises(Conflict, match="您自己写的"):
            approve(session, entry, seen=2, by=staff.chen.id, now=AFTERNOON)
        approve(session, entry, seen=2, by=staff.zhou.id, now=AFTERNOON)
        assert entry.live == 2
    with database.reading() as session:
        verbs = [each.verb for each in events_of(session, "entry", "parking")]
        assert verbs[-3:] == ["edited", "submitted", "approved"]


def test_a_file_handed_in_again_is_unchanged(database: Database, staff: Staff) -> None:
    rows = [line(f"e{number}", f"问题{number}？", "答。") for number in range(AT_ONCE + 3)]
    first = hand_in(database, staff, *rows, intent=Intent.DRAFT)
    with database.reading() as session:
        assert fates(session, first)[Fate.NEW] == AT_ONCE + 3
        assert find_import(session, first).finished_at == NOON
        assert find_entry(session, "e502").state is EntryState.DRAFT
    again = read_import(database, "又.jsonl", lines(*rows), by=staff.chen.id, now=AFTERNOON)
    with database.reading() as session:
        assert fates(session, again)[Fate.UNCHANGED] == AT_ONCE + 3


def test_a_new_text_without_an_id_gets_the_same_one_each_time(
    database: Database, staff: Staff
) -> None:
    row = line("", "射箭怎么收费？", "每小时30元。")
    del row["id"]
    first = hand_in(database, staff, row)
    again = read_import(database, "又.jsonl", lines(row), by=staff.chen.id, now=AFTERNOON)
    assert row_of(database, first).entry_id == row_of(database, again).entry_id
    assert row_of(database, again).fate is Fate.UNCHANGED


def test_a_field_the_file_does_not_have_stays_as_it_is(database: Database, staff: Staff) -> None:
    number = hand_in(database, staff, {"id": "parking", "answer": "停车每小时5元。"})
    with database.reading() as session:
        written = find_revision(session, "parking", 2).content
    assert written.answer == "停车每小时5元。"
    assert (written.question, written.variants) == (PARKING.question, PARKING.variants)
    assert row_of(database, number).question == PARKING.question


def test_wrong_rows_are_written_only_when_skipping_them_was_said(
    database: Database, staff: Staff
) -> None:
    rows = (line("good", "好的？", "是。"), line("bad", "坏的？", ""))
    number = read_import(database, "混.jsonl", lines(*rows), by=staff.chen.id, now=NOON)
    with database.writing() as session, pytest.raises(BadInput, match="有 1 行有错"):
        confirm(session, number, Intent.DRAFT, skip_wrong=False, by=staff.chen.id, now=NOON)
    with database.writing() as session, pytest.raises(Conflict, match="另一位同事"):
        confirm(session, number, Intent.DRAFT, skip_wrong=True, by=staff.zhou.id, now=NOON)
    with database.writing() as session:
        confirm(session, number, Intent.DRAFT, skip_wrong=True, by=staff.chen.id, now=NOON)
    with database.writing() as session, pytest.raises(Conflict, match="确认过"):
        confirm(session, number, Intent.DRAFT, skip_wrong=True, by=staff.chen.id, now=NOON)
    write_import(database, number, now=NOON)
    with database.reading() as session:
        assert [key for key, _ in newest_texts(session) if key in ("good", "bad")] == ["good"]


def test_what_somebody_changed_since_the_preview_is_not_overwritten(
    database: Database, staff: Staff
) -> None:
    rows = (line("parking", PARKING.question, "甲。"), line("fresh", "新的？", "乙。"))
    number = read_import(database, "晚.jsonl", lines(*rows), by=staff.chen.id, now=NOON)
    with database.writing() as session:
        mine = text(PARKING.question, "丙。")
        edit(session, find_entry(session, "parking"), mine, seen=1, by=staff.zhou.id, now=NOON)
        confirm(session, number, Intent.REVIEW, skip_wrong=False, by=staff.chen.id, now=NOON)
    write_import(database, number, now=NOON)
    turned = row_of(database, number)
    assert turned.fate is Fate.WRONG
    assert "已经改到第 2 版" in findings_of(turned)[-1].mistake
    with database.reading() as session:
        assert find_revision(session, "parking", 2).answer == "丙。"
        assert find_entry(session, "fresh").state is EntryState.IN_REVIEW


def test_an_id_twice_a_link_to_oneself_and_a_wording_of_another_are_told(
    database: Database, staff: Staff
) -> None:
    number = read_import(
        database,
        "错.jsonl",
        lines(
            line("a", "甲？", "一。", links=["a"]),
            line("b", "乙？", "二。", links=["c", "nowhere"]),
            line("b", "丙？", "三。"),
            line("c", "有地方停车吗", "四。", links=["b"]),
        ),
        by=staff.chen.id,
        now=NOON,
    )
    told = {
        each: [str(f) for f in findings_of(row_of(database, number, each))] for each in (1, 2, 3, 4)
    }
    assert told[1] == ["第 1 行：相关条目里写了它自己（a）。请从相关条目里删去。"]
    assert told[2] == ["第 2 行：相关条目 nowhere 还不存在。导入后可以再补。"]
    assert told[3] == ["第 3 行：编号 b 在第 2 行已经用过。请只留一行，或换一个编号。"]
    assert told[4] == ["第 4 行：“有地方停车吗”在条目 parking 里也有。最好只留在其中一个里。"]
    assert [row_of(database, number, each).fate for each in (1, 2, 3, 4)] == [
        *(Fate.WRONG, Fate.NEW, Fate.WRONG, Fate.NEW)
    ]


def test_a_retired_entry_comes_back_as_a_draft_and_says_so(
    database: Database, staff: Staff
) -> None:
    with database.writing() as session:
        retire(session, find_entry(session, "parking"), "停车场关了", by=staff.zhou.id, now=NOON)
    number = hand_in(
        database, staff, line("parking", PARKING.question, "又开了。"), intent=Intent.DRAFT
    )
    assert "已下架" in findings_of(row_of(database, number))[0].mistake
    with database.reading() as session:
        entry = find_entry(session, "parking")
        assert (entry.state, entry.live) == (EntryState.DRAFT, None)


@pytest.mark.parametrize("kind", Format)
def test_what_is_exported_imports_into_an_empty_base_to_the_same_bytes(
    database: Database, empty: Database, staff: Staff, kind: Format
) -> None:
    def exported(base: Database) -> bytes:
        file = io.BytesIO()
        with base.reading() as session:
            write_file(kind, file, lambda: newest_texts(session))
        return file.getvalue()

    raw = exported(database)
    with empty.writing() as session:
        other = hire_staff(session)
    number = read_import(empty, f"全部.{kind}", io.BytesIO(raw), by=other.chen.id, now=NOON)
    with empty.writing() as session:
        confirm(session, number, Intent.REVIEW, skip_wrong=False, by=other.chen.id, now=NOON)
    write_import(empty, number, now=NOON)
    assert exported(empty) == raw
