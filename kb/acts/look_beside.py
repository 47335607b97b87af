"""What stands beside a text while it is written: entries that ask the same, and live entries that
state something else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from rapidfuzz.distance import Indel

from kb.knowledge import Content, PublishedEntry
from kb.knowledge.clashes import Clash, clashes
from kb.search import Document, ResidentIndex
from kb.text import Analyzer, Query
from kb.text.facts import Fact, facts_of

ALIKE = 0.85
"""likeness of two wordings from which they are as good as one"""
MOST_WORDINGS = 40
MOST_SENTENCES = 20
MOST_NEIGHBOURS = 15
MOST_TWINS = 5
BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Twin:
    """A live entry with a wording all but equal to one of mine; `likeness` 0.85–1."""

    entry: PublishedEntry
    mine: str
    theirs: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Rival:
    entry: PublishedEntry
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """`within`: where the telephone form says something else than the answer."""

    twins: tuple[Twin, ...]
    rivals: tuple[Rival, ...]
    within: tuple[Clash, ...]

    @property
    def is_clear(self) -> bool:
        return not (self.twins or self.rivals or self.within)


def look_beside(
    index: ResidentIndex,
    analyzer: Analyzer,
    content: Content,
    *,
    now: datetime,
    entry_id: str | None = None,
) -> Beside:
    """`entry_id`: the entry being written, which is not held against itself."""
    asked = [
        analyzer.analyze(each, approved=True)
        for each in (content.question, *content.variants)[:MOST_WORDINGS]
        if each.strip()
    ]
    facts = facts_of(content.question, content.answer, analyzer)

    def others(query: Query, limit: int) -> list[Document]:
        found = (each.document for each in index.search(query, limit=limit))
        return [each for each in found if each.entry.id != entry_id and each.entry.live_at(now)]

    twins = _twins((query, others(query, MOST_TWINS)) for query in asked)
    near = {
        document.entry.id: document
        for query in (*asked[:1], *_sentences(content.answer, analyzer))
        for document in others(query, MOST_NEIGHBOURS)
    }
    return Beside(
        twins=tuple(twins[:MOST_TWINS]),
        rivals=tuple(_rivals(facts, analyzer, content, near.values())),
        within=clashes(facts_of(content.question, content.short or "", analyzer), facts),
    )


def _sentences(answer: str, analyzer: Analyzer) -> list[Query]:
    """A price may stand in an entry that nobody would ask for this way."""
    lines = [each for each in answer.splitlines() if each.strip()]
    return [analyzer.analyze(each, approved=True) for each in lines[:MOST_SENTENCES]]


def _twins(found: Iterable[tuple[Query, list[Document]]]) -> list[Twin]:
    """The likest wording of each entry, likest first."""
    best: dict[str, Twin] = {}
    for mine, documents in found:
        for document in documents:
            theirs = max(document.wordings, key=lambda each: _likeness(mine, each))
            likeness, entry = _likeness(mine, theirs), document.entry
            known = best.get(entry.id)
            if likeness >= ALIKE and (known is None or known.likeness < likeness):
                best[entry.id] = Twin(entry, mine.raw, theirs.raw, likeness)
    return sorted(best.values(), key=lambda each: -each.likeness)


def _likeness(one: Query, other: Query) -> float:
    """The same words in another order are the same question; another sport or day is not."""
    if one.mentions != other.mentions or one.negated != other.negated:
        return 0.0
    if one.numbers != other.numbers:
        return 0.0
    if one.words and sorted(one.words) == sorted(other.words):
        return 1.0
    return Indel.normalized_similarity(one.core, other.core) if one.core else 0.0


def _rivals(
    facts: tuple[Fact, ...], analyzer: Analyzer, content: Content, others: Iterable[Document]
) -> Iterator[Rival]:
    for document in others:
        if not _may_meet(content, document.entry):
            continue
        entry = document.entry
        found = clashes(facts, _facts_of_entry(entry.question, entry.answer, analyzer))
        if found:
            yield Rival(entry, found)


def _may_meet(content: Content, entry: PublishedEntry) -> bool:
    """Prices of different years are no contradiction."""
    begins = max(content.valid_from or BEGINNING, entry.valid_from or BEGINNING)
    return begins < min(content.valid_until or END, entry.valid_until or END)


# What an entry states is asked at every pause of everybody who writes.
_facts_of_entry = lru_cache(maxsize=4096)(facts_of)
