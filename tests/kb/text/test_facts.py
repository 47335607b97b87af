"""What a text states, and what each figure of it is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text import Analyzer
from kb.text.facts import Fact, facts_of, figures_said
from kb.text.figures import FactKind


def stated(fact: Fact) -> str:
    parts = (fact.figure.kind.value, fact.figure.value, fact.figure.per, fact.figure.role)
    return " ".join(each for each in parts if each)


FIGURES = (
    ("羽毛球每小时10元", ["金额 10元 小时"]),
    ("10元/小时", ["金额 10元 小时"]),
    ("一年八百块", ["金额 800元 年"]),
    ("900元一年", ["金额 900元 年"]),
    ("1,980元", ["金额 1980元"]),
    ("充100元及以上", ["金额 100元 least"]),
    ("每张卡最多2000元", ["金额 2000元 most"]),
    ("下午三点到五点半开放", ["时间 15:00 start", "时间 17:30 end"]),
    ("22:30关门", ["时间 22:30 end"]),
    ("每天16:30开始淋浴", ["时间 16:30 start", "日子 每天"]),
    ("瑜伽课每周二、周四上课", ["日子 周二"]),
    ("4月1日前", ["日子 4月1日 date"]),
    ("有效期两年", ["时长 24个月 valid"]),
    ("一直有效", ["时长 永久 valid"]),
    ("请提前三天预订", ["时长 4320分钟 ahead"]),
    ("1小时内答复", ["时长 60分钟 most"]),
    ("60分钟以内答复", ["时长 60分钟 most"]),
    ("每2小时通报一次", ["时长 120分钟 every", "次数 1次 次"]),
    ("每周2次", ["次数 2次 次/周"]),
    ("年满8岁", ["年龄 8岁 least"]),
    ("打八折", ["比例 80% discount"]),
    ("退还50%", ["比例 50% refund"]),
    ("百分之百棉", ["比例 100%"]),
    ("身高1.2米以下儿童半价", ["比例 50% discount"]),
    ("优惠20%", ["比例 80% discount"]),
    ("每节课一个半小时", ["时长 90分钟 节"]),
    ("每人每小时10元", ["金额 10元 小时"]),
    ("招收4到12岁的孩子", ["年龄 4岁 least", "年龄 12岁 most"]),
    ("18岁以下不能参加", ["年龄 18岁 least", "是否 不可以 can"]),
    ("开放到晚上九点", ["时间 21:00 end"]),
    ("国庆节闭馆", ["是否 关闭 open"]),
    ("停车免费", ["是否 免费 fee"]),
    ("停车要收费，每次5元", ["是否 收费 fee", "金额 5元 次"]),
    ("请不要带宠物", ["是否 不可以 can"]),
    ("可以拍照", ["是否 可以 can"]),
    ("场地不需要预订", ["是否 不需要 need"]),
)


@pytest.mark.parametrize(("clause", "expected"), FIGURES)
def test_a_clause_states(analyzer: Analyzer, clause: str, expected: list[str]) -> None:
    assert [stated(each) for each in facts_of("瑜伽课怎么样", clause, analyzer)] == expected


@pytest.mark.parametrize(
    "clause", ["怎么收费", "免费体验", "多少钱一年", "请从北六门进", "周一见", ""]
)
def test_what_states_nothing_is_no_fact(analyzer: Analyzer, clause: str) -> None:
    assert not [
        each
        for each in facts_of("你好", clause, analyzer)
        if each.figure.kind in {FactKind.MONEY, FactKind.WHETHER, FactKind.TIME}
    ]


def test_a_figure_is_about_what_its_line_names_first(analyzer: Analyzer) -> None:
    facts = facts_of("瑜伽课怎么收费？", "季卡：550元\n游泳：每张33元", analyzer)
    yoga, swimming = facts
    assert {("course", "瑜伽"), ("card", "季卡")} <= yoga.topics
    assert ("sport", "游泳") in swimming.topics


def test_days_and_hours_beside_a_price_are_its_conditions(analyzer: Analyzer) -> None:
    [price] = facts_of("羽毛球怎么收费？", "- 周一至周五13:00-18:00：10元/小时", analyzer)
    assert price.figure.kind is FactKind.MONEY
    assert price.when.days == frozenset({1, 2, 3, 4, 5})
    assert price.when.window == (13 * 60, 18 * 60)


@pytest.mark.parametrize(("answer", "value"), [("要。", "需要"), ("不用。", "不需要")])
def test_a_bare_yes_or_no_answers_the_question(analyzer: Analyzer, answer: str, value: str) -> None:
    [fact] = facts_of("综合健身年卡要实名吗？", answer, analyzer)
    assert (fact.figure.value, fact.topics) == (value, frozenset({("card", "健身年卡")}))


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("每小时10元。", "每小时10元"),
        ("有效期两年。", "两"),
        ("22：30关门", "22"),
        ("停车免费", "免费"),
    ],
)
def test_the_figure_is_found_again_in_the_clause(
    analyzer: Analyzer, clause: str, said: str
) -> None:
    [fact, *_] = facts_of("停车怎么样", clause, analyzer)
    assert fact.said == said
    assert fact.said in fact.clause


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("每小时十元，要淋浴漂", "每小时10元，要淋浴票", True),
        ("每小时10元", "每小时15元", False),
        ("可以拍照", "不可以拍照", False),
        ("停车免费", "停车收费", False),
        ("13:00开门", "13：30开门", False),
    ],
)
def test_what_a_typing_fix_must_not_touch(
    analyzer: Analyzer, before: str, after: str, same: bool
) -> None:
    assert (figures_said(before, analyzer) == figures_said(after, analyzer)) is same


@pytest.mark.parametrize("answer", ["每小时10元。\n" * 2_000, "1人" * 2_000, "百分之百" * 1_000])
def test_of_a_very_long_answer_only_so_many_figures_are_read(
    analyzer: Analyzer, answer: str
) -> None:
    assert len(facts_of("羽毛球多少钱", answer, analyzer)) <= 200


def test_a_page_of_digits_is_no_figure(analyzer: Analyzer) -> None:
    assert not facts_of("羽毛球多少钱", "9" * 4_000, analyzer)


@given(
    question=st.text(max_size=30),
    answer=st.text(
        alphabet="每周一二三末13:0059元小时次张年月日天岁%折免费可以不需要有效期，。；：-/\n ",
        max_size=80,
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(analyzer: Analyzer, question: str, answer: str) -> None:
    for each in facts_of(question, answer, analyzer):
        assert each.said in each.clause
        assert each.figure.value
