"""Vectors kept on disk by what was embedded: no text is embedded twice on one machine.

A cache that may be deleted at any time; several processes may use it at once.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock

import numpy as np

from kb.search.embedder import Vectors

_BATCH = 500


class VectorStore:
    def __init__(self, path: Path | None, model: str) -> None:
        """Without a path the vectors live as long as the process."""
        self._model = model
        self._lock = Lock()
        self._file = sqlite3.connect(path or ":memory:", timeout=5, check_same_thread=False)
        with self._lock, self._file:
            if path is not None:
                self._file.execute("PRAGMA journal_mode = WAL")
                self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, body BLOB NOT NULL)"
            )

    def get(self, texts: Iterable[str]) -> dict[str, Vectors]:
        wanted = {self._digest(text): text for text in texts}
        found: dict[str, Vectors] = {}
        keys = list(wanted)
        with self._lock:
            for start in range(0, len(keys), _BATCH):
                some = keys[start : start + _BATCH]
                marks = ",".join("?" * len(some))
                rows = self._file.execute(
                    f"SELECT digest, body FROM vectors WHERE digest IN ({marks})",  # noqa: S608
                    some,
                )
                for digest, body in rows:
                    vector = np.frombuffer(body, dtype=np.float16).astype(np.float32)
                    found[wanted[digest]] = vector
        return found

    def put(self, vectors: Mapping[str, Vectors]) -> None:
        rows = [
            (self._digest(text), vector.astype(np.float16).tobytes())
            for text, vector in vectors.items()
        ]
        with self._lock, self._file:
            self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _digest(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._model}\n{text}".encode()).digest()[:16]
