"""Bytes kept on disk under digests: what takes long to find out is found out once on one machine.

A cache that may be deleted at any time; several processes may use it at once. Its troubles cost
time, never an answer.
"""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

log = logging.getLogger(__name__)

_BATCH = 500


class KeptFile:
    def __init__(self, path: Path | None, table: str) -> None:
        """Without a path, or with one that cannot be used, what is put lives as long as this
        object. `table` says what is kept, also to the log."""
        self._path = path
        self._table = table
        self._lock = Lock()
        try:
            self.file = _open(path, table)
        except sqlite3.DatabaseError as error:
            self.file = self._start_over(error)

    def get(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """What was put under those that are there; SQLite does not see a flipped bit."""
        found: dict[bytes, bytes] = {}
        with self._lock:
            for start in range(0, len(digests), _BATCH):
                found.update(self._read(digests[start : start + _BATCH]))
        return found

    def put(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        query = f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)"  # noqa: S608
        with self._lock:
            try:
                with self.file:
                    self.file.executemany(query, rows)
            except sqlite3.OperationalError as error:
                log.warning("%s could not be kept: %s", self._table, error)
            except sqlite3.DatabaseError as error:
                self.file = self._start_over(error)

    def close(self) -> None:
        self.file.close()

    def _read(self, digests: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        marks = ",".join("?" * len(digests))
        query = f"SELECT digest, body FROM {self._table} WHERE digest IN ({marks})"  # noqa: S608
        try:
            return self.file.execute(query, digests).fetchall()
        except sqlite3.OperationalError as error:
            log.warning("%s could not be read: %s", self._table, error)
        except sqlite3.DatabaseError as error:
            self.file = self._start_over(error)
        return []

    def _start_over(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """A file that is none of a database any more is thrown away."""
        log.warning("%s: %s cannot be read, starting over: %s", self._table, self._path, error)
        if self._path is not None and not isinstance(error, sqlite3.OperationalError):
            remove(self._path)
            return _open(self._path, self._table)
        return _open(None, self._table)


def remove(path: Path) -> None:
    """With what SQLite keeps beside it."""
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def _open(path: Path | None, table: str) -> sqlite3.Connection:
    file = sqlite3.connect(path or ":memory:", timeout=5, check_same_thread=False)
    try:
        if path is not None:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = NORMAL")
        file.execute(
            f"CREATE TABLE IF NOT EXISTS {table} (digest BLOB PRIMARY KEY, body BLOB NOT NULL)"
        )
    except sqlite3.Error:
        file.close()
        raise
    return file
