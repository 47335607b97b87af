"""The recognizer of a base follows it."""

from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import numpy as np
import pytest

from house import ROOT
from kb.answering import learning
from kb.answering.known_questions import KnownQuestions, read_known_questions
from kb.answering.learning import Recognizers, Recognizing
from kb.answering.learnt_file import read_learnt, write_learnt
from kb.answering.lessons import UNANSWERED, lessons_of
from kb.answering.recognizer import learn, learn_by_words
from kb.errors import CorpusMistake
from kb.knowledge import PublishedEntry
from kb.search import Meaning, ResidentIndex, change_index, index_entries
from kb.search.embedder import Vectors
from kb.search.vectors import VectorStore
from kb.text import Analyzer, load_lexicon
from world import BADMINTON_PRICE, PARKING

LEXICON = ROOT / "corpus/lexicon"
ASKED = {
    "badminton-price": (
        *("羽毛球一小时几块", "打羽毛球贵不贵", "羽毛球场什么价"),
        *("羽毛球收多少", "羽毛球费用", "打一小时羽毛球多少"),
    ),
    "parking": (
        *("车停哪里要付费吗", "停车场收钱吗", "开车来停车贵不贵"),
        *("停车位免费吗", "停车多少钱", "车子停一天收费吗"),
    ),
}
LEFT = ("网球多少钱", "停车能充电吗", "羽毛球教练多少钱")


class ByCharacters:
    """An embedder that knows nothing but which characters a text has."""

    name = "by characters"

    def embed(self, texts: list[str]) -> Vectors:
        rows = np.full((len(texts), 64), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for character in text:
                row[ord(character) % 64] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def analyzer(cache: Path) -> Analyzer:
    return Analyzer(load_lexicon(LEXICON / "common", LEXICON / "club"), cache)


@pytest.fixture
def meaning() -> Meaning:
    return Meaning(ByCharacters(), VectorStore(None, "by characters"))


@pytest.fixture(scope="module")
def known(analyzer: Analyzer) -> KnownQuestions:
    return KnownQuestions([analyzer.analyze(each) for each in LEFT])


def entry(key: str, *variants: str) -> PublishedEntry:
    content = {"badminton-price": BADMINTON_PRICE, "parking": PARKING}.get(key, PARKING)
    return PublishedEntry(
        id=key,
        number=1,
        revision=1,
        question=variants[0] if key not in ASKED else content.question,
        variants=variants,
        answer=content.answer,
        short=None,
        note=None,
        category=content.category,
        department=content.department,
        audience=content.audience,
        tags=(),
        links=(),
        valid_from=None,
        valid_until=None,
        review_on=None,
    )


@pytest.fixture
def index(analyzer: Analyzer) -> ResidentIndex:
    return index_entries([entry(key, *variants) for key, variants in ASKED.items()], analyzer)


def test_a_base_is_learnt_from_its_wordings_and_what_it_leaves_unanswered(
    index: ResidentIndex, meaning: Meaning, known: KnownQuestions, analyzer: Analyzer
) -> None:
    found = Recognizing(meaning, known).for_base(index)
    assert found.meaning is not None
    assert found.words is not None
    assert set(found.meaning.labels) == {UNANSWERED, *ASKED}
    question = analyzer.analyze("停车贵不贵")
    assert found.words.recognize(question).lead("parking") > 0


def test_without_an_embedder_words_alone_are_learnt(
    index: ResidentIndex, known: KnownQuestions
) -> None:
    found = Recognizing(None, known).for_base(index)
    assert found.words is not None
    assert found.meaning is None


def test_a_base_with_few_wordings_is_not_learnt(analyzer: Analyzer, known: KnownQuestions) -> None:
    """However many questions are known to be unanswered."""
    index = index_entries([entry("parking", "停车场收钱吗")], analyzer)
    assert Recognizing(None, known).for_base(index).words is None


def test_the_file_of_a_corpus_says_what_learning_would(
    index: ResidentIndex,
    meaning: Meaning,
    known: KnownQuestions,
    tmp_path: Path,
    analyzer: Analyzer,
) -> None:
    fresh = Recognizing(meaning, known)
    path = _written(tmp_path, index, meaning, known)
    kept = Recognizing(meaning, known, read_learnt(path)).for_base(index)
    question = analyzer.analyze("羽毛球场多少钱")
    vector = meaning.vector(question.text)
    learnt = fresh.for_base(index).meaning
    assert learnt is not None
    assert kept.meaning is not None
    assert kept.meaning.recognize(question, vector).scores == pytest.approx(
        learnt.recognize(question, vector).scores, abs=0.02
    )


def test_a_new_entry_is_learnt_beside_the_file_and_moves_no_other(
    index: ResidentIndex,
    meaning: Meaning,
    known: KnownQuestions,
    tmp_path: Path,
    analyzer: Analyzer,
) -> None:
    path = _written(tmp_path, index, meaning, known)
    added = index_entries([entry("lost-card", "卡丢了怎么补", "会员卡丢失", "补卡")], analyzer)
    grown = change_index(index, added.documents.values(), [], 2)
    found = Recognizing(meaning, known, read_learnt(path)).for_base(grown).meaning
    assert found is not None
    lost, price = (analyzer.analyze(each) for each in ("卡丢了能补吗", "羽毛球多少钱"))
    assert found.recognize(lost, meaning.vector(lost.text)).lead("lost-card") > 0
    assert found.recognize(price, meaning.vector(price.text)).lead("badminton-price") > 0


def test_a_wording_taken_away_leaves_what_was_learnt_from_the_others(
    index: ResidentIndex,
    meaning: Meaning,
    known: KnownQuestions,
    tmp_path: Path,
    analyzer: Analyzer,
) -> None:
    path = _written(tmp_path, index, meaning, known)
    parking = index.documents["parking"]
    fewer = replace(parking, wordings=parking.wordings[:-1])
    changed = change_index(index, [fewer], [], 2)
    file = read_learnt(path)
    question = analyzer.analyze("羽毛球场多少钱")
    before, after = (
        Recognizing(meaning, known, file).for_base(each).meaning for each in (index, changed)
    )
    assert before is not None
    assert after is not None
    vector = meaning.vector(question.text)
    scores = before.recognize(question, vector).scores
    assert after.recognize(question, vector).scores == pytest.approx(scores, abs=1e-2)


def test_the_file_of_another_base_is_not_taken(
    index: ResidentIndex,
    meaning: Meaning,
    known: KnownQuestions,
    tmp_path: Path,
    analyzer: Analyzer,
) -> None:
    path = _written(tmp_path, index, meaning, known)
    names = ("借书证丢了", "怎么借书", "图书馆几点关门", "能借几本", "逾期罚款", "怎么续借")
    other = index_entries([entry("library", *names)], analyzer)
    found = Recognizing(meaning, known, read_learnt(path)).for_base(other).meaning
    assert found is not None
    assert "badminton-price" not in found.labels


def test_a_server_learns_a_base_that_takes_long_aside_and_lets_no_question_wait(
    index: ResidentIndex,
    meaning: Meaning,
    known: KnownQuestions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning, "LEARNT_ANEW", 0)
    go_on, learn_anew = Event(), Recognizing._anew

    def wait_and_learn(*given: Any) -> Any:
        assert go_on.wait(60)
        return learn_anew(*given)

    monkeypatch.setattr(Recognizing, "_anew", wait_and_learn)
    serving = Recognizing(meaning, known)
    serving.begin(index)
    assert serving.for_base(index) == Recognizers()
    go_on.set()
    deadline = monotonic() + 60
    while serving.for_base(index).meaning is None and monotonic() < deadline:
        sleep(0.01)
    found = serving.for_base(index).meaning
    assert found is not None
    assert set(found.labels) == {UNANSWERED, *ASKED}


def test_a_trial_leaves_what_serves_as_it_is(
    index: ResidentIndex, meaning: Meaning, known: KnownQuestions, analyzer: Analyzer
) -> None:
    serving = Recognizing(meaning, known)
    before = serving.for_base(index)
    trial = change_index(index, [], ["parking"], 2)
    assert serving.at(trial).for_base(trial) is not before
    assert serving.for_base(index) is before


def test_known_questions_are_read_from_the_corpus(tmp_path: Path, analyzer: Analyzer) -> None:
    (tmp_path / "unanswered").mkdir()
    (tmp_path / "unanswered/venue.txt").write_text("网球多少钱\n\n网球多少钱\n", "utf-8")
    (tmp_path / "open-questions.tsv").write_text("年卡多少钱\tfitness,basketball\n", "utf-8")
    for _ in range(2):  # the second time from what was kept
        found = read_known_questions(tmp_path, analyzer)
        assert [each.raw for each in found.unanswered] == ["网球多少钱"]
        assert {k.raw: v for k, v in found.open.items()} == {
            "年卡多少钱": ("fitness", "basketball")
        }


def test_an_open_question_needs_two_entries(tmp_path: Path, analyzer: Analyzer) -> None:
    (tmp_path / "open-questions.tsv").write_text("年卡多少钱\tfitness\n", "utf-8")
    with pytest.raises(CorpusMistake, match="至少两个"):
        read_known_questions(tmp_path, analyzer)


def test_an_open_question_is_for_those_of_its_entries_that_are_there(
    index: ResidentIndex, analyzer: Analyzer
) -> None:
    opened = analyzer.analyze("收费吗")
    known = KnownQuestions((), {opened: ("badminton-price", "parking", "gone")})
    lesson = next(each for each in lessons_of(index, known) if each.wording is opened)
    assert lesson.labels == ("badminton-price", "parking")


def _written(folder: Path, index: ResidentIndex, meaning: Meaning, known: KnownQuestions) -> Path:
    recognizing = Recognizing(meaning, known)
    lessons = recognizing.lessons(index)
    by_meaning = learn(lessons, recognizing.vectors(lessons))
    digests = meaning.digests(each.wording.text for each in lessons)
    path = folder / "learnt.npz"
    write_learnt(path, lessons, digests, by_meaning, learn_by_words(lessons).recognizer)
    return path
