"""What the base did not satisfy, and what of it belongs together. Grouped by words: what vectors
say of likeness is the embedder's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from asking import answered, asked_back, handed_over
from house import ROOT
from kb.conversations import give_verdict
from kb.db import Database
from kb.knowledge.ruling import Asked, adopt_as_variant, ignore, rulings_by_message
from kb.reports.gaps import Gaps, Grouping, find_gaps, periods
from kb.reports.unmet import UnmetKind, unmet_questions
from kb.terms import Level, Reason
from kb.text import Analyzer, load_lexicon
from world import AFTERNOON, MORNING, NEXT_DAY, Staff, open_club

DAYS = 7
LAST_WEEK = AFTERNOON - timedelta(days=8)
LONG_AGO = AFTERNOON - timedelta(days=15)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    folder = ROOT / "corpus/lexicon"
    return Analyzer(load_lexicon(folder / "common", folder / "club"))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def gaps(session: Session, analyzer: Analyzer) -> Gaps:
    before, since = periods(NEXT_DAY, DAYS)
    unmet = unmet_questions(session, before, NEXT_DAY)
    return find_gaps(unmet, rulings_by_message(session), Grouping(analyzer), since=since)


def test_what_was_not_answered_badly_rated_or_asked_back_is_unmet(
    session: Session, staff: Staff
) -> None:
    handed_over(session, "网球怎么收费", "badminton-price", reason=Reason.NEAR_MISS)
    answered(session, "停车场几点关", "parking", helpful=False)
    asked_back(session, "卡怎么卖", "annual-cards", "parking")
    answered(session, "停车要钱吗", "parking", helpful=True)
    asked_back(session, "年卡", "annual-cards", "parking", chosen="annual-cards")
    handed_over(session, "转人工", reason=Reason.ASKED_FOR_PERSON)
    handed_over(session, "我要投诉", reason=Reason.LEVEL_2, level=Level.TWO)
    found = unmet_questions(session, MORNING, NEXT_DAY)
    assert [(each.text, each.kind) for each in found] == [
        ("网球怎么收费", UnmetKind.UNANSWERED),
        ("停车场几点关", UnmetKind.RATED_BADLY),
        ("卡怎么卖", UnmetKind.ASKED_BACK),
    ]
    assert (found[0].near, found[0].ticket, found[1].ticket) == ("badminton-price", 1001, None)


def test_a_period_holds_its_first_moment_and_not_its_last(session: Session, staff: Staff) -> None:
    handed_over(session, "网球怎么收费", now=AFTERNOON)
    assert len(unmet_questions(session, AFTERNOON, NEXT_DAY)) == 1
    assert unmet_questions(session, MORNING, AFTERNOON) == []


def test_questions_of_one_meaning_are_one_gap_the_most_asked_first(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "可以带宠物狗进来吗")
    for question in ("网球怎么收费", "网球怎么收费", "网球收费多少"):
        handed_over(session, question)
    found = gaps(session, analyzer).open
    assert [(each.question, each.count) for each in found] == [
        ("网球怎么收费", 3),
        ("可以带宠物狗进来吗", 1),
    ]
    assert found[0].wordings == ["网球怎么收费", "网球收费多少"]
    assert found[0].kinds == {UnmetKind.UNANSWERED: 3}


def test_what_speaks_of_different_things_is_not_thrown_together(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    for sport in ("网球", "台球", "乒乓球"):
        handed_over(session, f"{sport}一小时怎么收费")
    assert len(gaps(session, analyzer).open) == 3


def test_one_sentence_about_two_things_is_two_gaps(analyzer: Analyzer) -> None:
    texts = ["冰壶课报名要带什么证件", "马术课报名要带什么证件呀", "冰壶课报名要带什么证件呀"]
    first, second, third = Grouping(analyzer).group(texts)
    assert first == third != second


def test_another_way_to_ask_the_same_is_the_same_gap(analyzer: Analyzer) -> None:
    first, second = Grouping(analyzer).group(["周末晚上打网球多少钱", "周末晚上打网球怎么收费"])
    assert first == second


def test_the_same_questions_give_the_same_groups_in_any_order(analyzer: Analyzer) -> None:
    texts = [
        "网球怎么收费",
        "网球收费多少",
        "宠物能进吗",
        "网球怎么收费",
        "能带宠物吗",
        "宠物能进吗",
    ]

    def parts(order: list[str]) -> set[frozenset[str]]:
        numbers = Grouping(analyzer).group(order)
        found: dict[int, set[str]] = {}
        for number, each in zip(numbers, order, strict=True):
            found.setdefault(number, set()).add(each)
        return {frozenset(each) for each in found.values()}

    assert parts(texts) == parts(texts[::-1]) == parts(sorted(texts))


def test_a_trend_is_told_against_the_period_before(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "网球怎么收费", now=LONG_AGO)
    handed_over(session, "网球怎么收费", now=LAST_WEEK)
    for _ in range(3):
        handed_over(session, "网球怎么收费")
    [gap] = gaps(session, analyzer).open
    assert (gap.count, gap.earlier, gap.trend) == (3, 1, 2)


def test_what_was_asked_only_in_the_period_before_is_no_gap_now(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "网球怎么收费", now=LAST_WEEK)
    assert gaps(session, analyzer).open == ()


def test_it_is_told_how_many_to_write_for_most_of_what_is_asked(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    assert gaps(session, analyzer).needed_for(0.8) == 0
    for question, times in (
        ("网球怎么收费", 6),
        ("可以带宠物狗进来吗", 2),
        ("有充电桩吗", 1),
        ("在哪里开发票", 1),
    ):
        for _ in range(times):
            handed_over(session, question)
    found = gaps(session, analyzer)
    assert found.asked == 10
    assert [found.needed_for(share) for share in (0.5, 0.8, 0.9, 1.0)] == [1, 2, 3, 4]


def test_an_adopted_gap_is_gone_until_it_is_asked_again(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "网球怎么收费", now=MORNING)
    [gap] = gaps(session, analyzer).open
    asked = Asked(gap.question, gap.messages)
    ruling = adopt_as_variant(session, asked, "badminton-price", by=staff.chen.id, now=AFTERNOON)
    assert gaps(session, analyzer).open == ()
    handed_over(session, "网球怎么收费", now=AFTERNOON)
    [gap] = gaps(session, analyzer).open
    assert (gap.count, gap.again) == (1, ruling)


def test_an_ignored_gap_stays_ignored_also_for_who_asks_later(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "网球怎么收费", now=MORNING)
    [gap] = gaps(session, analyzer).open
    ignore(session, Asked("网球", gap.messages), "没有网球场", by=staff.chen.id, now=AFTERNOON)
    handed_over(session, "网球收费多少", now=AFTERNOON)
    found = gaps(session, analyzer)
    assert found.open == ()
    assert [(each.count, each.ignored.reason) for each in found.ignored if each.ignored] == [
        (2, "没有网球场")
    ]


def test_a_gap_is_found_by_any_of_its_messages(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "网球怎么收费", "badminton-price")
    handed_over(session, "网球收费多少", "badminton-price")
    found = gaps(session, analyzer)
    [gap] = found.open
    assert {found.find(each) for each in gap.messages} == {gap}
    assert found.find(999) is None
    assert (gap.near, gap.tickets) == ("badminton-price", [1002, 1001])


def test_a_verdict_that_was_taken_back_is_no_gap(session: Session, staff: Staff) -> None:
    outcome = answered(session, "停车场几点关", "parking", helpful=False)
    assert len(unmet_questions(session, MORNING, NEXT_DAY)) == 1
    from kb.conversations import Message, find_conversation

    message = session.get(Message, outcome.message_id)
    assert message is not None
    talk = find_conversation(session, message.conversation_id)
    give_verdict(session, talk, outcome.id, True, now=AFTERNOON)
    assert unmet_questions(session, MORNING, NEXT_DAY) == []


def test_a_long_story_stands_on_one_line(
    session: Session, staff: Staff, analyzer: Analyzer
) -> None:
    handed_over(session, "我想问\n" + "网球" * 300)
    [gap] = gaps(session, analyzer).open
    assert len(gap.question) == 200
    assert gap.question.endswith("…")
    assert "\n" not in gap.question
