"""One process's view of the base keeps level with the database, whatever becomes of it."""

import fcntl
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kb.db import Database
from kb.errors import NotReady
from kb.knowledge import live
from kb.search import Follower, ResidentIndex, schema
from kb.search import follower as following
from kb.text import Analyzer, Lexicon
from shelves import Base
from world import ENTRIES, open_club

Open = Callable[..., Follower]


@pytest.fixture
def reopen(base: Base, analyzer: Analyzer, index: Path) -> Open:
    """As another process, or the next start, would."""

    def reopen(database: Database = base.database, analyzer: Analyzer = analyzer) -> Follower:
        return Follower(database, analyzer, index)

    return reopen


@pytest.fixture
def newer_lexicon(analyzer: Analyzer, cache: Path) -> Analyzer:
    changed = replace(analyzer.lexicon, synonyms={**analyzer.lexicon.synonyms, "泊车": "停车"})
    return Analyzer(changed, cache)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question looks at the database."""
    monkeypatch.setattr(following, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(following, "TRY_AGAIN_AFTER", 0.0)


def ids(index: ResidentIndex) -> set[str]:
    return set(index.documents)


def stored(follower: Follower) -> tuple[int, set[str]]:
    mark, documents = follower.shelf.load() or pytest.fail("there is no index")
    return mark.number, {each.entry.id for each in documents}


def is_level(follower: Follower, base: Base) -> bool:
    with base.database.reading() as session:
        wanted = {each.id: each for each in live(session)}
    mark, documents = follower.shelf.load() or pytest.fail("there is no index")
    held = follower.snapshot().documents.values()
    return mark == follower.mark and all(
        {each.entry.id: each.entry for each in some} == wanted for some in (held, documents)
    )


def test_it_opens_on_what_is_in_force(follower: Follower, base: Base) -> None:
    assert ids(follower.snapshot()) == set(ENTRIES)
    assert is_level(follower, base)


def test_a_base_without_entries_is_followed_too(
    sqlite: Database, analyzer: Analyzer, index: Path
) -> None:
    follower = Follower(sqlite, analyzer, index)
    assert follower.snapshot().documents == {}
    with sqlite.writing() as session:
        open_club(session)
    assert ids(follower.catch_up()) == set(ENTRIES)
    assert stored(follower)[0] == len(ENTRIES)


@pytest.mark.usefixtures("at_once")
def test_what_is_published_and_retired_shows_at_the_next_look(
    follower: Follower, base: Base
) -> None:
    base.publish("climbing", "攀岩怎么收费？")
    assert ids(follower.snapshot()) == {*ENTRIES, "climbing"}
    base.retire("parking")
    base.retire("climbing")
    assert ids(follower.snapshot()) == set(ENTRIES) - {"parking"}
    assert is_level(follower, base)


def test_between_two_looks_the_database_is_left_alone(
    follower: Follower, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LOOK_EVERY", 3600.0)
    base.publish("climbing", "攀岩怎么收费？")
    assert "climbing" not in follower.snapshot().documents
    assert "climbing" in follower.catch_up().documents


@pytest.mark.usefixtures("at_once")
def test_nobody_waits_while_another_looks(follower: Follower) -> None:
    before = follower.snapshot()
    with follower._lock:
        assert follower.snapshot() is before


def test_opening_again_takes_the_index_as_it_is(
    follower: Follower, reopen: Open, index: Path
) -> None:
    files = {path: path.stat().st_mtime_ns for path in index.rglob("*.seg")}
    again = reopen()
    assert {path: path.stat().st_mtime_ns for path in index.rglob("*.seg")} == files
    assert again.snapshot().documents == follower.snapshot().documents


def test_what_was_published_meanwhile_is_caught_up_at_the_start(
    follower: Follower, base: Base, reopen: Open
) -> None:
    base.publish("climbing", "攀岩怎么收费？")
    base.retire("parking")
    assert is_level(reopen(), base)


def test_following_and_opening_anew_come_to_the_same_documents(
    base: Base, cache: Path, tmp_path: Path
) -> None:
    """Also where the wording of one entry sounds like a word of another."""
    one, other = (Analyzer(Lexicon(), cache) for _ in range(2))
    follower = Follower(base.database, one, tmp_path / "one")
    base.publish("gym", "健身房怎么收费？", "见公告。", "jianshenfang")
    base.publish("gym-slip", "jianshenfang几点开？", "见公告。", "健声房在哪")
    follower.catch_up()
    anew = Follower(base.database, other, tmp_path / "other")
    assert follower.snapshot().documents == anew.snapshot().documents
    assert follower.snapshot().seen == anew.snapshot().seen


def copy_into(source: Path, target: Path) -> None:
    """As `sqlite3 courtside.db ".restore backup.db"` does under a running service."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def file_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


@pytest.mark.usefixtures("at_once")
def test_an_older_database_that_is_restored_is_followed_back(
    follower: Follower, base: Base, tmp_path: Path
) -> None:
    copy_into(file_of(base.database), tmp_path / "backup.db")
    base.publish("climbing", "攀岩怎么收费？")
    base.retire("parking")
    assert "climbing" in follower.snapshot().documents
    copy_into(tmp_path / "backup.db", file_of(base.database))
    assert ids(follower.snapshot()) == set(ENTRIES)
    assert is_level(follower, base)


@pytest.mark.parametrize("more", [0, 1, 3])
@pytest.mark.usefixtures("at_once")
def test_a_restored_database_that_went_another_way_is_told_apart_by_more_than_its_number(
    follower: Follower, base: Base, tmp_path: Path, more: int
) -> None:
    copy_into(file_of(base.database), tmp_path / "backup.db")
    base.publish("climbing", "攀岩怎么收费？")
    assert "climbing" in follower.snapshot().documents
    copy_into(tmp_path / "backup.db", file_of(base.database))
    base.publish("skating", "滑冰怎么收费？")
    for number in range(more):
        base.publish(f"more-{number}", f"第{number}个项目怎么收费？")
    assert "skating" in follower.snapshot().documents
    assert "climbing" not in follower.snapshot().documents
    assert is_level(follower, base)


def test_an_index_of_another_base_with_the_same_number_is_not_taken(
    follower: Follower, base: Base, reopen: Open, sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "other.db")
    with closing(Database(f"sqlite:///{tmp_path / 'other.db'}")) as other:
        with other.writing() as session:
            staff = open_club(session)
            session.expunge_all()
        elsewhere = Base(other, staff)
        elsewhere.publish("climbing", "攀岩怎么收费？")
        base.publish("skating", "滑冰怎么收费？")
        follower.catch_up()
        assert is_level(reopen(other), elsewhere)


@pytest.mark.usefixtures("at_once")
def test_a_newer_lexicon_that_was_locked_out_rebuilds_the_index_with_the_next_look(
    follower: Follower, base: Base, reopen: Open, newer_lexicon: Analyzer, index: Path
) -> None:
    with (index / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newer = reopen(analyzer=newer_lexicon)
        assert newer.shelf.load() is None
    newer.snapshot()
    assert is_level(newer, base)


def test_the_index_is_rebuilt_for_a_new_lexicon_and_the_older_one_leaves_it_alone(
    follower: Follower, base: Base, reopen: Open, newer_lexicon: Analyzer
) -> None:
    newer = reopen(analyzer=newer_lexicon)
    assert newer.mark.basis != follower.mark.basis
    assert is_level(newer, base)
    base.publish("climbing", "攀岩怎么收费？")
    assert "climbing" in follower.catch_up().documents
    assert "climbing" in newer.catch_up().documents
    assert is_level(newer, base)


def test_the_index_is_rebuilt_when_its_format_changes(
    follower: Follower, base: Base, reopen: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "FORMAT", schema.FORMAT + 1)
    newer = reopen()
    assert newer.mark.basis != follower.mark.basis
    assert is_level(newer, base)


@pytest.mark.usefixtures("at_once")
def test_an_index_that_vanishes_is_rebuilt_with_the_next_publication(
    follower: Follower, base: Base, index: Path
) -> None:
    shutil.rmtree(index)
    assert ids(follower.snapshot()) == set(ENTRIES)
    base.publish("climbing", "攀岩怎么收费？")
    assert "climbing" in follower.snapshot().documents
    assert is_level(follower, base)


@pytest.mark.usefixtures("at_once")
def test_while_another_writes_answers_go_on_and_the_index_follows_later(
    follower: Follower, base: Base, index: Path
) -> None:
    with (index / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        base.publish("climbing", "攀岩怎么收费？")
        assert "climbing" in follower.snapshot().documents
        assert "climbing" not in stored(follower)[1]
    follower.snapshot()
    assert is_level(follower, base)


def test_whoever_orders_a_rebuild_is_told_when_it_could_not_be_done(
    follower: Follower, index: Path
) -> None:
    with (index / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NotReady, match="磁盘索引没有写成"):
            follower.rebuild()
    follower.rebuild()
    assert stored(follower)[1] == set(ENTRIES)


def test_without_a_place_for_the_index_answers_go_on(
    base: Base, analyzer: Analyzer, tmp_path: Path
) -> None:
    (tmp_path / "no folder").write_text("a file")
    follower = Follower(base.database, analyzer, tmp_path / "no folder")
    base.publish("climbing", "攀岩怎么收费？")
    assert "climbing" in follower.catch_up().documents
    assert follower.shelf.load() is None


@pytest.mark.usefixtures("at_once")
def test_threads_ask_while_others_publish(follower: Follower, base: Base) -> None:
    stop = threading.Event()

    def ask() -> list[int]:
        numbers = []
        while not stop.is_set():
            snapshot = follower.snapshot()
            query = follower.analyzer.analyze("停车收费吗")
            assert snapshot.search(query)[0].document.entry.id == "parking"
            numbers.append(snapshot.number)
            time.sleep(0.001)
        return numbers

    with ThreadPoolExecutor(4) as threads:
        seen = [threads.submit(ask) for _ in range(4)]
        for number in range(8):
            base.publish(f"course-{number}", f"第{number}门课几点上？")
        stop.set()
    assert all(each.result() == sorted(each.result()) for each in seen)
    follower.catch_up()
    assert is_level(follower, base)
