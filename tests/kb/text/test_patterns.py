"""No text makes a pattern of ours work longer than its length warrants.

The work is bounded by the shape of the patterns, which is checked; and each is tried on the
texts that are hardest for it, where a mistake would show as a test that does not end.
"""

import re
from collections.abc import Callable, Iterator

import pytest
import yaml

from adversary import LENGTH, characters, endless_repeats, hard_texts
from house import ROOT
from kb.text import hours, numerals, query
from kb.text.numerals import settle_numbers


def asks() -> Iterator[str]:
    table = yaml.safe_load((ROOT / "corpus/lexicon/common/asks.yaml").read_text("utf-8"))
    for patterns in table["asks"].values():
        yield from patterns


def signs() -> Iterator[str]:
    table = yaml.safe_load((ROOT / "corpus/triage/signs.yaml").read_text("utf-8"))
    for rows in table.values():
        for row in rows:
            yield row["pattern"] if isinstance(row, dict) else row


def own() -> Iterator[str]:
    for module in (hours, numerals, query):
        for value in vars(module).values():
            if isinstance(value, re.Pattern):
                yield value.pattern


SOURCES = {"asks": asks, "signs": signs}


@pytest.mark.parametrize("source", SOURCES)
def test_no_repeat_without_an_end_may_begin_anywhere(source: str) -> None:
    endless = {
        pattern[:60]: found for pattern in SOURCES[source]() if (found := endless_repeats(pattern))
    }
    assert not endless, "write {0,6} for *, {1,6} for +"


SWEEPS = [
    pytest.param(asks, LENGTH, id="asks"),
    pytest.param(own, LENGTH, id="own"),
    pytest.param(signs, LENGTH // 20, id="signs"),
    pytest.param(signs, LENGTH, id="signs in full", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("source", "length"), SWEEPS)
def test_each_pattern_comes_to_an_end_on_the_texts_that_are_hardest_for_it(
    source: Callable[[], Iterator[str]], length: int
) -> None:
    tried = 0
    for pattern in source():
        compiled = re.compile(pattern)
        for text in hard_texts(pattern, length):
            compiled.search(text)
            tried += 1
    assert tried > 100


def small_talk() -> Iterator[str]:
    rows = yaml.safe_load((ROOT / "corpus/triage/smalltalk.yaml").read_text("utf-8"))
    for row in rows:
        yield from row["patterns"]


MIXED = ["😂😄", "! ", "_😂", "哈😂", "哈 ", "ha", "谢谢!", "好的 ", "a", "../"]


@pytest.mark.parametrize("run", MIXED)
def test_small_talk_comes_to_an_end_on_a_mixture_that_no_folding_shortens(run: str) -> None:
    for pattern in small_talk():
        compiled = re.compile(pattern, re.DOTALL)
        for text in (f"哈{run * 29}龘", f"{run * 14}龘", run * LENGTH):
            compiled.fullmatch(text)


ENDLESS = [
    ("(?:a+)+b", True),
    ("a+b", True),
    ("x(?:好|上)*了", True),
    (r"[\d一二]+岁", True),
    ("(?:哈[_!]*){1,}", True),
    ("^.*a", False),
    ("^(?!.*如果).*刚才", False),
    (r"吗[ ?]*$", False),
    (r"^\W*人工\W*$", False),
    ("^(?:a+)+b", True),
    ("a{0,6}b", False),
    ("多少钱|几块", False),
]


@pytest.mark.parametrize(("pattern", "is_endless"), ENDLESS)
def test_the_rule_tells_bounded_patterns_from_others(pattern: str, is_endless: bool) -> None:
    assert bool(endless_repeats(pattern)) == is_endless


RUNS = [
    *characters("[零一二三四五六七八九十百千万半点块元个时分刻钟到早晚上下午中]"),
    *("1", ":", ".", ",", " ", "¥", "-"),
    *(
        "一点",
        "百一",
        "十个",
        "晚上",
        "下午 ",
        "1:30",
        "1.",
        "半小时",
        "1点到",
        "一到",
        "块5",
        "1,000",
    ),
    *("零一二三四五六七八九十", "一周", "周三", "个半", "¥ "),
]


@pytest.mark.parametrize("run", RUNS)
def test_numbers_in_a_long_run_are_settled(run: str) -> None:
    settle_numbers(run * (LENGTH // len(run)))
