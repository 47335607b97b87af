"""Questions that begin to show while somebody types: by characters, by pinyin, by initials."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain
from threading import Lock

from kb.search.document import Document
from kb.search.follower import Follower
from kb.search.resident import ResidentIndex
from kb.terms import Audience
from kb.text import Analyzer
from kb.text.sounding import as_typed, in_pinyin

MOST_TYPED = 40
"""of a longer text a whole question is asked, and no longer begun"""
MOST_HITS = 2000
"""so many wordings that hold what was typed are enough to choose from"""


@dataclass(frozen=True, slots=True)
class Suggested:
    id: str
    question: str


class Suggester:
    """May be shared by threads. What it looks through is made anew when the base has moved."""

    def __init__(self, follower: Callable[[], Follower]) -> None:
        """`follower`: the one that is on duty."""
        self._follower = follower
        self._lock = Lock()
        self._made: tuple[ResidentIndex, _Wordings] | None = None

    def suggest(
        self, typed: str, *, audience: Audience | None = None, limit: int = 6, now: datetime
    ) -> list[Suggested]:
        """Standard questions of entries valid now, the likeliest first; without an audience those
        of internal entries too."""
        follower = self._follower()
        index = follower.snapshot().at(now)
        looked_for = as_typed(typed)
        if not looked_for or len(looked_for) > MOST_TYPED:
            return []
        found: dict[str, Suggested] = {}
        by_words = _by_words(index, follower.analyzer, typed)
        for document in chain(self._wordings(index).find(looked_for), by_words):
            entry = document.entry
            if entry.audience is (audience or entry.audience) and entry.live_at(now):
                found.setdefault(entry.id, Suggested(entry.id, entry.question))
            if len(found) == limit:
                break
        return list(found.values())

    def _wordings(self, index: ResidentIndex) -> "_Wordings":
        with self._lock:
            if self._made is None or self._made[0] is not index:
                self._made = (index, _Wordings(index.documents.values()))
            return self._made[1]


def _by_words(index: ResidentIndex, analyzer: Analyzer, typed: str) -> Iterator[Document]:
    """What holds the words, though not side by side: asked for only where that is needed."""
    for match in index.search(analyzer.analyze(typed)):
        yield match.document


class _Wordings:
    def __init__(self, documents: Iterable[Document]) -> None:
        owners, lines, standard = [], [], []
        for document in documents:
            for at, typings in enumerate(document.typings):
                owners.append(document)
                lines.append(typings)
                standard.append(at == 0)
        self._owners: Sequence[Document] = owners
        self._standard: Sequence[bool] = standard
        self._columns = [_Column([each[at] for each in lines]) for at in range(3)]

    def find(self, typed: str) -> list[Document]:
        """Characters before sounds; the standard question before others; the beginning of a
        wording before its middle; short before long."""
        characters, pinyin, initials = self._columns
        ranked = [(0, hit) for hit in characters.holding(typed)]
        if len(typed) > 1:
            ranked += [(1, hit) for hit in pinyin.holding(in_pinyin(typed))]
        if len(typed) > 1 and typed.isascii() and typed.isalpha():
            ranked += [(1, hit) for hit in initials.holding(typed)]
        order = sorted(
            (
                how,
                not self._standard[line],
                not begins,
                len(self._owners[line].entry.question),
                line,
            )
            for how, (line, begins) in ranked
        )
        return [self._owners[each[-1]] for each in order]


class _Column:
    """Many lines in one text: looking through it is a matter of one scan."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = "\n".join(lines)
        self._starts = [0, *accumulate(len(each) + 1 for each in lines)][: len(lines)]

    def holding(self, part: str) -> Iterator[tuple[int, bool]]:
        """The number of each line that holds it, and whether it begins with it."""
        at = self._text.find(part)
        for _ in range(MOST_HITS):
            if at < 0:
                return
            line = bisect_right(self._starts, at) - 1
            yield line, at == self._starts[line]
            following = self._starts[line + 1] if line + 1 < len(self._starts) else None
            at = -1 if following is None else self._text.find(part, following)
