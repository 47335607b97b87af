"""Vectors are embedded once on a machine; what is kept may be lost or spoilt at any time."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from faults import no_file_beyond
from kb.search.embedder import Vectors
from kb.search.vectors import VectorStore, as_stored


def unit(*values: float) -> Vectors:
    vector = np.array(values, dtype=np.float32)
    return as_stored(vector / np.linalg.norm(vector))


TEXTS = {f"问题{n}": unit(n + 1, 2, 3, 4) for n in range(40)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors.db"


def same(found: dict[str, Vectors], wanted: dict[str, Vectors]) -> bool:
    return found.keys() == wanted.keys() and all(
        np.array_equal(found[text], wanted[text]) for text in wanted
    )


def test_what_was_put_is_got_back_in_the_next_process(path: Path) -> None:
    VectorStore(path, "small").put(TEXTS)
    assert same(VectorStore(path, "small").get([*TEXTS, "没有"]), TEXTS)


def test_vectors_of_another_model_are_others(path: Path) -> None:
    VectorStore(path, "small").put(TEXTS)
    assert VectorStore(path, "large").get(TEXTS) == {}


def test_without_a_file_they_live_as_long_as_the_store() -> None:
    store = VectorStore(None, "small")
    store.put(TEXTS)
    assert same(store.get(TEXTS), TEXTS)
    assert VectorStore(None, "small").get(TEXTS) == {}


def test_more_texts_than_one_query_takes_are_got(path: Path) -> None:
    store = VectorStore(path, "small")
    many = {f"第{n}句": unit(n + 1, 1) for n in range(1234)}
    store.put(many)
    assert same(store.get(many), many)


def test_threads_and_other_stores_share_a_file(path: Path) -> None:
    stores = [VectorStore(path, "small") for _ in range(3)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda n: stores[n % 3].put({f"第{n}句": unit(n + 1, 1)}), range(60)))
    assert len(stores[0].get(f"第{n}句" for n in range(60))) == 60


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_file_that_is_no_database_is_begun_anew(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store = VectorStore(path, "small")
    store.put(TEXTS)
    assert same(VectorStore(path, "small").get(TEXTS), TEXTS)


def test_a_file_that_is_spoilt_later_costs_the_vectors_and_nothing_else(path: Path) -> None:
    with closing(VectorStore(path, "small")._kept.file) as file:
        VectorStore(path, "small").put(TEXTS)
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    path.write_bytes(content)
    store = VectorStore(path, "small")
    assert store.get(TEXTS) == {}
    store.put(TEXTS)
    assert same(store.get(TEXTS), TEXTS)


@pytest.mark.parametrize(
    "body",
    [b"", b"odd", b"\x00" * 8, b"\xff" * 8, unit(1, 2, 3, 4).astype(np.float16).tobytes()[:4]],
)
def test_what_is_no_vector_is_embedded_again(path: Path, body: bytes) -> None:
    VectorStore(path, "small").put(TEXTS)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE vectors SET body = ?", [body])
    assert VectorStore(path, "small").get(TEXTS) == {}


def test_a_file_that_is_deleted_while_in_use_hurts_nobody(path: Path) -> None:
    store = VectorStore(path, "small")
    store.put(TEXTS)
    path.unlink()
    assert same(store.get(TEXTS), TEXTS)
    assert VectorStore(path, "small").get(TEXTS) == {}


def test_a_folder_that_is_not_there_is_no_hindrance(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "nowhere" / "vectors.db", "small")
    store.put(TEXTS)
    assert same(store.get(TEXTS), TEXTS)


def test_a_writer_that_holds_the_file_is_no_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VectorStore(path, "small")
    store._kept.file.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.put(TEXTS)
        assert store.get(TEXTS) == {}
        other.execute("ROLLBACK")
    store.put(TEXTS)
    assert same(store.get(TEXTS), TEXTS)


def test_on_a_full_disk_vectors_are_not_kept_and_nobody_is_troubled(path: Path) -> None:
    store = VectorStore(path, "small")
    large = {f"第{n}句": unit(*range(1, 400)) for n in range(400)}
    with no_file_beyond(path.stat().st_size + 40_000):
        store.put(large)
        assert store.get(large) == {}
    store.put(large)
    assert len(store.get(large)) == len(large)
