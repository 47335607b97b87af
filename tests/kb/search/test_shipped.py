"""Vectors that come along with a corpus save time, and never cost an answer."""

from pathlib import Path

import numpy as np
import pytest

from kb.search.embedder import Vectors
from kb.search.shipped import read_shipped, write_shipped
from kb.search.vectors import VectorStore


def unit(seed: int) -> Vectors:
    vector = np.random.default_rng(seed).normal(size=64).astype(np.float32)
    return vector / np.linalg.norm(vector)


TEXTS = {f"问题{n}": unit(n) for n in range(12)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.npz"
    VectorStore(None, "small").ship(path, TEXTS)
    return path


def test_what_was_shipped_is_nearly_what_was_embedded(file: Path) -> None:
    found = VectorStore(None, "small", file).get([*TEXTS, "没有"])
    assert found.keys() == TEXTS.keys()
    for text, vector in TEXTS.items():
        assert float(found[text] @ vector) == pytest.approx(1.0, abs=0.003)


def test_what_this_machine_embedded_comes_first(file: Path) -> None:
    store = VectorStore(None, "small", file)
    store.put({"问题1": unit(99)})
    assert float(store.get(["问题1"])["问题1"] @ unit(99)) == pytest.approx(1.0, abs=1e-3)


def test_texts_that_are_no_longer_asked_stay_for_what_was_learnt_from_them(
    file: Path, tmp_path: Path
) -> None:
    store, path = VectorStore(None, "small", file), tmp_path / "next.npz"
    store.ship(path, {"新的": unit(50)}, [store.digest("问题1"), store.digest("从未见过")])
    assert VectorStore(None, "small", path).get([*TEXTS, "新的"]).keys() == {"问题1", "新的"}


def test_vectors_of_another_model_are_not_taken(file: Path) -> None:
    assert VectorStore(None, "large", file).get(TEXTS) == {}


@pytest.mark.parametrize("content", [b"", b"no vectors", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_file_of_something_else_is_no_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vectors.npz").write_bytes(content)
    assert read_shipped(tmp_path / "vectors.npz") == {}
    assert read_shipped(tmp_path / "nowhere.npz") == {}


def test_arrays_that_do_not_fit_together_are_no_vectors(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    np.savez(path, digests=np.zeros((2, 16)), rows=np.zeros((3, 4)), scales=np.zeros(3))
    assert read_shipped(path) == {}
    np.savez(path, rows=np.zeros(3))
    assert read_shipped(path) == {}


def test_damage_is_seen(file: Path, tmp_path: Path) -> None:
    whole = {digest: row.tobytes() for digest, row in read_shipped(file).items()}
    content, spoilt = file.read_bytes(), tmp_path / "spoilt.npz"
    for place in range(0, len(content), max(1, len(content) // 150)):
        flipped = bytearray(content)
        flipped[place] ^= 16
        for damaged in (bytes(flipped), content[:place]):
            spoilt.write_bytes(damaged)
            found = {digest: row.tobytes() for digest, row in read_shipped(spoilt).items()}
            assert found in ({}, whole), place


def test_one_vector_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    write_shipped(path, {b"0123456789abcdef": unit(1)})
    assert len(read_shipped(path)) == 1
