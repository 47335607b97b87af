"""Which wordings mean about the same as a question, by the vectors of an embedder."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from kb.search.document import Document
from kb.search.embedder import Embedder, Vectors
from kb.search.resident import ResidentIndex
from kb.search.segment import Segment
from kb.search.vectors import VectorStore, as_stored
from kb.text import Query

_BATCH = 8
"""small, for a question that comes in between waits for one batch"""


@dataclass(frozen=True, slots=True)
class Kin:
    """The wording of an entry that is nearest in meaning; `likeness` is their cosine, 0–1."""

    document: Document
    wording: Query
    likeness: float


class Meaning:
    def __init__(self, embedder: Embedder, store: VectorStore) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._store = store
        self._vectors: dict[str, Vectors] = {}
        self._ask: Callable[[str], Vectors] = lru_cache(maxsize=1024)(
            lambda text: embedder.embed([text])[0]
        )
        self._matrices: WeakKeyDictionary[Segment, tuple[int, Vectors]] = WeakKeyDictionary()
        self._known = 0
        """how many vectors the matrices must know of"""

    def missing(self, documents: Iterable[Document]) -> int:
        """How many wordings were never embedded on this machine."""
        return self.missing_texts(_texts(documents))

    def missing_texts(self, texts: Iterable[str]) -> int:
        wanted = set(texts)
        return len(wanted) - len(self._store.get(wanted))

    def prepare(
        self, documents: Iterable[Document], progress: Callable[[int], object] | None = None
    ) -> None:
        """Embeds what is not embedded yet, in batches; `progress` is told how many at a time."""
        self.prepare_texts(_texts(documents), progress)

    def prepare_texts(
        self, texts: Iterable[str], progress: Callable[[int], object] | None = None
    ) -> None:
        missing = self._recall(texts)
        for start in range(0, len(missing), _BATCH):
            some = missing[start : start + _BATCH]
            # As they will be found after the next start: no likeness may change by that.
            fresh = dict(zip(some, as_stored(self._embedder.embed(some)), strict=True))
            self._store.put(fresh)
            self._vectors.update(fresh)
            if progress:
                progress(len(some))
        self._known = len(self._vectors)

    def ship(
        self,
        documents: Iterable[Document],
        questions: Iterable[Query],
        path: Path,
        also: Iterable[bytes] = (),
    ) -> int:
        """Writes the vectors of these entries and questions to a file that travels with their
        corpus, with those of the digests `also`."""
        texts = dict.fromkeys((*_texts(documents), *(each.text for each in questions)))
        self.prepare_texts(texts)
        self._store.ship(path, {text: self._vectors[text] for text in texts}, also)
        return len(texts)

    def _recall(self, texts: Iterable[str]) -> list[str]:
        """Takes from the store what it has; returns what it has not."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        known = self._store.get(missing)
        self._vectors.update(known)
        return [text for text in missing if text not in known]

    def vector(self, text: str) -> Vectors:
        """(d,) of a question, as `Query.text` has it; asked again it costs nothing."""
        known = self._vectors.get(text)
        return self._ask(text) if known is None else known

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(n, d) of wordings that were prepared."""
        return np.stack([self._vectors[text] for text in texts])

    def digests(self, texts: Iterable[str]) -> list[bytes]:
        """By which `recall` finds their vectors again, without the texts."""
        return [self._store.digest(text) for text in texts]

    def recall(self, digests: Sequence[bytes]) -> Vectors | None:
        """(digests, d), or None when one of them is not there."""
        found = self._store.find(digests)
        if len(found) < len(set(digests)):
            return None
        return np.stack([found[each] for each in digests])

    def kin(
        self, query: Query, index: ResidentIndex, near: Sequence[Document], limit: int
    ) -> list[Kin]:
        """The entries nearest in meaning among all that are embedded, and each of `near`, which
        are embedded now if need be: no question waits for a whole base. Best first."""
        self.prepare(near)
        asked = self.vector(query.text)
        found = {kin.document.entry.id: kin for kin in self._best(asked, index, limit)}
        for document in near:
            found.setdefault(document.entry.id, self._nearest(asked, document))
        return sorted(found.values(), key=lambda kin: (-kin.likeness, kin.document.entry.id))

    def _best(self, asked: Vectors, index: ResidentIndex, limit: int) -> list[Kin]:
        found = [
            Kin(*each)
            for segment, hidden in index.segments()
            for each in segment.best(self._matrix(segment, len(asked)) @ asked, hidden, limit)
        ]
        return sorted(found, key=lambda kin: (-kin.likeness, kin.document.entry.id))[:limit]

    def _nearest(self, asked: Vectors, document: Document) -> Kin:
        scores = np.stack([self._vectors[each.text] for each in document.wordings]) @ asked
        best = int(np.argmax(scores))
        return Kin(document, document.wordings[best], max(0.0, float(scores[best])))

    def _matrix(self, segment: Segment, size: int) -> Vectors:
        """(rows, d); zeros for bodies and for what is not embedded yet."""
        built = self._matrices.get(segment)
        if built is None:
            self._recall(query.text for doc, query in segment.rows if query is not doc.body)
            self._known = len(self._vectors)
        known = self._known
        if built is None or built[0] != known:
            built = self._matrices[segment] = (known, self._stack(segment, size))
        return built[1]

    def _stack(self, segment: Segment, size: int) -> Vectors:
        nothing = np.zeros(size, np.float32)
        rows = [
            nothing if query is document.body else self._vectors.get(query.text, nothing)
            for document, query in segment.rows
        ]
        return np.stack(rows) if rows else np.zeros((0, size), np.float32)


def _texts(documents: Iterable[Document]) -> list[str]:
    """Of all wordings, each once."""
    return list(dict.fromkeys(each.text for doc in documents for each in doc.wordings))
