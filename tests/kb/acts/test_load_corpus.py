import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from kb.acts.load_corpus import load_corpus
from kb.db import Database
from kb.errors import CorpusMistakes, NotReady
from kb.history import events_of
from kb.knowledge import (
    EntryState,
    Origin,
    edit,
    find_entry,
    find_revision,
    latest_number,
    live,
    retire,
)
from kb.knowledge.loading import LoadReport
from kb.policy import current
from world import AFTERNOON, MORNING, NIGHT, NOON, Staff, hire_staff, text

SERVICE = """\
[hours]
monday = [["13:00", "22:30"]]
tuesday = [["13:00", "22:30"]]
wednesday = [["13:00", "22:30"]]
thursday = [["13:00", "22:30"]]
friday = [["13:00", "22:30"]]
saturday = [["09:00", "22:30"]]
sunday = [["09:00", "22:30"]]
"""
NEW_TEXT = text("停车收费吗？", "每小时5元。")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    write(folder, parking="停车免费。", shower="洗澡免费。")
    return folder


def write(folder: Path, **answers: str) -> None:
    lines = [
        {"id": key, "question": f"{key}怎么样？", "variants": [f"说说{key}"], "answer": answer}
        for key, answer in answers.items()
    ]
    faq = folder / "faq"
    faq.mkdir(parents=True, exist_ok=True)
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (faq / "club.jsonl").write_text(text, "utf-8")


def test_the_first_load_puts_everything_into_force(
    session: Session, staff: Staff, corpus: Path
) -> None:
    report = load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    assert report == LoadReport(new=("parking", "shower"))
    assert {each.id: each.answer for each in live(session)} == {
        "parking": "停车免费。",
        "shower": "洗澡免费。",
    }
    assert latest_number(session) == 2
    revision = find_revision(session, "parking", 1)
    assert (revision.origin, revision.written_by) == (Origin.CORPUS, staff.chen.id)
    [event] = events_of(session, "entry", "parking")
    assert (event.verb, event.by_id) == ("loaded", staff.chen.id)


def test_loading_again_changes_nothing(session: Session, staff: Staff, corpus: Path) -> None:
    load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    report = load_corpus(session, corpus, by=staff.chen.id, now=NOON)
    assert report == LoadReport(unchanged=("parking", "shower"))
    assert latest_number(session) == 2


def test_a_changed_text_becomes_a_new_revision_in_force(
    session: Session, staff: Staff, corpus: Path
) -> None:
    load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    write(corpus, parking="每小时5元。", shower="洗澡免费。", sauna="没有。")
    report = load_corpus(session, corpus, by=staff.zhou.id, now=NOON)
    assert report == LoadReport(new=("sauna",), changed=("parking",), unchanged=("shower",))
    entry = find_entry(session, "parking")
    assert (entry.state, entry.head, entry.live) == (EntryState.PUBLISHED, 2, 2)
    assert {each.id: each.revision for each in live(session)} == {
        "parking": 2,
        "sauna": 1,
        "shower": 1,
    }
    assert [each.answer for each in live(session, at=MORNING)] == ["停车免费。", "洗澡免费。"]


def test_what_was_changed_in_the_console_is_kept_and_told(
    session: Session, staff: Staff, corpus: Path
) -> None:
    load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    parking, shower = (find_entry(session, each) for each in ("parking", "shower"))
    edit(session, parking, NEW_TEXT, seen=1, by=staff.chen.id, now=NOON)
    retire(session, shower, "停水", by=staff.chen.id, now=NOON)
    write(corpus, parking="停车一直免费。", shower="洗澡一直免费。")
    report = load_corpus(session, corpus, by=staff.zhou.id, now=AFTERNOON)
    assert report == LoadReport(kept=("parking", "shower"))
    assert [each.answer for each in live(session)] == ["停车免费。"]
    assert parking.state is EntryState.DRAFT


def test_an_entry_that_fell_due_for_a_check_takes_the_new_text(
    session: Session, staff: Staff, corpus: Path
) -> None:
    load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    find_entry(session, "parking").state = EntryState.DUE
    write(corpus, parking="每小时5元。", shower="洗澡免费。")
    load_corpus(session, corpus, by=staff.chen.id, now=NIGHT)
    assert find_entry(session, "parking").state is EntryState.PUBLISHED


def test_a_mistake_leaves_the_running_base_as_it_was(database: Database, corpus: Path) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
        before = live(session)
    write(corpus, parking="每小时5元。", shower="", sauna="没有。")
    with (
        pytest.raises(CorpusMistakes, match=r"club\.jsonl:2: 缺少 answer"),
        database.writing() as s,
    ):
        load_corpus(s, corpus, by=staff.chen.id, now=NOON)
    with database.reading() as session:
        assert live(session) == before
        assert latest_number(session) == 2


def test_policies_are_adopted_with_the_texts(session: Session, staff: Staff, corpus: Path) -> None:
    policy = corpus / "policy"
    policy.mkdir()
    (policy / "answering.toml").write_text("")
    (policy / "service.toml").write_text(SERVICE)
    with pytest.raises(NotReady):
        current(session)
    load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    assert current(session).service.hours.sunday == ((540, 1350),)


def test_mistakes_in_texts_and_policies_are_told_together(
    session: Session, staff: Staff, corpus: Path
) -> None:
    policy = corpus / "policy"
    policy.mkdir()
    (policy / "answering.toml").write_text("")
    spoilt = SERVICE.replace("24:00", "24:01").replace("22:30", "12:00", 1)
    (policy / "service.toml").write_text(spoilt)
    write(corpus, parking="")
    with pytest.raises(CorpusMistakes) as raised:
        load_corpus(session, corpus, by=staff.chen.id, now=MORNING)
    assert [each.file.name for each in raised.value.mistakes] == ["club.jsonl", "service.toml"]


def test_ten_thousand_entries_are_loaded_at_once(sqlite: Database, tmp_path: Path) -> None:
    write(tmp_path, **{f"e{number}": f"第{number}个" for number in range(10_000)})
    with sqlite.writing() as session:
        staff = hire_staff(session)
        report = load_corpus(session, tmp_path, by=staff.chen.id, now=MORNING)
    assert len(report.new) == 10_000
    with sqlite.reading() as session:
        assert len(live(session)) == latest_number(session) == 10_000
