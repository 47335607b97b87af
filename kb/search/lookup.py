"""Looking entries up by words, as colleagues do: no decision, just what there is.

On the Whoosh index, whose fields have their own weights; in memory where that index is missing
or not as far as the base.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from whoosh.query import And, Or, Term
from whoosh.searching import Searcher

from kb.search.document import Document
from kb.search.follower import Follower
from kb.search.marking import telling
from kb.search.resident import ResidentIndex
from kb.search.schema import WEIGHTS
from kb.terms import Audience, Category
from kb.text import Query
from kb.text.phrases import Phrases

MOST_WORDS = 32
"""A story is looked up by its rarest words."""

Scores = Mapping[str, float]
"""by id"""


@dataclass(frozen=True, slots=True)
class Found:
    id: str
    question: str
    answer: str
    score: float
    """comparable only within one look-up"""
    marked: tuple[str, ...]
    """the words asked for, as they stand in question and answer"""


@dataclass(frozen=True, slots=True)
class _Wanted:
    audience: Audience | None
    category: Category | None
    now: datetime

    def admits(self, document: Document) -> bool:
        entry = document.entry
        return (
            self.audience in (None, entry.audience)
            and self.category in (None, entry.category)
            and entry.live_at(self.now)
        )


class _Any(Or):  # type: ignore[misc]  # whoosh brings no types
    # The other matchers lose true hits when there is a limit.
    matcher_type = Or.ARRAY_MATCHER


def look_up(
    follower: Follower,
    text: str,
    *,
    audience: Audience | None = None,
    category: Category | None = None,
    limit: int = 10,
    now: datetime,
) -> list[Found]:
    """Entries valid now that hold any of the words, best first; without an audience all of them,
    internal ones too."""
    index, mark = follower.snapshot(), follower.mark
    query = follower.analyzer.analyze(text)
    words = [word for word in dict.fromkeys(query.words) if index.idf(word)]
    words = sorted(words, key=index.idf, reverse=True)[:MOST_WORDS]
    if not words or limit < 1:
        return []
    wanted = _Wanted(audience, category, now)
    scores: Scores | None = None
    if mark.number == index.number:
        scores = follower.shelf.search(mark, _finder(words, index, wanted, limit))
    if scores is None:
        scores = _in_memory(query, index, wanted, limit)
    ordered = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    phrases = Phrases(dict.fromkeys(telling(query, follower.analyzer), ""))
    # The base may just have been replaced under the index on disk.
    held = [(index.documents[key], score) for key, score in ordered if key in index.documents]
    return [_found(document, score, phrases) for document, score in held]


def _finder(
    words: list[str], index: ResidentIndex, wanted: _Wanted, limit: int
) -> Callable[[Searcher], Scores]:
    only = {"audience": wanted.audience, "category": wanted.category}
    filters = [Term(field, value.value) for field, value in only.items() if value]
    documents = index.documents.items()
    hidden = [Term("id", key) for key, each in documents if not each.entry.live_at(wanted.now)]

    def find(searcher: Searcher) -> Scores:
        hits = searcher.search(
            _Any([Term(field, word) for field in WEIGHTS for word in words]),
            limit=limit,
            filter=And(filters) if filters else None,
            mask=Or(hidden) if hidden else None,
        )
        return {hit["id"]: hit.score for hit in hits}

    return find


def _in_memory(query: Query, index: ResidentIndex, wanted: _Wanted, limit: int) -> Scores:
    matches = index.search(query, len(index.documents))
    admitted = [match for match in matches if wanted.admits(match.document)]
    return {match.document.entry.id: match.score for match in admitted[:limit]}


def _found(document: Document, score: float, phrases: Phrases[str]) -> Found:
    entry = document.entry
    text = f"{entry.question}\n{entry.answer}"
    places = [(start, start + len(phrase)) for start, phrase, _ in phrases.find(text.lower())]
    marked = dict.fromkeys(text[start:end] for start, end in places)
    return Found(entry.id, entry.question, entry.answer, score, tuple(marked))
