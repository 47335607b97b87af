"""What questions are about: words, mentions, what is asked for, numbers, negation."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.text import Analyzer, Lexicon
from kb.text.segment import Segmenter

WORDS = [
    ("羽毛球多少钱", "羽毛球 多少钱"),
    ("打羽毛球多少钱一小时", "羽毛球 多少钱 1 小时"),
    ("A区3号场还有吗", "a 区 3号场 还有 吗"),
    ("5人制足球", "5人制 足球"),
    ("18:30还有场吗", "18:30 还有 场 吗"),
    ("2.5小时", "2.5 小时"),
    ("8:00-10:00羽毛球", "8:00 10:00 羽毛球"),
    ("1、2号场", "1 2号场"),
    ("wifi密码", "wifi 密码"),
    ("洗澡要钱吗", "淋浴 收费 吗"),  # heads stand for their synonyms
    ("桌球", "台球"),
    ("？！。，", ""),
    ("", ""),
    ("包裹6180元", "包裹 6180 元"),
    ("13号场", "13号场"),
    ("🏸", "羽毛球"),
    ("🙃", ""),
]


@pytest.mark.parametrize(("typed", "words"), WORDS)
def test_a_text_is_cut_into_the_heads_of_its_words(
    analyzer: Analyzer, typed: str, words: str
) -> None:
    assert analyzer.analyze(typed).words == tuple(words.split())


CORES = [
    ("请问羽毛球多少钱", "羽毛球多少钱"),
    ("你好，请问一下羽毛球多少钱，谢谢", "羽毛球多少钱"),
    ("不好意思打扰了，几点关门", "几点关门"),
    ("我想咨询一下年卡", "年卡"),
    ("不知道几点关门", "几点关门"),
    ("请问", "请问"),  # nothing else was said
    ("1、2号场", "1 2号场"),
    ("下午3点到5点", "下午15:00到17:00"),
]


@pytest.mark.parametrize(("typed", "core"), CORES)
def test_fillers_and_punctuation_are_left_out(analyzer: Analyzer, typed: str, core: str) -> None:
    assert analyzer.analyze(typed).core == core


MENTIONS: list[tuple[str, set[tuple[str, str]]]] = [
    ("羽毛球多少钱", {("sport", "羽毛球")}),
    ("网球和羽毛球多少钱", {("sport", "网球"), ("sport", "羽毛球")}),
    ("桌球", {("sport", "台球")}),
    ("周六周日羽毛球", {("weekday", "周末"), ("sport", "羽毛球")}),
    ("礼拜天开门吗", {("weekday", "周日")}),
    ("国庆营业吗", {("holiday", "国庆")}),
    ("五一开门吗", {("holiday", "劳动节")}),
    ("星期五一个人", {("weekday", "周五")}),
    ("双十一有活动吗", {("holiday", "双11")}),
    ("包裹6180元", set()),
    ("健身年卡和篮球年卡", {("card", "健身年卡"), ("card", "篮球年卡")}),
    ("半年的卡", {("card", "半年卡")}),
    ("停车", {("facility", "停车场")}),
    ("能带狗吗", {("banned", "宠物")}),
    ("几点", set()),
]


@pytest.mark.parametrize(("typed", "mentions"), MENTIONS)
def test_what_a_question_speaks_of_is_recognised(
    analyzer: Analyzer, typed: str, mentions: set[tuple[str, str]]
) -> None:
    kinds = {"sport", "weekday", "holiday", "card", "facility", "banned"}
    found = {pair for pair in analyzer.analyze(typed).mentions if pair[0] in kinds}
    assert found == mentions


ASKS = [
    ("羽毛球多少钱", "price"),
    ("停车要钱吗", "price"),
    ("贵不贵", "price"),
    ("几点开门", "time"),
    ("什么时候上课", "time"),
    ("国庆营业吗", "time"),
    ("停车场在哪", "place"),
    ("怎么去", "place"),
    ("多久到期", "duration"),
    ("有效期多长", "duration"),
    ("几个人能打", "count"),
    ("为什么不能打", "why"),
    ("教练电话", "contact"),
    ("怎么退卡", "how"),
    ("能转让吗", "whether"),
    ("能不能带宠物", "whether"),
    ("哪些项目", "what"),
    ("办卡要什么条件", "condition"),
    ("迟到了会怎么样", "consequence"),
    ("有没有停车场", "exist"),
    ("学生有优惠吗", "exist"),
    ("谁负责", "consequence who"),
    ("可以免费试玩吗", "price whether"),
    ("羽毛球", ""),
    ("好几点建议", ""),
]


@pytest.mark.parametrize(("typed", "asks"), ASKS)
def test_what_is_asked_for_is_recognised(analyzer: Analyzer, typed: str, asks: str) -> None:
    assert analyzer.analyze(typed).asks == set(asks.split())


NUMBERS: list[tuple[str, set[str]]] = [
    ("六点半", {"6:30"}),
    ("下午3点到5点", {"15:00", "17:00"}),
    ("1、2号场", {"1", "2"}),
    ("13:00-18:00", {"13:00", "18:00"}),
    ("2026-11-18", {"2026", "11", "18"}),
    ("两个半小时十五块", {"2.5", "15"}),
    ("10000元", {"10000"}),
    ("13888888888", {"13888888888"}),
    ("便宜一点", set()),
    ("万一", set()),
]


@pytest.mark.parametrize(("typed", "numbers"), NUMBERS)
def test_numbers_are_told_apart(analyzer: Analyzer, typed: str, numbers: set[str]) -> None:
    assert analyzer.analyze(typed).numbers == numbers


NEGATED = [
    "不能带宠物吗",
    "不可以吸烟吗",
    "没带卡可以进吗",
    "不是会员能订场吗",
    "订不到场怎么办",
    "为什么不能打",
    "别收我钱",
    "还未开门",
    "禁止吸烟",
    "无法登录",
]
NOT_NEGATED = [
    "能不能带宠物",
    "可不可以带狗",
    "可以不可以拍照",
    "可唔可以影相",
    "是不是要会员",
    "有没有停车场",
    "贵不贵",
    "好不好",
    "可以吗",
    "行不",
    "开门没有",
    "不好意思，几点关门",
    "不知道几点关门",
    "不过我是会员",
    "不同的卡",
    "健身年卡和篮球年卡有什么区别",
    "别人的卡能用吗",
    "特别贵吗",
    "性别要填吗",
    "级别怎么分",
    "未成年能办卡吗",
    "未满18岁能办卡吗",
    "没事",
]


@pytest.mark.parametrize("typed", NEGATED)
def test_negation_is_seen(analyzer: Analyzer, typed: str) -> None:
    assert analyzer.analyze(typed).negated


@pytest.mark.parametrize("typed", NOT_NEGATED)
def test_asking_whether_and_words_that_contain_a_no_negate_nothing(
    analyzer: Analyzer, typed: str
) -> None:
    assert not analyzer.analyze(typed).negated


ELSEWHERE = [
    # Cantonese
    ("羽毛球几多钱", "羽毛球多少钱"),
    ("有冇停车场", "有没有停车场"),
    ("呢度几点闩门", "这里几点关门"),
    ("点样去", "怎么去"),
    ("得唔得带狗", "可以吗带狗"),
    ("唔该问下边度可以冲凉", "哪里可以洗澡"),
    # Taiwan and Hong Kong
    ("停車位在哪裡", "车位在哪里"),
    ("營業到幾點", "营业到几点"),
    ("請問機車可以停嗎", "摩托车可以停吗"),
    ("打烊時間", "关门时间"),
    ("手机车位", "手机车位"),
    # dialects and the net
    ("咋收费", "怎么收费"),
    ("啥时候开门", "什么时候开门"),
    ("好久开门", "什么时候开门"),
    ("好久没打球", "好久没打球"),
    ("羽毛球好多钱", "羽毛球多少钱"),
    ("阿有停车场", "有没有停车场"),
    ("肿么去", "怎么去"),
    ("木有卡", "没有卡"),
    # English
    ("how much is badminton", "多少钱羽毛球"),
    ("what time do you open", "几点开门"),
    ("where can I park", "在哪里可以停车"),
    ("is there a shower", "有没有淋浴"),
    ("badminton court price", "羽毛球场价格"),
    ("opening hours", "营业时间"),
    ("HOW MUCH", "多少钱"),
]


@pytest.mark.parametrize(("typed", "core"), ELSEWHERE)
def test_the_same_is_understood_however_people_say_it(
    analyzer: Analyzer, typed: str, core: str
) -> None:
    assert analyzer.analyze(typed).core == core


def test_the_raw_text_is_kept_as_it_was_typed(analyzer: Analyzer) -> None:
    typed = " 羽毛球\u200b多少錢？\n"
    assert analyzer.analyze(typed).raw == typed


def test_an_empty_lexicon_still_reads(cache: Path) -> None:
    query = Analyzer(Lexicon(), cache).analyze("羽毛球多少錢？")
    assert (query.core, query.asks, query.mentions) == ("羽毛球多少钱", frozenset(), frozenset())


VERSIONS: Mapping[str, Lexicon] = {
    "rewrites": Lexicon(rewrites={"a": "b"}),
    "words": Lexicon(words=frozenset({"羽毛球"})),
    "synonyms": Lexicon(synonyms={"桌球": "台球"}),
    "fillers": Lexicon(fillers=frozenset({"请问"})),
    "plain": Lexicon(plain=frozenset({"朋友"})),
    "mentions": Lexicon(mentions={"桌球": frozenset({("sport", "台球")})}),
}


@pytest.mark.parametrize("section", VERSIONS)
def test_whatever_an_analysis_reads_moves_the_version(section: str) -> None:
    assert VERSIONS[section].checksum() != Lexicon().checksum()


def test_the_version_is_the_same_at_each_start(analyzer: Analyzer, cache: Path) -> None:
    again = Analyzer(analyzer.lexicon, cache)
    again.learn(["环球"])
    assert again.version == analyzer.version


def test_a_spoilt_word_table_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "jieba.cache").write_bytes(b"no table")
    assert Segmenter(["羽毛球馆"], tmp_path).cut("羽毛球馆在哪") == ["羽毛球馆", "在", "哪"]


def test_two_lexicons_in_one_process_do_not_mix(cache: Path) -> None:
    one, other = Segmenter(["打一杆"], cache), Segmenter((), cache)
    assert one.cut("打一杆") == ["打一杆"]
    assert other.cut("打一杆") != ["打一杆"]


def test_rare_words_weigh_more_than_everyday_ones(cache: Path) -> None:
    segmenter = Segmenter((), cache)
    assert segmenter.rarity("的") < segmenter.rarity("游泳") < segmenter.rarity("爱玛会") == 1.0
