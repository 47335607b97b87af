"""Which questions a quiz made from the club's own base has, and which answers beside the right
one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import ROOT
from kb.acts.begin_quiz import Quizzing, spoken
from kb.knowledge import PublishedEntry
from kb.knowledge.corpus import read_entries
from kb.knowledge.revision import TEXT_FIELDS
from kb.quizzes.drawing import OPTIONS, Drawn, Option, draw
from kb.quizzes.likeness import may_both_be_right, read
from kb.search.document import analyze_entry
from kb.search.resident import ResidentIndex, build_index
from kb.terms import Audience
from kb.text import Analyzer, load_lexicon
from world import NOON

CORPUS = ROOT / "corpus"


@pytest.fixture(scope="module")
def analyzer(cache: Path) -> Analyzer:
    lexicon = load_lexicon(CORPUS / "lexicon/common", CORPUS / "lexicon/club")
    return Analyzer(lexicon, cache)


@pytest.fixture(scope="module")
def index(analyzer: Analyzer) -> ResidentIndex:
    contents = {each.id: each.content for each in read_entries(CORPUS)}
    published = (
        PublishedEntry(
            id=key, number=1, revision=3, **{name: getattr(each, name) for name in TEXT_FIELDS}
        )
        for key, each in contents.items()
    )
    return build_index(analyze_entry(each, analyzer) for each in published)


@pytest.fixture(scope="module")
def base(index: ResidentIndex, analyzer: Analyzer) -> Quizzing:
    return Quizzing(index, analyzer, internal=True, now=NOON)


@settings(max_examples=8, deadline=None)
@given(seed=st.text(max_size=20), count=st.integers(1, 12))
def test_each_question_has_one_right_answer_and_three_that_are_wrong(
    base: Quizzing, index: ResidentIndex, analyzer: Analyzer, seed: str, count: int
) -> None:
    drawn = draw(base.askable(), base.wrong, count, seed)
    assert len(drawn) == count
    assert len({right_of(each).entry_id for each in drawn}) == count
    for each in drawn:
        right = right_of(each)
        entry = index.documents[right.entry_id].entry
        assert right.text == spoken(entry)
        assert each.wording in (entry.question, *entry.variants)
        assert right.revision == 3
        readings = [read(option.text, analyzer) for option in each.options]
        assert len(readings) == OPTIONS
        for place, one in enumerate(readings):
            assert not any(may_both_be_right(one, other) for other in readings[:place])


def test_the_same_seed_draws_the_same_quiz_whatever_the_order_of_entries(base: Quizzing) -> None:
    askable = base.askable()
    assert draw(askable, base.wrong, 10, "3/2026-11/1") == draw(
        askable[::-1], base.wrong, 10, "3/2026-11/1"
    )
    assert draw(askable, base.wrong, 10, "3/2026-11/1") != draw(
        askable, base.wrong, 10, "3/2026-11/2"
    )


def test_who_may_not_see_internal_entries_is_not_shown_a_word_of_them(
    index: ResidentIndex, analyzer: Analyzer
) -> None:
    outside = Quizzing(index, analyzer, internal=False, now=NOON)
    drawn = draw(outside.askable(), outside.wrong, 20, "x")
    shown = {option.entry_id for each in drawn for option in each.options}
    assert len(drawn) == 20
    assert {index.documents[each].entry.audience for each in shown} == {Audience.MEMBER}


def test_wrong_answers_come_from_the_neighbours_of_the_question(base: Quizzing) -> None:
    asked = next(e for e in base.askable() if e.answer.entry_id == "booking-cancel")
    wrong = [each.entry_id for each in base.wrong(asked)]
    assert "booking-cancel" not in wrong
    assert "booking" in wrong


def test_nothing_is_asked_where_there_are_not_enough_entries(analyzer: Analyzer) -> None:
    nothing = Quizzing(build_index([]), analyzer, internal=True, now=NOON)
    assert draw(nothing.askable(), nothing.wrong, 10, "x") == ()


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("停车免费，停车场很大。", "停车免费，停车场很大，您放心开车来。", True),
        ("每小时10元。", "10元/小时。", True),
        ("10元/小时", "15元/小时", False),
        ("充多少都可以，没有最低金额。", "充多少都行，没有最低的金额。", True),
        ("可以。", "停车免费，停车场很大。", True),
        ("15分钟转部门，1小时答复。", "一级5分钟；二级15分钟转部门，部门1小时答复会员。", True),
        ("每周二、周四，18:30-19:30。", "周一至周五13:00-22:30。", False),
        ("请打电话取消，不收费用。", "离场时请到前台刷卡结算。", False),
    ],
)
def test_texts_that_could_both_be_right_never_stand_together(
    analyzer: Analyzer, one: str, other: str, both: bool
) -> None:
    assert may_both_be_right(read(one, analyzer), read(other, analyzer)) is both


def right_of(drawn: Drawn) -> Option:
    return drawn.options[drawn.right - 1]
