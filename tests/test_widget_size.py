"""The window for other sites stays light, speaks three languages, and reads nothing as HTML."""

import gzip
import re

import pytest

from house import ROOT
from webapp.embedding import FOLDER, PARTS, widget_script

LIGHT = 15 * 1024
SOURCES = {each: (FOLDER / f"{each}.js").read_text("utf-8") for each in PARTS}
WORDS = re.findall(r'^  (\w+): \[(".*")\],$', SOURCES["words"], re.MULTILINE)
HAN = re.compile(r"[㐀-鿿]")
FORBIDDEN = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"),
    *('setAttribute("style"', "DOMParser", "document.cookie", "createPolicy"),
)


def test_it_is_light() -> None:
    size = len(gzip.compress(widget_script().encode()))
    assert size <= LIGHT, f"{size} bytes, {LIGHT} at most"


def test_every_file_of_it_is_served() -> None:
    assert {each.stem for each in FOLDER.glob("*.js")} == set(PARTS)


@pytest.mark.parametrize("word", FORBIDDEN)
def test_it_uses_nothing_that_reads_text_as_code(word: str) -> None:
    assert word not in widget_script()


def test_every_word_is_there_in_every_language() -> None:
    assert len(WORDS) == SOURCES["words"].split("const TEXT")[1].split("};")[0].count(": [")
    for key, row in WORDS:
        simplified, traditional, english = re.findall(r'"([^"]+)"', row)
        assert HAN.search(simplified), key
        assert HAN.search(traditional), key
        assert not HAN.search(english), key
        assert len({each.count("{}") for each in (simplified, traditional, english)}) == 1, key


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    known = {key for key, _ in WORDS}
    rest = "".join(source for name, source in SOURCES.items() if name != "words")
    used = {key for key in known if re.search(rf'"{key}"', rest)}
    assert known == used
    assert set(re.findall(r'\bt\("(\w+)"', rest)) <= known


def test_what_a_page_may_set_is_documented() -> None:
    told = (ROOT / "docs/widget.md").read_text("utf-8")
    names = {*re.findall(r"--courtside-\w+(?:-\w+)*", SOURCES["look"])}
    parts = {*re.findall(r'part: "(\w+)"', "".join(SOURCES.values()))}
    events = {*re.findall(r'event\("(\w+)"', "".join(SOURCES.values()))}
    assert names
    assert not [each for each in names if f"`{each}`" not in told]
    assert not [each for each in parts if f"`::part({each})`" not in told]
    assert not [each for each in events if f"| `{each}` |" not in told]
