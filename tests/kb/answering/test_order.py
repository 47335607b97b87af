"""Sentences with their sides exchanged."""

import pytest

from kb.answering.order import turned_round


@pytest.mark.parametrize(
    ("one", "other", "turned"),
    [
        ("支付宝 能 转账 到 信用卡", "信用卡 能 转账 到 支付宝", True),
        ("英语 翻译 成 中文", "中文 翻译 成 英语", True),
        ("车主 查询 车牌", "车牌 查询 车主", True),
        ("支付宝 转账 到 信用卡", "怎么 从 支付宝 转账 到 信用卡", False),
        ("情人节 送 礼物 给 老婆", "情人节 给 老婆 送 礼物", False),
        ("查询 驾驶证 分数", "驾驶证 分数 查询", False),
        ("瑜伽 多少 钱", "羽毛球 多少 钱", False),
    ],
)
def test_only_an_exchange_across_a_word_of_direction_turns_a_sentence(
    one: str, other: str, turned: bool
) -> None:
    assert turned_round(tuple(one.split()), tuple(other.split())) is turned
