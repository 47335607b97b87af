"""Questions that begin to show while somebody types: by characters, by pinyin, by initials."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from kb.search.document import Document
from kb.search.follower import Follower
from kb.search.resident import ResidentIndex
from kb.search.wordings import wordings_of
from kb.terms import Audience
from kb.text import Analyzer
from kb.text.sounding import as_typed

MOST_TYPED = 40
"""of a longer text a whole question is asked, and no longer begun"""


@dataclass(frozen=True, slots=True)
class Suggested:
    id: str
    question: str


class Suggester:
    """May be shared by threads. What it looks through is made anew when the base has moved."""

    def __init__(self, follower: Callable[[], Follower]) -> None:
        """`follower`: the one that is on duty."""
        self._follower = follower

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
        begun = (each.document for each in wordings_of(index).find(looked_for))
        for document in chain(begun, by_words):
            entry = document.entry
            if entry.audience is (audience or entry.audience) and entry.live_at(now):
                found.setdefault(entry.id, Suggested(entry.id, entry.question))
            if len(found) == limit:
                break
        return list(found.values())


def _by_words(index: ResidentIndex, analyzer: Analyzer, typed: str) -> Iterator[Document]:
    """What holds the words, though not side by side: asked for only where that is needed."""
    for match in index.search(analyzer.analyze(typed)):
        yield match.document
