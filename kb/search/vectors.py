"""Vectors kept on disk by what was embedded: no text is embedded twice on one machine."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from kb.search.embedder import Vectors
from kb.search.kept import KeptFile
from kb.search.shipped import read_shipped, write_shipped


def as_stored(vectors: Vectors) -> Vectors:
    """With the precision in which they are kept."""
    return vectors.astype(np.float16).astype(np.float32)


class VectorStore:
    def __init__(self, path: Path | None, model: str, shipped: Path | None = None) -> None:
        """Without a path, or with one that cannot be used, the vectors live as long as the
        process. What stands in the file `shipped` need not be embedded at all."""
        self._shipped = read_shipped(shipped) if shipped else {}
        self._kept = KeptFile(path, "vectors")
        self._model = model

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
        read = ((key, _unpack(body)) for key, body in self._kept.get(keys).items())
        return {key: vector for key, vector in read if vector is not None}

    def ship(self, path: Path, vectors: Mapping[str, Vectors], also: Iterable[bytes] = ()) -> None:
        """`also`: digests of texts that are to stay where they are known."""
        shipped = {self.digest(text): each for text, each in vectors.items()}
        write_shipped(path, self.find(also) | shipped)

    def put(self, vectors: Mapping[str, Vectors]) -> None:
        self._kept.put(
            (self.digest(text), vector.astype(np.float16).tobytes())
            for text, vector in vectors.items()
        )

    def digest(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._model}\n{text}".encode()).digest()[:16]


def _unpack(body: bytes) -> Vectors | None:
    """None for what is no vector of length 1: SQLite does not see a flipped bit."""
    if len(body) % 2:
        return None
    vector = np.frombuffer(body, dtype=np.float16).astype(np.float32)
    sound = bool(np.isfinite(vector).all()) and abs(float(vector @ vector) - 1) < 0.02
    return vector if sound else None
