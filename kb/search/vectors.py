"""Vectors kept on disk by what was embedded: no text is embedded twice on one machine.

A cache that may be deleted at any time; several processes may use it at once. Its troubles cost
time, never an answer.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from kb.search.embedder import Vectors
from kb.search.shipped import read_shipped, write_shipped

log = logging.getLogger(__name__)

_BATCH = 500


def as_stored(vectors: Vectors) -> Vectors:
    """With the precision in which they are kept."""
    return vectors.astype(np.float16).astype(np.float32)


class VectorStore:
    def __init__(self, path: Path | None, model: str, shipped: Path | None = None) -> None:
        """Without a path, or with one that cannot be used, the vectors live as long as the
        process. What stands in the file `shipped` need not be embedded at all."""
        self._shipped = read_shipped(shipped) if shipped else {}
        self._path = path
        self._model = model
        self._lock = Lock()
        try:
            self._file = _open(path)
        except sqlite3.DatabaseError as error:
            self._file = self._start_over(error)

    def get(self, texts: Iterable[str]) -> dict[str, Vectors]:
        wanted = {self.digest(text): text for text in texts}
        found = {wanted[key]: vector for key, vector in self._stored(list(wanted)).items()}
        for digest, text in wanted.items():
            if text not in found and digest in self._shipped:
                found[text] = self._shipped[digest]
        return found

    def find(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """By what `digest` says of the texts they are of."""
        keys = list(digests)
        found = {key: self._shipped[key] for key in keys if key in self._shipped}
        return found | self._stored([key for key in keys if key not in found])

    def _stored(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        with self._lock:
            for start in range(0, len(keys), _BATCH):
                for key, body in self._read(keys[start : start + _BATCH]):
                    vector = _unpack(body)
                    if vector is not None:
                        found[key] = vector
        return found

    def ship(self, path: Path, vectors: Mapping[str, Vectors]) -> None:
        write_shipped(path, {self.digest(text): each for text, each in vectors.items()})

    def put(self, vectors: Mapping[str, Vectors]) -> None:
        rows = [
            (self.digest(text), vector.astype(np.float16).tobytes())
            for text, vector in vectors.items()
        ]
        with self._lock:
            try:
                with self._file:
                    self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            except sqlite3.OperationalError as error:
                log.warning("vectors could not be kept: %s", error)
            except sqlite3.DatabaseError as error:
                self._file = self._start_over(error)

    def _read(self, digests: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        marks = ",".join("?" * len(digests))
        query = f"SELECT digest, body FROM vectors WHERE digest IN ({marks})"  # noqa: S608
        try:
            return self._file.execute(query, digests).fetchall()
        except sqlite3.OperationalError as error:
            log.warning("vectors could not be read: %s", error)
        except sqlite3.DatabaseError as error:
            self._file = self._start_over(error)
        return []

    def _start_over(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """A file that is none of a database any more is thrown away."""
        log.warning("the vectors kept in %s cannot be read, starting over: %s", self._path, error)
        if self._path is not None and not isinstance(error, sqlite3.OperationalError):
            for tail in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + tail).unlink(missing_ok=True)
            return _open(self._path)
        return _open(None)

    def digest(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._model}\n{text}".encode()).digest()[:16]


def _open(path: Path | None) -> sqlite3.Connection:
    file = sqlite3.connect(path or ":memory:", timeout=5, check_same_thread=False)
    try:
        if path is not None:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = NORMAL")
        file.execute(
            "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, body BLOB NOT NULL)"
        )
    except sqlite3.Error:
        file.close()
        raise
    return file


def _unpack(body: bytes) -> Vectors | None:
    """None for what is no vector of length 1: SQLite does not see a flipped bit."""
    if len(body) % 2:
        return None
    vector = np.frombuffer(body, dtype=np.float16).astype(np.float32)
    sound = bool(np.isfinite(vector).all()) and abs(float(vector @ vector) - 1) < 0.02
    return vector if sound else None
