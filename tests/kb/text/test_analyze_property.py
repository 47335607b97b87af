"""What holds for any text at all."""

import csv
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import ROOT
from kb.knowledge.corpus import read_entries
from kb.text import Analyzer, Query
from kb.text.normalize import LONGEST
from kb.text.segment import Segmenter

CHINESE = (
    "羽毛球网台乒乓多少钱几点开门关怎么办卡会员年月停车免费吗呢不没能可以有一二两三半个小时块元"
    "点，。？！"
)
ODD = (
    "\u200b\u0000\ud800\u202e🏸👨\u200d👩😂ﷺ１ａＡ區場İßſ½²٣፩\u3164\U000e0100\t\n\r "
    "'aymqxian18:30-.¥$"
)

anything = st.text(max_size=60) | st.text(CHINESE + ODD, max_size=60)
slow_start = settings(deadline=None)
"""the first text of all waits for the lexicon"""


@slow_start
@given(text=anything)
def test_any_text_is_analysed(analyzer: Analyzer, text: str) -> None:
    query = analyzer.analyze(text)
    assert query.raw == text
    assert bool(query.words) == bool(query.core)
    query.text.encode("utf-8")
    query.core.encode("utf-8")


@slow_start
@given(text=anything)
def test_the_same_text_is_analysed_the_same_way(analyzer: Analyzer, text: str) -> None:
    assert analyzer.analyze(text) == analyzer.analyze(text)


@slow_start
@given(text=st.text("羽毛球网台乒乓篮足多少钱几点开门关停车免费课程教练", max_size=30))
def test_plain_words_are_their_own_core(analyzer: Analyzer, text: str) -> None:
    core = analyzer.analyze(text).core
    again = analyzer.analyze(core)
    assert analyzer.analyze(again.core).core == again.core


def questions() -> list[str]:
    asked = []
    for name in ("answerable", "refusals"):
        with (ROOT / f"corpus/judged/{name}.tsv").open(encoding="utf-8") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            asked += [row["question"] for row in rows]
    for entry in read_entries(ROOT / "corpus"):
        asked += [entry.content.question, *entry.content.variants, entry.content.answer]
    return asked


def test_what_was_analysed_once_is_not_read_otherwise_again(analyzer: Analyzer) -> None:
    """But for the few where one rewrite makes the beginning of another."""
    asked = questions()
    cores = [analyzer.analyze(each).core for each in asked]
    moved = [core for core in cores if analyzer.analyze(core).core != core]
    assert len(moved) <= len(asked) / 500, moved


class Counting(Segmenter):
    """Counts the characters it is given to cut, where nearly all the work is."""

    def __init__(self, like: Segmenter) -> None:
        self.__dict__.update(like.__dict__)
        self.read = 0

    def cut(self, text: str) -> list[str]:
        self.read += len(text)
        return super().cut(text)


RUNS = [
    "羽毛球多少钱",
    "一点",
    "百一",
    "hao ",
    "ymq ",
    "1:30",
    "😂",
    "ﷺ",
    "请问",
    "a",
    "可以能",
    "一块",
]


@pytest.mark.parametrize("run", RUNS)
def test_the_work_for_a_long_text_is_bounded(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    counting = Counting(analyzer._segmenter)
    monkeypatch.setattr(analyzer, "_segmenter", counting)
    query = analyzer.analyze(run * (10_000 // len(run)))
    assert counting.read <= 3 * LONGEST
    assert len(query.text) <= 3 * LONGEST


def test_of_a_long_text_the_beginning_and_the_end_are_understood(analyzer: Analyzer) -> None:
    query: Query = analyzer.analyze("羽毛球多少钱。" + "今天天气很好。" * 2000 + "停车场在哪？")
    assert {("sport", "羽毛球"), ("facility", "停车场")} <= query.mentions
    assert {"price", "place"} <= query.asks
    assert Counter(query.words)["天气"] < 700
