"""What was meant is heard behind slips, pinyin and initials, and nothing is heard that was not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.text import Analyzer, Lexicon
from kb.text.spelling import split_syllables

MENDED = [
    ("羽毛求多少钱", "羽毛球多少钱"),
    ("雨毛球馆几点开门", "羽毛球馆几点开门"),
    ("渔毛球怎么收费", "羽毛球怎么收费"),
    ("乒乓秋", "乒乓球"),
    ("瑜加课", "瑜伽课"),
    ("停车厂在哪", "停车场在哪"),
    ("亭车免费吗", "停车免费吗"),
    ("跆拳到", "跆拳道"),
    ("卡叮车", "卡丁车"),
    ("会圆卡", "会员卡"),
    ("单项咔", "单项卡"),
    ("余鹅", "余额"),
    ("充物", "宠物"),
    ("拍昭", "拍照"),
    ("泻露", "泄露"),
    ("优辉", "优惠"),
    ("使用不档", "使用不当"),
    ("多少前", "多少钱"),
    ("几点官门", "几点关门"),
]
AS_WRITTEN = [
    "打完球",
    "打完球能洗澡吗",
    "能打吗",
    "游泳吗",
    "上哪停车",
    "玩完了",
    "篮球赛",
    "球拍坏了",
    "卡丢了",
    "退吗",
    "我要退卡",
    "去哪儿办",
    "有几个场",
    "时间到了",
    "工服",
    "绳断了",
    "腿吗",
    "猪吗",
    "抢着打",
    "在响",
    "关不关",
    "办理",
    "可以带朋友吗",
    "打网球",
    "打球",
]
PINYIN = [
    ("yujia duoshao qian", "瑜伽多少钱"),
    ("lanqiu blurgh duoshao qian", "lanqiu blurgh duoshao qian"),
    ("yumaoqiu kuanlve duoshao qian", "羽毛球kuanlve多少钱"),
    ("zuqiu chang duoshao qian", "足球场多少钱"),
    ("yumaoqiu", "羽毛球"),
    ("yumaoqiu duoshao qian", "羽毛球多少钱"),
    ("yumaoqiu duoshao qian yi xiaoshi", "羽毛球多少钱1小时"),
    ("yu mao qiu", "羽毛球"),
    ("tingchechang zai nali", "停车场在哪里"),
    ("zhoumo ji dian kaimen", "周末几点开门"),
    ("huiyuanka", "会员卡"),
    ("keyi xizao ma", "可以洗澡"),
    ("ymq多少钱", "羽毛球多少钱"),
    ("jsf几点开门", "健身房几点开门"),
    ("YMQ", "羽毛球"),
    ("ｙｍｑ", "羽毛球"),
]
NO_PINYIN = [
    "women",
    "like",
    "etc",
    "language",
    "game",
    "wifi",
    "ktv",
    "anne",
    "long",
    "x",
    "aaaaaaaaaaaaaaaaaaaa",
    "zhzhzhzhzhzh",
]


@pytest.mark.parametrize(("typed", "meant"), MENDED)
def test_a_word_written_as_it_sounds_is_the_word(
    analyzer: Analyzer, typed: str, meant: str
) -> None:
    assert analyzer.analyze(typed).core == meant


@pytest.mark.parametrize("typed", AS_WRITTEN)
def test_a_word_that_was_meant_stays(analyzer: Analyzer, typed: str) -> None:
    assert analyzer.analyze(typed).core == typed


@pytest.mark.parametrize(("typed", "meant"), PINYIN)
def test_pinyin_and_initials_are_read(analyzer: Analyzer, typed: str, meant: str) -> None:
    assert analyzer.analyze(typed).core == meant


@pytest.mark.parametrize("typed", NO_PINYIN)
def test_other_latin_words_stay(analyzer: Analyzer, typed: str) -> None:
    assert analyzer.analyze(typed).text == fold_runs(typed)


def fold_runs(typed: str) -> str:
    return "aaa" if set(typed) == {"a"} else typed


SYLLABLES = [
    ("yumaoqiu", ("yu", "mao", "qiu")),
    ("xian", ("xian",)),
    ("xi'an", ("xi", "an")),
    ("nver", ("nv", "er")),
    ("", ()),
    ("wifi", None),
    ("x", None),
    ("a" * 41, None),
]


@pytest.mark.parametrize(("latin", "syllables"), SYLLABLES)
def test_latin_letters_are_split_into_syllables(
    latin: str, syllables: tuple[str, ...] | None
) -> None:
    assert split_syllables(latin) == syllables


@pytest.fixture
def plain(cache: Path) -> Callable[..., Analyzer]:
    """Makes analyzers that know hardly a word of their own."""
    return lambda *words: Analyzer(Lexicon(words=frozenset(words)), cache)


def test_a_base_teaches_its_own_words(plain: Callable[..., Analyzer]) -> None:
    analyzer = plain()
    assert analyzer.analyze("huanqiu zhongxin").core == "huanqiu zhongxin"
    analyzer.learn(["环球", "中心"])
    assert analyzer.analyze("huanqiu zhongxin").core == "环球中心"


def test_what_a_base_teaches_does_not_hang_on_the_order(plain: Callable[..., Analyzer]) -> None:
    one, other = plain(), plain()
    alike = ["公园", "公元", "工员"]
    one.learn(alike)
    for word in reversed(alike):
        other.learn([word])
    assert one.analyze("gongyuan").core == other.analyze("gongyuan").core == "公元"


def test_the_lexicon_comes_before_what_a_base_teaches(plain: Callable[..., Analyzer]) -> None:
    analyzer = plain("公园")
    analyzer.learn(["公元"])
    assert analyzer.analyze("gongyuan").core == "公园"


def test_approved_texts_are_read_without_what_the_base_taught(
    plain: Callable[..., Analyzer],
) -> None:
    analyzer = plain()
    before = analyzer.analyze("huanqiu zhongxin", approved=True)
    analyzer.learn(["环球", "中心"])
    assert analyzer.analyze("huanqiu zhongxin", approved=True) == before
