"""Questions the club is known to have left unanswered. What comes nearer to one of them than to
any entry is no question for the base, however near some entry is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.answering.evidence import likeness_of_words
from kb.search import Meaning, ResidentIndex, index_questions
from kb.text import Analyzer, Query

LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Nearness:
    """To the nearest unanswered question: by words and by meaning, each 0–1."""

    words: float = 0.0
    likeness: float = 0.0


@dataclass(frozen=True, eq=False)
class Refusals:
    index: ResidentIndex

    def nearest(
        self,
        query: Query,
        weigh: Callable[[str], float],
        meaning: Meaning | None,
        *,
        but: str | None = None,
    ) -> Nearness:
        """`but`: a question not to be looked at, when fitting is done on it."""
        found = self.index.search(query, LOOKED_AT)
        matches = [each for each in found if each.wording.raw != but]
        words = [likeness_of_words(query, each.wording, weigh) for each in matches]
        if meaning is None:
            return Nearness(max(words, default=0.0))
        kin = meaning.kin(query, self.index, [each.document for each in matches], LOOKED_AT)
        likeness = [each.likeness for each in kin if each.wording.raw != but]
        return Nearness(max(words, default=0.0), max(likeness, default=0.0))


def read_unanswered(directory: Path, analyzer: Analyzer) -> Refusals:
    """From `*.txt`, one question a line; no folder is an empty list."""
    files = sorted(directory.glob("*.txt"))
    lines = (line.strip() for path in files for line in path.read_text("utf-8").splitlines())
    return Refusals(index_questions(dict.fromkeys(filter(None, lines)), analyzer))
