"""A text is analysed once on a machine, and never served as another lexicon has read it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kb.search.document import analyze_entry
from kb.search.readings import NEWEST, WORTH_KEEPING, analyze_all, analyze_entries
from kb.text import Analyzer, Lexicon, Query, query
from shelves import entry

TEXTS = [f"{n}号场打羽毛球多少钱" for n in range(WORTH_KEEPING)]
PLAIN = Lexicon(words=frozenset({"羽毛球", "羽球"}))
JOINED = Lexicon(words=PLAIN.words, synonyms={"羽毛球": "羽球"})


class Counting(Analyzer):
    """Tells what it has read."""

    def __init__(self, lexicon: Lexicon, tables: Path, folder: Path) -> None:
        super().__init__(lexicon, tables)
        self.cache = folder
        self.read: list[str] = []

    def analyze(self, raw: str, *, approved: bool = False) -> Query:
        self.read.append(raw)
        return super().analyze(raw, approved=approved)


Start = Callable[[Lexicon], Counting]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def start(cache: Path, folder: Path) -> Start:
    """Another process, as far as what is kept goes."""
    return lambda lexicon: Counting(lexicon, cache, folder)


def test_the_next_start_reads_nothing_again(start: Start) -> None:
    found = analyze_all(TEXTS, start(PLAIN))
    later = start(PLAIN)
    assert analyze_all(TEXTS, later) == found
    assert later.read == []


def test_only_what_is_new_is_read(start: Start) -> None:
    analyze_all(TEXTS, start(PLAIN))
    later = start(PLAIN)
    analyze_all([*TEXTS, "停车要钱吗"], later)
    assert later.read == ["停车要钱吗"]


def test_another_lexicon_finds_nothing_that_was_read_before_it(start: Start) -> None:
    analyze_all(TEXTS, start(PLAIN))
    changed = start(JOINED)
    assert all("羽球" in each.words for each in analyze_all(TEXTS, changed))
    assert changed.read == TEXTS


def test_another_release_finds_nothing_that_was_read_before_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyze_all(TEXTS, start(PLAIN))
    monkeypatch.setattr(query, "_code", lambda: "other code")
    released = start(PLAIN)
    analyze_all(TEXTS, released)
    assert released.read == TEXTS


def test_a_members_question_and_an_approved_text_are_kept_apart(start: Start) -> None:
    asking = start(PLAIN)
    asking.learn(["停车场"])
    texts = [*TEXTS, "停车厂"]
    assert analyze_all(texts, asking)[-1].words == ("停车场",)
    assert analyze_all(texts, start(PLAIN), approved=True)[-1].words != ("停车场",)


def test_entries_come_out_as_without_what_is_kept(start: Start) -> None:
    entries = [entry(str(n), text, f"{n}元", [text, "问"]) for n, text in enumerate(TEXTS)]
    entries.append(entry("same", "停车", "停车"))
    direct = [analyze_entry(each, start(PLAIN)) for each in entries]
    for _ in range(2):
        found = analyze_entries(entries, start(PLAIN))
        assert found == direct
        assert all(each.body is not found[-1].wordings[0] for each in found)


def test_a_few_texts_leave_no_file(start: Start, folder: Path) -> None:
    analyze_all(TEXTS[:5], start(PLAIN))
    assert not folder.exists()


@pytest.mark.parametrize("body", [b"", b"no reading", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_spoilt_is_read_again(start: Start, folder: Path, body: bytes) -> None:
    found = analyze_all(TEXTS, start(PLAIN))
    (file,) = folder.glob("*.db")
    with closing(sqlite3.connect(file)) as kept, kept:
        kept.execute("UPDATE readings SET body = ? WHERE rowid < 50", [body])
    again = start(PLAIN)
    assert analyze_all(TEXTS, again) == found
    assert 0 < len(again.read) < len(TEXTS)


def test_lexicons_that_nobody_uses_any_more_leave_no_files(start: Start, folder: Path) -> None:
    for number in range(NEWEST + 2):
        lexicon = Lexicon(words=frozenset({f"词{number}"}))
        analyze_all(TEXTS, start(lexicon))
        for file in folder.glob("*.db"):
            age = file.stat().st_mtime_ns - 10**9
            os.utime(file, ns=(age, age))
    assert len(list(folder.glob("*.db"))) == NEWEST
    last = start(lexicon)
    analyze_all(TEXTS, last)
    assert last.read == []
