"""Recognizing a question by questions whose answer is known."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.answering.grams import count_grams
from kb.answering.learnt_file import read_learnt, write_learnt
from kb.answering.lessons import UNANSWERED, Lesson, labels_of, targets
from kb.answering.recognizer import (
    CHARACTERS,
    RIDGE,
    Gone,
    Recognizer,
    learn,
    learn_by_words,
    learn_holding_out,
    points_of,
    said_at_lessons,
)
from kb.text import Query

Array = NDArray[np.float32]

SAID = {
    "badminton-price": ("羽毛球多少钱", "羽毛球怎么收费", "打羽毛球贵不贵", "羽毛球一小时几块"),
    "parking": ("停车要钱吗", "停车收费吗", "车停哪里", "有停车场吗"),
    UNANSWERED: ("网球多少钱", "乒乓球怎么收费", "停车能充电吗", "台球一小时几块"),
}


def query(text: str) -> Query:
    nothing: frozenset[str] = frozenset()
    return Query(text, text, text, tuple(text), frozenset(), nothing, nothing, False)


def vectors(texts: list[str]) -> Array:
    """As an embedder would that knows nothing but which characters a text has."""
    rows = np.zeros((len(texts), 64), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for character in text:
            row[ord(character) % 64] += 1
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


LESSONS = [Lesson(query(text), (label,)) for label, texts in SAID.items() for text in texts]
VECTORS = vectors([each.wording.core for each in LESSONS])


@pytest.fixture(scope="module", params=["by meaning", "by words"])
def recognizer(request: pytest.FixtureRequest) -> Recognizer:
    return learn(LESSONS, VECTORS) if request.param == "by meaning" else _by_words()


def _by_words() -> Recognizer:
    return learn_by_words(LESSONS).recognizer


def best(recognizer: Recognizer, text: str) -> str:
    vector = vectors([text])[0] if recognizer.points else None
    scores = recognizer.recognize(query(text), vector).scores
    return max(scores, key=lambda label: scores[label])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("羽毛球收费", "badminton-price"),
        ("停车收钱吗", "parking"),
        ("网球收费", UNANSWERED),
        ("停车场能充电吗", UNANSWERED),
    ],
)
def test_a_question_is_recognised_by_its_kin(recognizer: Recognizer, text: str, label: str) -> None:
    assert best(recognizer, text) == label


def test_a_text_without_a_known_character_is_like_nothing(recognizer: Recognizer) -> None:
    scores = _by_words().recognize(query("zzz")).scores
    assert max(map(abs, scores.values())) < 0.2


def test_each_lesson_held_out_is_what_learning_without_it_would_say() -> None:
    learnt = learn_holding_out(LESSONS, VECTORS)
    without = learn_by_hand(5)
    held_out = learnt.held_out[LESSONS[5].wording.raw].scores
    assert held_out == pytest.approx(without, abs=2e-3)


def learn_by_hand(left_out: int) -> dict[str, float]:
    """The regression solved without one lesson, on the kernel of all (whose mean and rarity of
    characters the closed form takes as given)."""
    points = points_of(VECTORS)
    features = count_grams(e.wording.core for e in LESSONS).rows([e.wording.core for e in LESSONS])
    kernel = points.likeness(VECTORS) + CHARACTERS * features @ features.T
    rest = [n for n in range(len(LESSONS)) if n != left_out]
    labels = labels_of(LESSONS)
    system = kernel[np.ix_(rest, rest)] + RIDGE * np.eye(len(rest))
    weights = np.linalg.solve(system, targets(LESSONS, labels)[rest])
    return dict(zip(labels, (kernel[left_out, rest] @ weights).tolist(), strict=True))


def test_what_is_learnt_late_is_known_and_leaves_the_rest_as_it_was() -> None:
    before = learn(LESSONS, VECTORS)
    fresh = [Lesson(query(text), ("tennis",)) for text in ("网球怎么收费", "网球一小时几块")]
    after = before.learn_late(fresh, vectors([each.wording.core for each in fresh]))
    assert best(after, "网球怎么收费") == "tennis"
    for each, vector in zip(LESSONS[4:8], VECTORS[4:8], strict=True):
        was = before.recognize(each.wording, vector).of("parking")
        assert after.recognize(each.wording, vector).of("parking") == pytest.approx(was, abs=0.1)


def test_what_is_gone_is_forgotten_and_the_rest_stays() -> None:
    before = learn(LESSONS, VECTORS)
    said = said_at_lessons(targets(LESSONS, before.labels), before.weights)
    parking = slice(4, 8)
    after = before.learn_late([], VECTORS[:0], Gone(VECTORS[parking], said[parking]))
    for each, vector in zip(LESSONS[parking], VECTORS[parking], strict=True):
        assert before.recognize(each.wording, vector).of("parking") > 0.8
        assert abs(after.recognize(each.wording, vector).of("parking")) < 0.2
    price, vector = LESSONS[0].wording, VECTORS[0]
    was = before.recognize(price, vector).of("badminton-price")
    assert after.recognize(price, vector).of("badminton-price") == pytest.approx(was, abs=0.1)


def test_a_question_for_one_of_two_is_a_lesson_for_both() -> None:
    both = Lesson(query("收费吗"), ("badminton-price", "parking"))
    lessons = [*LESSONS, both]
    learnt = learn(lessons, vectors([each.wording.core for each in lessons]))
    found = learnt.recognize(both.wording, vectors(["收费吗"])[0])
    assert found.of("badminton-price") == pytest.approx(found.of("parking"), abs=0.15)
    assert found.of("parking") > found.of(UNANSWERED)


def test_what_was_learnt_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    meaning, words = learn(LESSONS, VECTORS), _by_words()
    digests = [bytes([n] * 16) for n in range(len(LESSONS))]
    write_learnt(tmp_path / "learnt.npz", LESSONS, digests, meaning, words)
    file = read_learnt(tmp_path / "learnt.npz")
    assert file is not None
    assert file.labels == meaning.labels
    assert list(file.vectors) == digests
    assert np.allclose(file.weights, meaning.weights, atol=1e-2)
    text = query("羽毛球收费")
    known = words.recognize(text).scores
    assert file.by_words.recognize(text).scores == pytest.approx(known, abs=1e-2)


@pytest.mark.parametrize("content", [b"", b"nothing learnt", b"PK\x03\x04"])
def test_a_damaged_file_is_no_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "learnt.npz").write_bytes(content)
    assert read_learnt(tmp_path / "learnt.npz") is None
    assert read_learnt(tmp_path / "nowhere.npz") is None
