from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from asking import answered, asked_back, handed_over
from house import ROOT
from kb.db import Database
from kb.reports.usage import answers_by_entry, hot_entries, usage_of
from kb.text import Analyzer, load_lexicon
from world import AFTERNOON, MORNING, open_club


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    folder = ROOT / "corpus/lexicon"
    return Analyzer(load_lexicon(folder / "common", folder / "club"))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        open_club(opened)
        yield opened


def test_an_entry_nobody_asked_for_has_nothing_to_tell(
    session: Session, analyzer: Analyzer
) -> None:
    found = usage_of(session, "parking", analyzer)
    assert (found.asked, found.answered, found.last_at, found.words, found.lost) == (
        *(0, 0, None, ()),
        (),
    )


def test_asking_answering_and_judging_are_counted_apart(
    session: Session, analyzer: Analyzer
) -> None:
    answered(session, "停车要钱吗", "parking", helpful=True, now=MORNING)
    answered(session, "停车收费标准", "parking", helpful=False)
    answered(session, "有没有停车的地方", "parking")
    asked_back(session, "收费吗", "parking", "badminton-price")
    handed_over(session, "停摩托车怎么收费", "parking", "badminton-price")
    answered(session, "羽毛球怎么收费", "badminton-price", "parking")
    found = usage_of(session, "parking", analyzer)
    assert (found.asked, found.answered) == (5, 3)
    assert (found.helpful, found.unhelpful, found.last_at) == (1, 1, AFTERNOON)


def test_the_words_that_bring_people_are_theirs_and_tell_something(
    session: Session, analyzer: Analyzer
) -> None:
    for question in ("停车要钱吗", "请问停车怎么收费", "停车免费吗"):
        answered(session, question, "parking")
    words = dict(usage_of(session, "parking", analyzer).words)
    assert words["停车"] == 3
    assert "请问" not in words


def test_it_is_shown_which_questions_another_entry_took(
    session: Session, analyzer: Analyzer
) -> None:
    for _ in range(2):
        answered(session, "开车来怎么收费", "badminton-price", "parking")
    answered(
        session, "羽毛球几点开门", "opening-hours", "badminton-price", "annual-cards", "parking"
    )
    [lost] = usage_of(session, "parking", analyzer).lost[:1]
    assert (lost.question, lost.to, lost.count) == ("开车来怎么收费", "badminton-price", 2)
    assert lost.confidence == pytest.approx(0.7)


def test_one_id_within_another_is_another_entry(session: Session, analyzer: Analyzer) -> None:
    answered(session, "停车要钱吗", "parking-lot")
    assert usage_of(session, "parking", analyzer).asked == 0
    assert usage_of(session, "%", analyzer).asked == 0


def test_answers_are_counted_for_all_entries_at_once(session: Session) -> None:
    answered(session, "停车要钱吗", "parking", now=MORNING)
    answered(session, "停车", "parking")
    asked_back(session, "收费吗", "parking", "badminton-price")
    handed_over(session, "网球怎么收费", "badminton-price")
    assert answers_by_entry(session) == {"parking": 3, "badminton-price": 1}
    later = MORNING + timedelta(minutes=1)
    assert answers_by_entry(session, later) == {"parking": 2, "badminton-price": 1}


def test_hot_are_those_answered_often_lately(session: Session) -> None:
    for _ in range(3):
        answered(session, "停车要钱吗", "parking")
    for _ in range(2):
        answered(session, "年卡", "annual-cards")
    answered(session, "羽毛球", "badminton-price")
    assert hot_entries(session, MORNING, least=2) == ["parking", "annual-cards"]
    assert hot_entries(session, MORNING, least=2, among={"annual-cards"}) == ["annual-cards"]
    assert hot_entries(session, AFTERNOON + timedelta(days=1), least=1) == []
