"""What is shown beside a text that is being written."""

from pathlib import Path

import pytest

from house import ROOT
from kb.acts.look_beside import Beside, look_beside
from kb.knowledge import Content, PublishedEntry
from kb.knowledge.corpus import read_entries
from kb.knowledge.revision import TEXT_FIELDS
from kb.search import ResidentIndex
from kb.search.document import analyze_entry
from kb.search.resident import build_index
from kb.text import Analyzer, load_lexicon
from world import NOON, text

CORPUS = ROOT / "corpus"


@pytest.fixture(scope="module")
def analyzer(cache: Path) -> Analyzer:
    lexicon = load_lexicon(CORPUS / "lexicon/common", CORPUS / "lexicon/club")
    return Analyzer(lexicon, cache)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Content]:
    return {each.id: each.content for each in read_entries(CORPUS)}


@pytest.fixture(scope="module")
def index(analyzer: Analyzer, shipped: dict[str, Content]) -> ResidentIndex:
    published = (in_force(key, content) for key, content in shipped.items())
    return build_index(analyze_entry(each, analyzer) for each in published)


def in_force(key: str, content: Content) -> PublishedEntry:
    fields = {field: getattr(content, field) for field in TEXT_FIELDS}
    return PublishedEntry(id=key, number=1, revision=1, **fields)


def look(index: ResidentIndex, analyzer: Analyzer, content: Content, **more: object) -> Beside:
    return look_beside(index, analyzer, content, now=NOON, **more)  # type: ignore[arg-type]


PLANTED = (
    ("羽毛球多少钱一小时？", "羽毛球每小时12元。", "badminton-price", "12元", "10元"),
    ("周末打羽毛球贵吗？", "周末每小时20元。", "badminton-price", "20元", "15元"),
    ("健身年卡多少钱？", "综合健身年卡一年900元。", "fitness-annual-card", "900元", "800元"),
    ("瑜伽季卡价格？", "瑜伽季卡600元。", "yoga-price", "600元", "550元"),
    ("游泳票价？", "游泳票每张35元。", "swimming-ticket", "35元", "33元"),
    ("停车要钱吗？", "停车每次10元。", "parking", "10元", "免费"),
    ("停车多少钱？", "停车收费。", "parking", "收费", "免费"),
    ("洗澡收费吗？", "淋浴每次5元。", "shower", "5元", "免费"),
    (
        "医保卡余额要多少？",
        "卡内余额不少于2000元才可以用。",
        "medical-card-conditions",
        "2000",
        "3000",
    ),
    ("周末几点关门？", "周六、周日营业到22:00。", "opening-hours", "22:00", "22:30"),
    ("周一几点开门？", "周一至周五14:00开门。", "opening-hours", "14:00", "13:00"),
    ("瑜伽课几点？", "每周二19:00-20:00。", "yoga-schedule", "19:00", "18:30"),
    ("瑜伽课周几上？", "每周一、周三上课。", "yoga-schedule", "周一", "周二"),
    ("淋浴几点开始？", "每天17:00开始免费淋浴。", "shower", "17:00", "16:30"),
    ("健身年卡有效期多久？", "综合健身年卡有效期两年。", "card-validity", "两", "一"),
    ("充值卡会过期吗？", "充值卡有效期一年。", "card-validity", "一", "一直有效"),
    ("订场地要提前多久？", "请提前三天打电话预订。", "booking", "三", "一"),
    ("篮球年卡每周几次？", "篮球年卡每周3次，每次2小时。", "basketball-annual-card", "3次", "2次"),
    ("可以带宠物吗？", "可以带宠物进馆。", "house-rules", "可以", "不要"),
    ("健身年卡实名吗？", "不需要实名。", "annual-card-real-name", "不需要", "要"),
    ("场地要预订吗？", "场地不需要预订，直接来就行。", "booking", "不需要", "需要"),
    ("取消订场收费吗？", "取消要收费。", "booking-cancel", "收费", "不收费"),
    ("卡里的钱能在超市花吗？", "不可以，超市不能用卡里的余额。", "supermarket", "不能", "可以"),
)


@pytest.mark.parametrize(("question", "answer", "rival", "mine", "theirs"), PLANTED)
def test_a_planted_contradiction_is_found_with_both_figures(
    index: ResidentIndex,
    analyzer: Analyzer,
    question: str,
    answer: str,
    rival: str,
    mine: str,
    theirs: str,
) -> None:
    rivals = {each.entry.id: each for each in look(index, analyzer, text(question, answer)).rivals}
    assert rival in rivals
    pairs = [(each.mine.said, each.theirs.said) for each in rivals[rival].clashes]
    assert any(mine in ours and theirs in other for ours, other in pairs), pairs


AGREEING = (
    ("羽毛球白天多少钱？", "周一至周五18:00以前每小时10元。"),
    ("羽毛球晚上价格？", "晚上每小时15元。"),
    ("年卡能用多久？", "综合健身年卡一年有效。"),
    ("周末几点开门？", "周末9:00开门，22:30关门。"),
    ("网球多少钱？", "网球每小时30元。"),
    ("停车免费吗？", "免费停车。"),
    ("健身年卡一年多少？", "八百块一年。"),
    ("周末有瑜伽课吗？", "有，周六、周日18:30开始。"),
    ("办卡要带什么？", "请带身份证或护照。"),
    ("可以先体验吗？", "可以，运动项目可以免费体验。"),
)


@pytest.mark.parametrize(("question", "answer"), AGREEING)
def test_what_agrees_or_speaks_of_something_else_is_let_be(
    index: ResidentIndex, analyzer: Analyzer, question: str, answer: str
) -> None:
    assert look(index, analyzer, text(question, answer)).rivals == ()


def test_the_shipped_entries_contradict_neither_each_other_nor_themselves(
    index: ResidentIndex, analyzer: Analyzer, shipped: dict[str, Content]
) -> None:
    for key, content in shipped.items():
        beside = look(index, analyzer, content, entry_id=key)
        assert (key, beside.rivals, beside.within) == (key, (), ())


def test_no_two_shipped_entries_ask_the_same(
    index: ResidentIndex, analyzer: Analyzer, shipped: dict[str, Content]
) -> None:
    twins = {
        (key, each.entry.id, each.mine, each.theirs)
        for key, content in shipped.items()
        for each in look(index, analyzer, content, entry_id=key).twins
    }
    assert not twins


@pytest.mark.parametrize(
    ("wording", "twin"),
    [
        ("停车要钱吗", "parking"),
        ("请问停车要钱吗？", "parking"),
        ("羽毛球收费怎么样", "badminton-price"),
    ],
)
def test_a_wording_another_entry_has_is_shown(
    index: ResidentIndex, analyzer: Analyzer, wording: str, twin: str
) -> None:
    content = text("新问题是这样的？", "见公告。", wording)
    found = look(index, analyzer, content).twins
    assert [each.entry.id for each in found] == [twin]
    assert found[0].mine == wording


def test_another_sport_is_not_the_same_question(index: ResidentIndex, analyzer: Analyzer) -> None:
    assert look(index, analyzer, text("网球怎么收费？", "每小时30元。")).twins == ()


def test_an_entry_is_not_held_against_itself(
    index: ResidentIndex, analyzer: Analyzer, shipped: dict[str, Content]
) -> None:
    own = text(shipped["parking"].question, "停车每次10元。")
    assert look(index, analyzer, own, entry_id="parking").is_clear


def test_texts_of_different_times_do_not_contradict(
    index: ResidentIndex, analyzer: Analyzer, shipped: dict[str, Content]
) -> None:
    old = text("游泳票价？", "每张35元。", valid_until=NOON)
    entry = in_force("swimming-ticket", shipped["swimming-ticket"])
    from_now = {field: getattr(entry, field) for field in entry.__slots__} | {"valid_from": NOON}
    later = build_index([analyze_entry(PublishedEntry(**from_now), analyzer)])
    assert look(later, analyzer, old).rivals == ()
    assert look(index, analyzer, old).rivals


def test_what_has_expired_is_no_rival(index: ResidentIndex, analyzer: Analyzer) -> None:
    claim = text("用医保卡办会员送什么？", "4月1日前缴1000元，得2000元充值卡。")
    found = look(index, analyzer, claim).rivals
    assert "medical-card-promotion" not in {each.entry.id for each in found}


def test_the_telephone_form_is_held_against_the_answer(
    index: ResidentIndex, analyzer: Analyzer
) -> None:
    content = text("卡丁车多少钱？", "每张30元。", short="卡丁车每张35元。")
    [clash] = look(index, analyzer, content).within
    assert (clash.mine.said, clash.theirs.said) == ("每张35元", "每张30元")


def test_half_a_draft_is_looked_at_too(index: ResidentIndex, analyzer: Analyzer) -> None:
    assert look(index, analyzer, text("", "")).is_clear
    assert look(index, analyzer, text("", "停车每次10元。")).rivals


def test_thousands_of_wordings_and_a_long_answer_take_bounded_time(
    index: ResidentIndex, analyzer: Analyzer
) -> None:
    variants = (f"第{number}种问法怎么说" for number in range(1_000))
    content = text("羽毛球怎么收费？", "每小时12元。\n" * 400, *variants)
    assert look(index, analyzer, content).rivals
