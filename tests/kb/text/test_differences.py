import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import Analyzer
from kb.text.differences import Part, differences, list_differences

TEXTS = st.text(alphabet="停车收费周一二13:00元，。abc \n", max_size=40)


def told(parts: tuple[Part, ...]) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[each.change].format(each.text) for each in parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("停车免费", "停车免费", "停车免费"),
        ("周末每小时15元", "周末每小时18元", "周末每小时[-15-][+18+]元"),
        ("13:00开门", "13:30开门", "[-13:00-][+13:30+]开门"),
        ("请到前台办理", "请到前台登记办理", "请到前台[+登记+]办理"),
        ("可以带宠物", "不可以带宠物", "[+不+]可以带宠物"),
        ("", "新的", "[+新的+]"),
        ("旧的", "", "[-旧的-]"),
        ("", "", ""),
    ],
)
def test_whole_words_are_marked(analyzer: Analyzer, old: str, new: str, expected: str) -> None:
    assert told(differences(old, new, analyzer.cut)) == expected


@given(old=TEXTS, new=TEXTS)
def test_both_texts_can_be_read_out_of_the_parts(old: str, new: str) -> None:
    parts = differences(old, new, lambda text: re.findall(r"..?", text, re.DOTALL))
    assert "".join(each.text for each in parts if each.change != "new") == old
    assert "".join(each.text for each in parts if each.change != "gone") == new


def test_texts_too_long_to_compare_are_told_as_a_whole() -> None:
    old, new = "旧" * 4_000, "新" * 4_000
    assert [each.change for each in differences(old, new, list)] == ["gone", "new"]


def test_lists_are_compared_item_by_item() -> None:
    found = list_differences(["停车要钱吗", "有车位吗"], ["有车位吗", "能停车吗"])
    assert found == (
        Part("same", "有车位吗"),
        Part("new", "能停车吗"),
        Part("gone", "停车要钱吗"),
    )
