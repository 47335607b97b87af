"""What is found for a question before any threshold is asked: by words, and by meaning where words
leave a doubt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from kb.answering.decide import CANDIDATES, Shadow
from kb.answering.evidence import Weigher
from kb.answering.gate import Gate
from kb.answering.learning import Recognizers
from kb.answering.rank import LOOKED_THROUGH, Ranked, Signals, rank
from kb.answering.recognizer import NOTHING
from kb.search import Document, Match, Meaning, ResidentIndex
from kb.terms import Reason
from kb.text import Query

Found = tuple[list[Ranked], list[Shadow]]
"""the entries that whoever asks may be shown now, and those that fit but may not be shown"""


@dataclass(frozen=True)
class Looks:
    """`hidden`: why a document may not be shown."""

    query: Query
    index: ResidentIndex
    weigher: Weigher
    gate: Gate
    known: Recognizers
    meaning: Meaning | None
    hidden: Callable[[Document], Reason | None]

    def by_words(self) -> Found:
        words = self.known.words
        return self._look(Signals(recognized=words.recognize(self.query) if words else NOTHING))

    def by_meaning(self) -> Found:
        assert self.meaning is not None  # noqa: S101
        known = self.known.meaning
        if known is None:
            return self._look(Signals(self.meaning))
        vector = self.meaning.vector(self.query.text)
        return self._look(Signals(self.meaning, known.recognize(self.query, vector)))

    @cached_property
    def _matches(self) -> Sequence[Match]:
        return self.index.search(self.query, LOOKED_THROUGH)

    def _look(self, signals: Signals) -> Found:
        see = partial(
            rank, self.query, self.index, self.weigher, self.gate,
            signals=signals, matches=self._matches,
        )  # fmt: skip
        shadows = []
        for each in see(keep=lambda document: self.hidden(document) is not None):
            because = self.hidden(each.document)
            if because is not None:
                shadows.append(Shadow(each, because))
        return see(keep=lambda document: self.hidden(document) is None), shadows


def shortened(found: Found) -> Found:
    """What a decision rests on and names."""
    return found[0][:CANDIDATES], found[1]
