"""Decisions on the shipped corpus, in sentences of the tests' own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.answering.followup import in_full
from kb.answering.parts import listed_in, questions_in
from kb.terms import Category, DecisionKind, Level, Reason
from reception import Reception, receive
from world import MORNING


@pytest.fixture(scope="module")
def reception(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reception]:
    copied = tmp_path_factory.mktemp("answering") / "data"
    with receive(shutil.copytree(furnished, copied, symlinks=True)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("羽毛球周末多少钱", "badminton-price"),
        ("羽毛求怎么收费", "badminton-price"),
        ("羽毛球週末多少錢", "badminton-price"),
        ("几点开门", "opening-hours"),
        ("停车要钱吗", "parking"),
        ("瑜加多少钱一次", "yoga-price"),
    ],
)
def test_a_known_question_gets_its_entry(reception: Reception, question: str, entry: str) -> None:
    decision = reception.assistant.consider(question, now=MORNING)
    assert [each.id for each in decision.entries] == [entry]


@pytest.mark.parametrize(
    "question", ["网球一小时多少钱", "国庆节几点开门", "健身年卡可以退吗", "停车场能给电车充电吗"]
)
def test_what_the_club_has_not_said_goes_to_a_person(reception: Reception, question: str) -> None:
    decision = reception.assistant.consider(question, now=MORNING)
    assert decision.kind is DecisionKind.HANDOFF


def test_an_expired_promotion_is_handed_over_and_never_shown(reception: Reception) -> None:
    decision = reception.assistant.consider("刷医保卡送多少运动代金券", now=MORNING)
    assert decision.kind is DecisionKind.HANDOFF
    assert "medical-card-promotion" not in {each.id for each in decision.candidates}


def test_internal_entries_are_no_candidates_for_a_member(reception: Reception) -> None:
    decision = reception.assistant.consider("致歉信要写哪七个部分", now=MORNING)
    assert decision.kind is DecisionKind.HANDOFF
    assert not any(each.id.startswith("internal-") for each in decision.candidates)


@pytest.mark.parametrize(
    "question",
    ["我刚才脚崴了肿得老高", "老人家坐在地上起不来了", "打球的时候骨折了，你们要负责"],
)
def test_an_accident_is_of_level_3(reception: Reception, question: str) -> None:
    decision = reception.assistant.consider(question, now=MORNING)
    assert (decision.level, decision.reason) == (Level.THREE, Reason.LEVEL_3)


@pytest.mark.parametrize("question", ["在场馆受伤谁负责", "打球骨折了你们要负责吗"])
def test_who_only_asks_who_answers_for_an_accident_has_had_none(
    reception: Reception, question: str
) -> None:
    assert reception.assistant.consider(question, now=MORNING).level is Level.ONE


@pytest.mark.parametrize(
    ("question", "category"),
    [
        ("5号羽毛球场的灯不亮，麻烦派人修一下", Category.VENUE),
        ("会员卡里被多扣了两次费", Category.MEMBERSHIP),
        ("教练连着两次没来上课", Category.TRAINING),
    ],
)
def test_what_a_person_answers_is_filed_under_what_it_is_about(
    reception: Reception, question: str, category: Category
) -> None:
    decision = reception.assistant.consider(question, now=MORNING)
    assert (decision.kind, decision.category) == (DecisionKind.HANDOFF, category)


def test_two_questions_in_one_get_both_answers(reception: Reception) -> None:
    decision = reception.assistant.consider("瑜伽多少钱，在哪儿停车？", now=MORNING)
    assert {each.id for each in decision.entries} == {"yoga-price", "parking"}


@pytest.mark.parametrize(
    ("before", "said", "full"),
    [
        ("羽毛球多少钱", "那网球呢", "网球多少钱"),
        ("羽毛球周一多少钱", "周末呢", "羽毛球周末多少钱"),
        ("瑜伽几点上课", "多少钱", "瑜伽多少钱"),
    ],
)
def test_a_follow_up_is_put_in_full(
    reception: Reception, before: str, said: str, full: str
) -> None:
    analyzer = reception.assistant.analyzer
    completed = in_full(analyzer.analyze(said), [before], analyzer)
    assert completed is not None
    assert completed.text == full


def test_a_follow_up_about_another_sport_never_gets_the_earlier_price(reception: Reception) -> None:
    decision = reception.assistant.consider("那网球呢", before=["羽毛球多少钱"], now=MORNING)
    assert "badminton-price" not in {each.id for each in decision.entries}


def test_a_story_with_one_question_is_one_question(reception: Reception) -> None:
    analyzer = reception.assistant.analyzer
    assert (
        len(questions_in(analyzer.analyze("我昨天路过，看见停车场很大，停车免费吗"), analyzer)) == 1
    )


@pytest.mark.parametrize(
    ("asked", "each"),
    [
        ("卡丁车和游泳多少钱", ["卡丁车多少钱", "游泳多少钱"]),
        ("羽毛球、网球怎么收费", ["羽毛球怎么收费", "网球怎么收费"]),
        ("羽毛球多少钱", []),
        ("打完羽毛球去游泳要再买票吗", []),
    ],
)
def test_things_named_side_by_side_are_asked_about_one_by_one(
    reception: Reception, asked: str, each: list[str]
) -> None:
    analyzer = reception.assistant.analyzer
    assert [part.text for part in listed_in(analyzer.analyze(asked), analyzer)] == each


@pytest.mark.parametrize("said", ["多少钱", "周末", "年卡", "老人"])
def test_too_little_to_go_by_is_asked_back(reception: Reception, said: str) -> None:
    decision = reception.assistant.consider(said, now=MORNING)
    assert decision.kind is DecisionKind.CLARIFY
    assert decision.level is Level.ONE


def test_what_was_typed_in_latin_letters_is_read_for_signs(reception: Reception) -> None:
    assert reception.assistant.consider("wo yao tui ka", now=MORNING).level is Level.TWO


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_leads_to_a_decision(reception: Reception, text: str) -> None:
    decision = reception.assistant.consider(text, now=MORNING)
    assert decision.explanation
    assert all(0 <= each.confidence <= 1 for each in decision.candidates)


@pytest.mark.parametrize("question", ["多少钱", "价格", "怎么收费"])
def test_what_names_nothing_is_not_answered_with_the_price_of_something(
    reception: Reception, question: str
) -> None:
    decision = reception.assistant.consider(question, now=MORNING)
    assert decision.kind is not DecisionKind.ANSWER
