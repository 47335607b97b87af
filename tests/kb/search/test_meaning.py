"""Likeness of meaning, by an embedder so small that one can follow it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import Document, Follower, Meaning
from kb.search.embedder import Vectors
from kb.search.resident import build_index, change_index
from kb.search.vectors import VectorStore
from kb.text import Analyzer
from shelves import Base, document, query

SIZE = 32


class Letters:
    """A text is what characters it has: each counts in one of a few places."""

    name = "letters"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        vectors = np.full((len(texts), SIZE), 0.01, np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for character in text:
                row[ord(character) % SIZE] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def meaning(letters: Letters) -> Meaning:
    return Meaning(letters, VectorStore(None, "letters"))


BADMINTON = document("badminton", ["羽毛球 多少 钱", "打 羽毛球 费用"], "每小时 10 元")
PARKING = document("parking", ["停车 收费 吗", "有 车位 吗"])
TENNIS = document("tennis", ["网球 多少 钱"])
BASE = [BADMINTON, PARKING, TENNIS]


def ids(found: Sequence[object]) -> list[str]:
    return [each.document.entry.id for each in found]  # type: ignore[attr-defined]


def test_the_nearest_wording_of_each_entry_comes_first(meaning: Meaning) -> None:
    index = build_index(BASE)
    meaning.prepare(BASE)
    found = meaning.kin(query("有 车位 吗"), index, [], 3)
    assert ids(found)[0] == "parking"
    assert found[0].wording.raw == "有 车位 吗"
    assert found[0].likeness == pytest.approx(1.0, abs=1e-3)
    assert [each.likeness for each in found] == sorted(
        (each.likeness for each in found), reverse=True
    )


def test_each_text_is_embedded_once_in_small_batches(meaning: Meaning, letters: Letters) -> None:
    told: list[int] = []
    many = [document(f"e{n}", [f"问题 {n}", f"说法 {n}", "同一 句"]) for n in range(10)]
    assert meaning.missing(many) == 21
    meaning.prepare(many, told.append)
    assert (len(letters.embedded), sum(told), max(told)) == (21, 21, 8)
    meaning.prepare(many, told.append)
    assert (len(letters.embedded), sum(told)) == (21, 21)
    assert meaning.missing(many) == 0


def test_a_question_is_embedded_once(meaning: Meaning, letters: Letters) -> None:
    index = build_index(BASE)
    for _ in range(3):
        meaning.kin(query("羽毛球"), index, [], 3)
    assert letters.embedded == ["羽毛球"]


def test_entries_near_by_words_are_embedded_at_once_and_no_others(
    meaning: Meaning, letters: Letters
) -> None:
    found = meaning.kin(query("网球"), build_index(BASE), [TENNIS], 3)
    assert ids(found) == ["tennis"]
    assert letters.embedded == ["网球 多少 钱", "网球"]


def test_what_an_earlier_process_embedded_is_known_from_the_start(tmp_path: Path) -> None:
    before = Meaning(Letters(), VectorStore(tmp_path / "vectors.db", "letters"))
    before.prepare(BASE)
    letters = Letters()
    after = Meaning(letters, VectorStore(tmp_path / "vectors.db", "letters"))
    asked = query("停车 要钱 吗")
    index = build_index(BASE)
    one, other = (each.kin(asked, index, [TENNIS], 3) for each in (before, after))
    assert one == other
    assert letters.embedded == ["停车 要钱 吗"]


def test_bodies_are_not_compared(meaning: Meaning) -> None:
    index = build_index(BASE)
    meaning.prepare(BASE)
    found = meaning.kin(query("每小时 10 元"), index, [], 3)
    assert all(each.wording is not BADMINTON.body for each in found)


def test_an_empty_base_has_no_kin(meaning: Meaning) -> None:
    assert meaning.kin(query("羽毛球"), build_index([]), [], 3) == []


def test_old_wordings_of_changed_entries_do_not_crowd_out_the_others(meaning: Meaning) -> None:
    many = [document(f"e{n}", [f"羽毛球 多少 钱 {'呀' * m}" for m in range(40)]) for n in range(5)]
    index = build_index([*many, PARKING])
    index = change_index(index, [], [each.entry.id for each in many], 1)
    meaning.prepare([*many, PARKING])
    assert ids(meaning.kin(query("羽毛球 多少 钱"), index, [], 2)) == ["parking"]


entries = st.builds(
    document,
    key=st.sampled_from(["a", "b", "c", "d", "e"]),
    wordings=st.lists(
        st.text("羽毛球网停车多少钱", min_size=1, max_size=6), min_size=1, max_size=4
    ),
)


@given(
    st.lists(entries, max_size=6),
    st.lists(entries, max_size=3),
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=2),
    st.text("羽毛球网停车", min_size=1, max_size=5),
)
def test_a_base_moved_forward_has_the_kin_of_one_built_anew(
    documents: list[Document], changed: list[Document], withdrawn: list[str], asked: str
) -> None:
    meaning = Meaning(Letters(), VectorStore(None, "letters"))
    moved = change_index(build_index(documents), changed, withdrawn, 1)
    anew = build_index(moved.documents.values(), 1)
    meaning.prepare(moved.documents.values())
    one, other = (
        {kin.document.entry.id: kin.likeness for kin in meaning.kin(query(asked), each, [], 10)}
        for each in (moved, anew)
    )
    assert one == pytest.approx(other, abs=1e-6)  # sums of another length round otherwise


def test_what_is_published_is_embedded_by_who_follows(
    base: Base, analyzer: Analyzer, index: Path, meaning: Meaning, letters: Letters
) -> None:
    follower = Follower(base.database, analyzer, index, meaning)
    letters.embedded.clear()
    base.publish("climbing", "攀岩怎么收费？", "见公告。", "攀岩多少钱")
    follower.catch_up()
    assert letters.embedded == ["攀岩怎么收费?", "攀岩多少钱"]
