import pytest

from kb.contributions.likeness import alike, pairs, share_held


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("停车收费吗？", "停车收费吗", 1.0, 1.0),
        ("停车收费吗？", "停車收費嗎?", 1.0, 1.0),
        ("停车收费吗？", "停车怎么收费？", 0.4, 0.6),
        ("停车收费吗？", "羽毛球多少钱", 0.0, 0.0),
        ("", "", 0.0, 0.0),
    ],
)
def test_likeness_is_that_of_the_words_said(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= alike(pairs(one), pairs(other)) <= most


def test_a_part_is_held_by_the_whole_and_not_the_other_way_round() -> None:
    part, whole = pairs("停车免费"), pairs("停车免费，洗澡收费五元。")
    assert share_held(part, whole) == 1.0
    assert share_held(whole, part) < 0.5
    assert share_held(pairs(""), whole) == 0.0
