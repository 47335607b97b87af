"""The light path from end to end: a typing fix by one maintainer, of which every process hears."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from house import ROOT
from kb.acts.fix_typo import fix_typo
from kb.db import Database
from kb.errors import Conflict
from kb.knowledge import EntryState, live, propose
from kb.policy import adopt, read_policies
from kb.text import Analyzer, load_lexicon
from world import MORNING, NOON, Staff, hire_staff, publish_text, text

CORPUS = ROOT / "corpus"
KEY = text(
    "领淋浴钥匙要押什么？", "请押一件各人物品，十分钟内归还。", "钥匙押什么", short="押一件物品"
)


@pytest.fixture(scope="module")
def analyzer(cache: Path) -> Analyzer:
    lexicon = load_lexicon(CORPUS / "lexicon/common", CORPUS / "lexicon/club")
    return Analyzer(lexicon, cache)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        adopt(opened, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    staff = hire_staff(session)
    publish_text(session, staff, "key", KEY)
    return staff


def test_a_wrong_character_is_mended_at_once(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    mended = replace(KEY, answer="请押一件个人物品，10分钟内归还。")
    entry = fix_typo(session, analyzer, "key", mended, seen=1, by=staff.chen.id, now=NOON)
    assert entry.state is EntryState.PUBLISHED
    assert [each.answer for each in live(session)] == [mended.answer]


@pytest.mark.parametrize(
    "answer",
    [
        "请押一件各人物品，二十分钟内归还。",
        "请押两件各人物品，十分钟内归还。",
        "不要押一件各人物品，十分钟内归还。",
    ],
)
def test_a_moved_fact_goes_through_review(
    session: Session, staff: Staff, analyzer: Analyzer, answer: str
) -> None:
    moved = replace(KEY, answer=answer)
    with pytest.raises(Conflict, match="不能当错字直接发布"):
        fix_typo(session, analyzer, "key", moved, seen=1, by=staff.chen.id, now=NOON)
    assert [each.answer for each in live(session)] == [KEY.answer]


@pytest.mark.parametrize(
    ("answer", "topic"),
    [("淋浴免费提供。", "价格"), ("请注意安全。", "安全"), ("可用医保卡。", "医保卡")],
)
def test_what_is_sensitive_takes_two_pairs_of_eyes_always(
    session: Session, staff: Staff, analyzer: Analyzer, answer: str, topic: str
) -> None:
    publish_text(session, staff, "delicate", text("淋浴怎么样？", f"{answer}各人自备。"))
    mended = text("淋浴怎么样？", f"{answer}个人自备。")
    with pytest.raises(Conflict, match=topic):
        fix_typo(session, analyzer, "delicate", mended, seen=1, by=staff.chen.id, now=NOON)


def test_a_draft_has_nothing_to_mend_in_force(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    propose(session, KEY, by=staff.chen.id, now=NOON, entry_id="new")
    with pytest.raises(Conflict, match="不能直接改错字"):
        fix_typo(session, analyzer, "new", KEY, seen=1, by=staff.chen.id, now=NOON)


def test_this_process_hears_of_it_when_it_is_done(sqlite: Database, analyzer: Analyzer) -> None:
    told: list[str] = []
    with sqlite.writing() as session:
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        staff = hire_staff(session)
        publish_text(session, staff, "key", KEY)
    mended = replace(KEY, answer=KEY.answer.replace("各人", "个人"))
    with sqlite.writing() as session:
        fix_typo(
            session, analyzer, "key", mended,
            seen=1, by=staff.chen.id, now=NOON, nudge=lambda: told.append("level"),
        )  # fmt: skip
        assert told == []
    assert told == ["level"]
