"""What is typed in many ways comes out in one plain form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import clean, fold
from kb.text.normalize import HEAD, LONGEST, TAIL, normalize, shorten, spell_out
from kb.text.phrases import Phrases, replace_phrases

FOLDED = [
    ("羽毛球", "羽毛球"),
    ("ＡＢＣ１２３", "abc123"),
    ("Ａ區３號場", "a区3号场"),
    ("１８：３０", "18:30"),
    ("￥１５", "¥15"),
    ("多少錢？", "多少钱?"),
    ("羽毛球場地費用", "羽毛球场地费用"),
    ("這裡有停車場嗎", "这里有停车场吗"),
    ("請問幾點開門", "请问几点开门"),
    ("頭髮、皇后、乾淨、於是", "头发、皇后、干净、于是"),
    ("臺灣、檯球", "台湾、台球"),
    ("球拍打坏了", "球拍打坏了"),  # OpenCC alone makes it 打坯
    ("弄坏器材", "弄坏器材"),
    ("干净的里面只有面条", "干净的里面只有面条"),
    ("WiFi", "wifi"),
    ("ｗｉｆｉ", "wifi"),
    ("①②③", "123"),
    ("㈠", "(一)"),
    ("㎡", "m2"),
    ("½小时", "1⁄2小时"),
    ("⼀⼆", "一二"),  # radicals, as some PDF readers copy them
    ("ﬁtness", "fitness"),
    ("  多\t少\n\n钱 ", "多 少 钱"),
    ("全角\u3000空格", "全角 空格"),
    ("羽\u200b毛\u200c球\u200d", "羽毛球"),
    ("羽\ufeff毛\u2060球", "羽毛球"),
    ("羽\u00ad毛球", "羽毛球"),
    ("羽\u3164毛\uffa0球\u2800", "羽毛球"),
    ("\u202e羽毛球\u202c", "羽毛球"),
    ("羽\u0000毛\u0007球\u001b", "羽毛球"),
    ("羽\ud83d毛\udc00球", "羽毛球"),
    ("葛\U000e0100", "葛"),
    ("❤\ufe0f", "❤"),
    ("👨\u200d👩\u200d👧", "👨👩👧"),
    ("哈哈哈哈哈哈", "哈哈哈"),
    ("？？？？？？", "???"),
    ("10000元", "10000元"),
    ("13888888888", "13888888888"),
    ("e\u0301", "é"),
    ("", ""),
    (" \n\t ", ""),
    ("\u200b\u200b", ""),
]


@pytest.mark.parametrize(("typed", "folded"), FOLDED)
def test_text_is_folded_to_one_form(typed: str, folded: str) -> None:
    assert fold(typed) == folded


CLEANED = [
    ("第一行\r\n第二行", "第一行\n第二行"),
    ("保留\t制表符", "保留\t制表符"),
    ("  两端 ", "两端"),
    ("铃\u0007声\u0000", "铃声"),
    ("孤\ud800立", "孤立"),
    ("改\u202e向\u2066", "改向"),
    ("\u3164\u2800\u200b", ""),
    ("大小写和Ｅ全角不变", "大小写和Ｅ全角不变"),
    ("羽毛球🏸", "羽毛球🏸"),
    ("\ufffe\uffff非字符", "非字符"),
]


@pytest.mark.parametrize(("typed", "kept"), CLEANED)
def test_what_is_stored_keeps_its_wording_but_nothing_unseen(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_what_is_cleaned_can_be_stored_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(each) == "Cs" for each in cleaned)


@given(st.text(st.characters(codec="utf-8")))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


def test_a_text_of_the_longest_length_is_read_whole() -> None:
    text = "问" * (LONGEST - 1) + "完"
    assert shorten(text) == text


def test_of_a_longer_text_the_head_and_the_tail_are_read() -> None:
    text = "头" * HEAD + "中" * 6000 + "尾" * TAIL
    assert shorten(text) == "头" * HEAD + "。" + "尾" * TAIL


def test_signs_that_stand_for_many_do_not_make_a_text_longer_than_the_longest() -> None:
    assert len(normalize("ﷺ，" * 3000, Phrases({}))) <= LONGEST


REWRITES = {
    "几多钱": "多少钱",
    "几多": "多少",
    "hi": "",
    "yoga": "瑜伽",
    "yoga class": "瑜伽课",
    "5.1放假": "劳动节放假",
    "vip卡": "会员卡",
    "平d": "便宜点",
    "🏸": "羽毛球",
}
REWRITTEN = [
    ("羽毛球几多钱", "羽毛球多少钱"),
    ("要几多", "要多少"),
    ("hi你好", "你好"),
    ("this", "this"),
    ("hi5", "5"),
    ("yoga class多少钱", "瑜伽课多少钱"),
    ("yogaclass", "yogaclass"),
    ("学yoga吗", "学瑜伽吗"),
    ("5.1放假吗", "劳动节放假吗"),
    ("15.1放假吗", "15.1放假吗"),
    ("vip卡abc", "会员卡abc"),
    ("平d得唔得", "便宜点得唔得"),
    ("平dvd", "平dvd"),
    ("打🏸🏸", "打羽毛球羽毛球"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "meant"), REWRITTEN)
def test_the_longest_phrase_is_rewritten_and_no_part_of_a_word(typed: str, meant: str) -> None:
    assert replace_phrases(typed, Phrases(REWRITES)) == meant


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("羽 毛 球 多少 钱", "羽毛球多少钱"),
        ("打 2 小时", "打2小时"),
        ("yoga 课", "瑜伽 课"),
        ("瑜伽 yoga", "瑜伽 瑜伽"),
        ("周一 到 周五", "周一到周五"),
    ],
)
def test_spaces_between_chinese_characters_say_nothing(typed: str, normal: str) -> None:
    rewrites = Phrases({"yoga": "瑜伽"})
    assert normalize(typed, rewrites).replace(" ", "") == normal.replace(" ", "")


def test_every_simplified_character_stays_what_it_is() -> None:
    simplified = "坏后面里只于干发松台周冲范钟卷几复准征余"
    assert spell_out(simplified) == simplified
    assert spell_out("打坏拍坏摔坏") == "打坏拍坏摔坏"
