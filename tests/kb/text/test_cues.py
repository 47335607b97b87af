"""What the characters of a text rule out would not have been found in it either."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from house import ROOT
from kb.text import Cues
from kb.text.cues import alternatives, needed

ASKS = yaml.safe_load((ROOT / "corpus/lexicon/common/asks.yaml").read_text("utf-8"))["asks"]
PATTERNS = {kind: "|".join(f"(?:{each})" for each in parts) for kind, parts in ASKS.items()}
CUES = Cues(PATTERNS)
SAID = sorted({sign for pattern in PATTERNS.values() for sign in pattern if sign.isalnum()})


@given(st.text(st.sampled_from(SAID), max_size=12))
def test_the_same_is_found_as_by_trying_every_pattern(text: str) -> None:
    assert CUES.found_in(text) == {
        kind for kind, pattern in PATTERNS.items() if re.search(pattern, text)
    }


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("多少钱|几块", ["多少钱", "几块"]),
        ("(?:多少钱)|(?:几块|几元)", ["多少钱", "几块", "几元"]),
        ("(?:多|少)钱", ["(?:多|少)钱"]),
        ("(?:多|少)(?:钱|次)", ["(?:多|少)(?:钱|次)"]),
        (r"[|)]a|[]|]b|[^]|]c|\|d|\)", [r"[|)]a", "[]|]b", "[^]|]c", r"\|d", r"\)"]),
        (r"(?:a\)", [r"(?:a\)"]),
    ],
)
def test_a_pattern_is_split_at_the_bars_outside_its_brackets(
    pattern: str, parts: list[str]
) -> None:
    assert alternatives(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        ("几点", ["几", "点"]),
        ("几[点号]", ["几", "点号"]),
        ("几?(?:点|号头)", ["点号"]),
        ("(?<!好)几.{0,3}(?=点)", ["几", "点"]),
        (".|[^几]", []),
        ("(?i)a", []),
    ],
)
def test_the_characters_a_pattern_needs_are_read_off_it(pattern: str, sets: list[str]) -> None:
    assert [set(each) for each in needed(pattern)] == [set(each) for each in sets]
