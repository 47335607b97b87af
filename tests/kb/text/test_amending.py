"""Changes over the shipped lexicon: what they do, what they must not, and that they come off."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from house import ROOT
from kb.errors import BadInput
from kb.text import Analyzer
from kb.text.amending import Amendment, Item, Section, amended, items_of
from kb.text.amendment_checks import check_amendment, read_amendment
from kb.text.lexicon import Sections, build_lexicon, join_sections

FOLDER = ROOT / "corpus/lexicon"
SHIPPED = join_sections(FOLDER / "common", FOLDER / "club")


def propose(section: str, key: str, *values: str) -> Amendment:
    return read_amendment(Section(section), key, values)


def after(*amendments: Amendment) -> Sections:
    return amended(SHIPPED, amendments)


def reading(cache: Path, *amendments: Amendment) -> Analyzer:
    return Analyzer(build_lexicon(after(*amendments)), cache)


@pytest.mark.parametrize("section", list(Section))
def test_taking_a_lexicon_apart_and_together_changes_nothing(section: Section) -> None:
    items = items_of(SHIPPED, section)
    some = [Amendment(section, key, values) for key, values in list(items.items())[:5]]
    assert build_lexicon(after(*some)).checksum() == build_lexicon(SHIPPED).checksum()


def test_a_synonym_counts_as_its_head_and_a_new_word_stays_whole(cache: Path) -> None:
    before = reading(cache)
    assert "匹克球" not in before.analyze("皮克尔球怎么收费").words
    found = reading(cache, propose("synonyms", "匹克球", "皮克尔球"))
    assert "匹克球" in found.analyze("皮克尔球怎么收费").words


def test_a_rewrite_may_leave_nothing_and_a_mention_is_found(cache: Path) -> None:
    found = reading(
        cache, propose("rewrites", "甲乙丙丁", ""), propose("mentions", "sport/板球", "英式棒球")
    )
    assert found.analyze("甲乙丙丁停车").core == "停车"
    assert ("sport", "板球") in found.analyze("有板球吗").mentions


def test_a_stop_word_is_neither_searched_nor_compared_unless_it_is_all_there_is(
    cache: Path,
) -> None:
    found = reading(cache, propose("stop", "甲乙丙丁"), propose("words", "甲乙丙丁"))
    assert found.analyze("甲乙丙丁停车").words == ("停车",)
    assert found.analyze("甲乙丙丁").words
    assert found.trace("甲乙丙丁停车").stopped == ("甲乙丙丁",)


def test_a_question_is_traced_as_it_is_analysed(analyzer: Analyzer) -> None:
    trace = analyzer.trace("请问一下，打羽毛球多少钱呀")
    assert "请问一下" in trace.fillers
    assert ("羽毛球", "羽毛球") in trace.words or ("打羽毛球", "羽毛球") in trace.words
    assert trace.stopped == ()
    assert any(("sport", "羽毛球") in pairs for _, pairs in trace.mentions)
    heads = tuple(head for _, head in trace.words)
    assert heads == analyzer.analyze("请问一下，打羽毛球多少钱呀").words


BAD = {
    "a synonym of itself": ("synonyms", "羽毛球", ["羽毛球"], "自己的同义词"),
    "a head that is a synonym": ("synonyms", "桌球", ["落袋球"], "已经算作“台球”"),
    "a synonym that is a head": ("synonyms", "收费", ["价格"], "自己带着一组"),
    "a synonym of two heads": ("synonyms", "健身操", ["桌球"], "已经算作“台球”"),
    "two sports as one": ("synonyms", "网球", ["壁球"], "是两样东西"),
    "a synonym that is a filler": ("synonyms", "价格", ["请问"], "客套话"),
    "a synonym that is rewritten": ("synonyms", "瑜伽", ["瑜珈"], "改写成"),
    "a filler that is a word": ("fillers", "羽毛球", [], "词库里的词"),
    "a filler inside words": ("fillers", "毛球", [], "拆散"),
    "a stop word that is a sport": ("stop", "网球", [], "一种事物"),
    "a stop word that is asked for": ("stop", "多少钱", [], "要问的事"),
    "a stop word that is a synonym": ("stop", "去电", [], "应当是它"),
    "a stop word that is a filler": ("stop", "请问", [], "客套话"),
    "a plain word that is a sport": ("plain", "网球", [], "一种事物"),
    "a word that is a filler": ("words", "请问", [], "客套话"),
    "a word of one character": ("words", "球", [], "一个字"),
    "a wording of two values": ("mentions", "sport/板球", ["网球场"], "已经是“网球”的说法"),
    "a kind that is not there": ("mentions", "colour/红", [], "没有“colour”"),
    "a value without a kind": ("mentions", "网球", [], "种类/名称"),
    "a rewrite in a circle": ("rewrites", "瑜伽", ["瑜珈"], "词库里的词"),
    "a rewrite of a rewrite": ("rewrites", "鱼咖", ["瑜珈"], "请直接写“瑜伽”"),
    "a rewrite of one character": ("rewrites", "球", ["网球"], "一个字"),
    "a rewrite of a word": ("rewrites", "羽毛球", ["网球"], "词库里的词"),
    "nothing new": ("words", "申请表", [], "没有变化"),
    "nothing at all": ("words", " ", [], "空着"),
    "nothing behind a head": ("synonyms", "场馆", [], "没有写同义词"),
    "a word too long": ("words", "长" * 31, [], "最长"),
    "a synonym too long": ("synonyms", "场馆", ["长" * 31], "超过"),
    "too many": ("synonyms", "场馆", [f"词{n}" for n in range(61)], "最多"),
}


@pytest.mark.parametrize(("section", "key", "values", "told"), BAD.values(), ids=BAD)
def test_what_contradicts_the_lexicon_is_refused_with_the_words_in_question(
    section: str, key: str, values: list[str], told: str
) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        check_amendment(SHIPPED, propose(section, key, *values))
    assert refused.value.field in ("key", "values")


@pytest.mark.parametrize(
    ("section", "key", "values"),
    [
        ("synonyms", "场馆", ["馆", "新馆址"]),
        ("words", "甲乙丙丁", []),
        ("mentions", "sport/板球", ["打板球"]),
        ("mentions", "sport/网球", ["网球场"]),
        ("rewrites", "鱼咖", ["瑜伽"]),
        ("rewrites", "甲乙丙丁", ["甲乙丙丁"]),
        ("fillers", "老铁们", []),
        ("plain", "隔壁老王", []),
        ("stop", "甲乙丙丁", []),
    ],
)
def test_what_makes_sense_is_let_in(section: str, key: str, values: list[str]) -> None:
    check_amendment(SHIPPED, propose(section, key, *values))


def test_what_is_there_already_is_not_held_against_a_change() -> None:
    head, words = next(iter(items_of(SHIPPED, Section.SYNONYMS).items()))
    check_amendment(SHIPPED, Amendment(Section.SYNONYMS, head, words[:-1]))


def test_what_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(BadInput, match="没有这一条"):
        check_amendment(SHIPPED, Amendment(Section.WORDS, "从来没有", None))


KEYS = st.sampled_from(["申请表", "甲乙丙丁", "冰壶馆", "老铁们"])
VALUES = st.one_of(st.none(), st.just(()))
SOME = st.builds(Amendment, st.sampled_from([Section.WORDS, Section.FILLERS]), KEYS, VALUES)
HEADS = st.sampled_from(["场馆", "冰壶馆", "收费"])
WORDS = st.lists(st.sampled_from(["馆", "甲馆", "乙馆"]), min_size=1, unique=True).map(tuple)
MORE = st.builds(Amendment, st.just(Section.SYNONYMS), HEADS, st.one_of(st.none(), WORDS))


@given(st.lists(st.one_of(SOME, MORE), max_size=8))
def test_of_any_sequence_the_last_word_on_each_item_holds(amendments: list[Amendment]) -> None:
    sections = after(*amendments)
    last: dict[tuple[Section, str], Item | None] = {
        (each.section, each.key): each.values for each in amendments
    }
    for (section, key), values in last.items():
        assert items_of(sections, section).get(key) == values
