"""Colleagues look entries up by words, on the durable index or, where that lags, in memory."""

import fcntl
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.query import Or, Term

from kb.db import Database
from kb.search import Follower, Found, look_up
from kb.search.schema import WEIGHTS
from kb.terms import Audience, Category
from kb.text import Analyzer
from shelves import Base
from world import NOON, open_club, publish_text, text


def ids(found: list[Found]) -> list[str]:
    return [each.id for each in found]


def look(follower: Follower, words: str, **more: Any) -> list[Found]:
    return look_up(follower, words, **{"now": NOON, **more})


@contextmanager
def lagging(follower: Follower, index: Path) -> Iterator[None]:
    """Another process writes, so this one's index on disk stays behind."""
    with (index / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_the_entry_is_found_with_its_answer_and_the_words_that_fit(follower: Follower) -> None:
    [first, *_] = look(follower, "羽毛球收费")
    assert (first.id, first.question) == ("badminton-price", "羽毛球怎么收费？")
    assert first.answer.startswith("周一至周五")
    assert first.score > 0
    assert first.marked == ("羽毛球", "收费")


FOUND = [
    ("停车", "parking"),
    ("停車場", "parking"),  # traditional characters
    ("泊车", "parking"),  # another wording
    ("tingche", "parking"),  # pinyin
    ("亭车", "parking"),  # a slip
    ("综合健身年卡", "annual-cards"),  # in the answer only
    ("几点关门", "opening-hours"),  # in a variant only
    ("问候", "internal-greeting"),
]


@pytest.mark.parametrize(("words", "key"), FOUND)
def test_words_are_understood_as_in_questions(follower: Follower, words: str, key: str) -> None:
    assert ids(look(follower, words))[0] == key


@pytest.mark.parametrize(("words", "key"), FOUND)
def test_without_the_index_on_disk_the_same_is_found_in_memory(
    follower: Follower, index: Path, words: str, key: str
) -> None:
    shutil.rmtree(index)
    assert ids(look(follower, words))[0] == key


@pytest.mark.parametrize("words", ["", "？！", "\u200b", "龘龘龘", "🙃"])
def test_nothing_asked_or_nothing_there_finds_nothing(follower: Follower, words: str) -> None:
    assert look(follower, words) == []


ALL = "收费 营业 年卡 电话 停车"


@pytest.mark.parametrize("on_disk", [True, False])
def test_audience_and_category_narrow_what_is_found(
    follower: Follower, index: Path, on_disk: bool
) -> None:
    if not on_disk:
        shutil.rmtree(index)
    everything = set(ids(look(follower, ALL)))
    assert everything == {
        "badminton-price",
        "parking",
        "opening-hours",
        "annual-cards",
        "internal-greeting",
    }
    assert ids(look(follower, ALL, audience=Audience.INTERNAL)) == ["internal-greeting"]
    member = set(ids(look(follower, ALL, audience=Audience.MEMBER)))
    assert member == everything - {"internal-greeting"}
    assert ids(look(follower, ALL, category=Category.VENUE)) == ["badminton-price"]
    assert look(follower, ALL, category=Category.VENUE, audience=Audience.INTERNAL) == []


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_filter_does_not_use_up_the_limit(follower: Follower, index: Path, on_disk: bool) -> None:
    if not on_disk:
        shutil.rmtree(index)
    found = look(follower, ALL, audience=Audience.INTERNAL, limit=1)
    assert ids(found) == ["internal-greeting"]


@pytest.mark.parametrize("on_disk", [True, False])
def test_only_what_is_valid_now_is_found(
    follower: Follower, base: Base, index: Path, on_disk: bool
) -> None:
    until = NOON + timedelta(hours=1)
    maintenance = text("攀岩馆今天关门吗？", "今天检修。", valid_until=until)
    with base.database.writing() as session:
        publish_text(session, base.staff, "maintenance", maintenance)
    follower.catch_up()
    if not on_disk:
        shutil.rmtree(index)
    assert ids(look(follower, "攀岩馆", now=NOON)) == ["maintenance"]
    assert look(follower, "攀岩馆", now=until) == []


@pytest.mark.parametrize(("limit", "size"), [(1, 1), (2, 2), (100, 5), (0, 0), (-1, 0)])
def test_no_more_are_found_than_wanted(follower: Follower, limit: int, size: int) -> None:
    assert len(look(follower, ALL, limit=limit)) == size


def test_a_word_of_the_question_weighs_more_than_one_of_the_answer(
    follower: Follower, base: Base
) -> None:
    base.publish("asked", "攀岩几点开？", "见公告。")
    base.publish("said", "有什么新项目？", "攀岩。")
    base.publish("varied", "新场地在哪？", "见公告。", "攀岩在哪")
    follower.catch_up()
    assert ids(look(follower, "攀岩")) == ["asked", "varied", "said"]


def test_tags_are_found_by_their_words(follower: Follower, base: Base) -> None:
    tagged = text("器材在哪借？", "前台。", tags=("球拍租借", "泊車"))
    with base.database.writing() as session:
        publish_text(session, base.staff, "tagged", tagged)
    follower.catch_up()
    assert "tagged" in ids(look(follower, "停车"))
    assert ids(look(follower, "球拍"))[0] == "tagged"


def test_what_is_published_is_found_at_once_even_when_the_index_on_disk_lags(
    follower: Follower, base: Base, index: Path
) -> None:
    with lagging(follower, index):
        base.publish("climbing", "攀岩怎么收费？")
        base.retire("parking")
        follower.catch_up()
        assert ids(look(follower, "攀岩")) == ["climbing"]
        assert "parking" not in ids(look(follower, "停车"))


def test_words_that_are_told_apart_by_nothing_are_not_marked(follower: Follower) -> None:
    [first, *_] = look(follower, "请问停车的话要收费的吗")
    assert (first.id, first.marked) == ("parking", ("停车", "收费"))


def test_marks_stand_as_they_are_written(follower: Follower, base: Base) -> None:
    base.publish("wifi", "WiFi密码是多少？", "WIFI密码见前台，wifi免费。")
    follower.catch_up()
    [first, *_] = look(follower, "wifi密码")
    assert first.marked == ("WiFi", "密码", "WIFI", "wifi")


def test_a_story_is_looked_up_by_its_rarest_words(follower: Follower) -> None:
    story = "今天天气很好，我和朋友想出来玩。" * 500 + "停车收费吗"
    assert ids(look(follower, story, limit=1)) == ["parking"]


def test_threads_look_up_at_the_same_time(follower: Follower) -> None:
    words = ["停车", "羽毛球", "营业时间", "年卡", "问候"] * 8
    alone = [look(follower, each) for each in words]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda each: look(follower, each), words)) == alone


WORDS = ["羽毛球", "网球", "停车", "收费", "几点", "开门", "年卡", "教练", "预订", "取消", "淋浴"]


@pytest.fixture(scope="module")
def many(
    sqlite_template: Path, analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Follower]:
    folder = tmp_path_factory.mktemp("many")
    shutil.copy(sqlite_template, folder / "courtside.db")
    database = Database(f"sqlite:///{folder / 'courtside.db'}")
    with database.writing() as session:
        staff = open_club(session)
        for number in range(60):
            one, two, three = (WORDS[number * step % len(WORDS)] for step in (1, 3, 7))
            content = text(f"{number}号{one}{two}？", f"{three}请看公告，{two}。", f"{three}{one}")
            publish_text(session, staff, f"entry-{number:02}", content)
    yield Follower(database, analyzer, folder / "index")
    database.close()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), limit=st.integers(1, 20))
def test_with_a_limit_the_best_are_found_and_none_is_lost(
    many: Follower, asked: list[str], limit: int
) -> None:
    words = set(many.analyzer.analyze(" ".join(asked)).words)
    everything = Or([Term(field, word) for field in WEIGHTS for word in words])
    scores = many.shelf.search(
        many.mark,
        lambda searcher: [hit.score for hit in searcher.search(everything, limit=None)],
    )
    assert scores is not None
    found = [each.score for each in look(many, " ".join(asked), limit=limit)]
    assert found == pytest.approx(sorted(scores, reverse=True)[:limit])


def test_an_index_on_disk_of_another_base_is_not_asked(many: Follower) -> None:
    other = replace(many.mark, publication="another")
    assert many.shelf.search(other, lambda searcher: searcher.doc_count()) is None
