"""The content standard, told while one writes."""

import pytest

from house import ROOT
from kb.knowledge import Content
from kb.knowledge.coaching import coach
from kb.knowledge.corpus import read_entries
from world import text

GOOD = text(
    "停车收费吗？",
    "停车免费，停车场很大。",
    *("停车要钱吗", "有车位吗", "车停哪里", "停一天多少钱", "能停车不"),
    short="停车不收费，您放心开车来。",
)

REMARKS = (
    (text("停车怎么收费，在哪里停？", "免费。"), "question", "两件事"),
    (text("停" * 41, "免费。"), "question", "有点长"),
    (text("停车收费吗？", "您好，停车免费。"), "answer", "“您好”可以省掉"),
    (text("停车收费吗？", "停车免费，如有疑问请来电。"), "answer", "“如有疑问”可以省掉"),
    (text("停车收费吗？", "根据规定，停车免费。"), "answer", "先给答案"),
    (text("停车收费吗？", "停车场很大。"), "answer", "先答是或否"),
    (text("停车怎么走？", "进门" * 30), "answer", "拆成两句"),
    (text("停车怎么走？", "进门。" * 101), "answer", "303 字"),
    (text("停车收费吗？", "免费。"), "short", "还没有电话简答"),
    (text("停车收费吗？", "免费。", short="**免费**"), "short", "念出来"),
    (text("停车收费吗？", "免费。", "停车要钱吗"), "variants", "相似问有 1 个"),
    (text("停车收费吗？", "免费。", "停车收费吗？"), "variants", "重复"),
    (text("停车收费吗？", "免费。", *(f"停车{n}" for n in range(301))), "variants", "301 个"),
)


@pytest.mark.parametrize(("content", "field", "told"), REMARKS)
def test_a_remark_says_where_and_how(content: Content, field: str, told: str) -> None:
    found = [each.text for each in coach(content) if each.field == field]
    assert any(told in each for each in found), found


def test_a_good_text_gets_no_remark() -> None:
    assert coach(GOOD) == ()


def test_an_empty_draft_is_not_nagged() -> None:
    assert coach(text("", "")) == ()


@pytest.mark.parametrize("question", ["弄坏器材要赔吗？", "订了场地会晚到，怎么办？"])
def test_one_question_with_its_circumstances_is_one(question: str) -> None:
    assert not [each for each in coach(text(question, "要赔。")) if "两件事" in each.text]


def test_what_staff_are_told_to_say_is_no_filler() -> None:
    quoted = text("怎么问候？", "会员来时说“您好，欢迎光临”。")
    assert not [each for each in coach(quoted) if "省掉" in each.text]


def test_most_shipped_entries_keep_the_standard() -> None:
    remarks = [coach(each.content) for each in read_entries(ROOT / "corpus")]
    assert sum(map(bool, remarks)) <= len(remarks) / 5
