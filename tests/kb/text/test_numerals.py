"""Numerals, times of day and money come out in one form; what only looks like one stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import fold
from kb.text.numeral import read_numeral
from kb.text.numerals import settle_numbers

TIMES = [
    ("六点半", "6:30"),
    ("晚上六点半", "晚上18:30"),
    ("中午十二点", "中午12:00"),
    ("一点半", "1:30"),
    ("一点钟", "1:00"),
    ("一点开门吗", "1:00开门吗"),
    ("一点到三点", "1:00到3:00"),
    ("下午一点", "下午13:00"),
    ("晚上一点", "晚上1:00"),
    ("晚上十二点", "晚上24:00"),
    ("半夜十一点", "半夜23:00"),
    ("凌晨十二点", "凌晨0:00"),
    ("中午一点", "中午13:00"),
    ("中午十一点半", "中午11:30"),
    ("三点钟", "3:00"),
    ("18点30", "18:30"),
    ("6点30分", "6:30"),
    ("六点四十五", "6:45"),
    ("六点十五分", "6:15"),
    ("六点零五", "6:05"),
    ("六点一刻", "6:15"),
    ("六点三刻", "6:45"),
    ("21时30分", "21:30"),
    ("零点", "0:00"),
    ("09:00", "9:00"),
    ("晚上6:30", "晚上18:30"),
    ("下午13:30", "下午13:30"),
    ("下午3点到5点", "下午15:00到17:00"),
    ("下午三点到五点", "下午15:00到17:00"),
    ("下午3:00-5:00", "下午15:00-17:00"),
    ("下午1-3点", "下午13:00-15:00"),
    ("三到五点", "3:00到5:00"),
    ("上午9点到5点", "上午9:00到17:00"),
    ("早八点到晚十点", "早8:00到晚22:00"),
    ("晚上九点半到十点半", "晚上21:30到22:30"),
    ("晚上10点到12点", "晚上22:00到24:00"),
    ("9点到5点", "9:00到5:00"),
    ("早上9点到晚上9点", "早上9:00到晚上21:00"),
    ("六点打球", "6:00打球"),
    ("有六点的场吗", "有6:00的场吗"),
    ("8点3个人打球", "8:00 3个人打球"),
    ("今晚八点", "今晚20:00"),
    ("周六下午两点", "周六下午14:00"),
]
NUMBERS = [
    ("两个半小时", "2.5小时"),
    ("一个半小时", "1.5小时"),
    ("半个小时", "0.5小时"),
    ("打半小时", "打0.5小时"),
    ("半个钟头", "0.5小时"),
    ("一个半月", "1.5个月"),
    ("一年半", "1.5年"),
    ("半年", "0.5年"),
    ("办半年卡", "办0.5年卡"),
    ("二十块钱", "20元"),
    ("¥15", "15元"),
    ("¥ 15.5", "15.5元"),
    ("15元钱", "15元"),
    ("20rmb", "20元"),
    ("一块钱", "1元"),
    ("15块5毛", "15.5元"),
    ("十五块五", "15.5元"),
    ("一百五块", "150元"),
    ("一百零五元", "105元"),
    ("两千五百元", "2500元"),
    ("1,000元", "1000元"),
    ("一万块", "10000元"),
    ("三万元", "30000元"),
    ("1.5万元", "15000元"),
    ("三个人", "3个人"),
    ("二十四小时", "24小时"),
    ("十二月二十五号", "12月25号"),
    ("二零二六年", "2026年"),
    ("一号场", "1号场"),
    ("订两块场地", "订2块场地"),
    ("八五折", "85折"),
    ("跑一千米", "跑1000米"),
    ("一周三次", "1周3次"),
]
UNTOUCHED = [
    "便宜一点",
    "有一点贵",
    "晚一点到可以吗",
    "早一点来",
    "快一点",
    "一点都不好",
    "一点点",
    "万一",
    "万一一个人去",
    "一般",
    "一起",
    "一样",
    "一会儿",
    "一块去打球",
    "统一位置",
    "唯一",
    "同一天",
    "两三个人",
    "三五天",
    "一两次",
    "五六个",
    "七八十块",
    "二三十个人",
    "几十块钱",
    "十几个人",
    "百年老店",
    "十分满意",
    "两点意见",
    "三点建议",
    "周一人多吗",
    "上半年",
    "24小时",
    "当时",
    "5时尚",
    "25点",
    "12:75",
    "几点",
    "半场",
    "",
]


@pytest.mark.parametrize(("said", "settled"), TIMES + NUMBERS)
def test_a_number_is_settled(said: str, settled: str) -> None:
    assert settle_numbers(fold(said)) == settled


@pytest.mark.parametrize("said", UNTOUCHED)
def test_what_is_no_number_stays_as_it_was_said(said: str) -> None:
    assert settle_numbers(fold(said)) == said


@pytest.mark.parametrize("settled", [settled for _, settled in TIMES + NUMBERS])
def test_what_is_settled_stays_settled(settled: str) -> None:
    assert settle_numbers(settled) == settled


NUMERALS = [
    ("零", "0"),
    ("两", "2"),
    ("十", "10"),
    ("十五", "15"),
    ("二十", "20"),
    ("九十九", "99"),
    ("一百", "100"),
    ("一百一十", "110"),
    ("两百五", "250"),
    ("两百零五", "205"),
    ("一千二", "1200"),
    ("一千零二", "1002"),
    ("九千九百九十九", "9999"),
    ("一万二", "12000"),
    ("十万", "100000"),
    ("零五一三", "0513"),
    ("百", None),
    ("百十", None),
    ("二三十", None),
    ("十一二", None),
    ("两三", None),
    ("十百", None),
    ("二二十", None),
    ("", None),
]


@pytest.mark.parametrize(("numeral", "number"), NUMERALS)
def test_a_numeral_is_read_or_refused(numeral: str, number: str | None) -> None:
    assert read_numeral(numeral) == number


@given(st.integers(min_value=10, max_value=9999))
def test_a_number_written_in_full_is_read_back(number: int) -> None:
    assert read_numeral(in_words(number)) == str(number)


def in_words(number: int) -> str:
    words, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return words


@given(st.text("零一二两三四五六七八九十百千万半点块元个时分刻钟到-早晚上下午中 :0123456789,.¥钱"))
def test_any_heap_of_numerals_is_read_without_an_error(text: str) -> None:
    settle_numbers(text)
