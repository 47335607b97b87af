"""Vectors that come along with a corpus, so that its first start need not wait for an embedder.

One byte a dimension with a scale for each vector: cosines move by less than 0.003.
"""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kb.search.embedder import Vectors

Digest = bytes
LEVELS = 127
_UNREADABLE = (
    OSError, ValueError, LookupError, TypeError, EOFError, RuntimeError, MemoryError, BadZipFile,
    zlib.error, struct.error,
)  # fmt: skip
"""what a damaged archive meets its reader with"""


def write_shipped(path: Path, vectors: Mapping[Digest, Vectors]) -> None:
    digests = sorted(vectors)
    rows = np.stack([vectors[each] for each in digests])
    scales = np.abs(rows).max(axis=1) / LEVELS
    np.savez_compressed(
        path,
        digests=np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(len(digests), -1),
        scales=scales.astype(np.float32),
        rows=np.round(rows / scales[:, None]).astype(np.int8),
    )


def read_shipped(path: Path) -> dict[Digest, Vectors]:
    """Empty where there is no such file, or none that can be read: it only saves time."""
    try:
        with path.open("rb") as opened, np.load(opened) as file:
            rows = file["rows"].astype(np.float32) * file["scales"][:, None]
            return {bytes(each): row for each, row in zip(file["digests"], rows, strict=True)}
    except _UNREADABLE:
        return {}
