"""What speaks for and against one entry as the answer to one question, bounded and explainable."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from kb.answering.order import turned_round
from kb.search.document import Document
from kb.search.resident import ResidentIndex
from kb.text import Analyzer, Mention, Query

STRONG_ASKS = frozenset(["price", "time", "place", "duration", "count", "who", "why", "contact"])
"""An entry made for one of these does not answer another; `how` and `whether` go with anything."""
PLAIN = 0.12
"""what a word that merely tells a story (今天, 朋友) counts"""


class Evidence(NamedTuple):
    """All numbers lie in 0–1. Words are weighed by rarity in the base and in everyday Chinese."""

    covered: float
    """share of the question's words that the nearest wording has"""
    covered_by_entry: float
    """… that any wording, the answer or the tags have"""
    returned: float
    """share of the nearest wording's words that the question has"""
    alike: float
    """likeness of the two as strings of characters (indel)"""
    overlap: float
    """characters of the question found in the wording, in pairs"""
    stranger: float
    """weight of the heaviest word the entry has not got and the base neither"""
    neighbour: float
    """weight of the heaviest word the entry has not got but other entries have"""
    agreed: float
    """1 when something mentioned is the same on both sides"""
    clash: float
    """1 when the entry speaks of another value of something mentioned (網球, not 羽毛球)"""
    stray: float
    """1 when something mentioned is of a kind the entry never speaks of"""
    unsaid: float
    """1 when the nearest wording mentions something the question does not"""
    asks_agree: float
    asks_clash: float
    """1 when what is asked for is nothing the entry was ever asked for"""
    numbers_clash: float
    reversed: float
    """1 when one side negates, or says the contrary act (办 / 退), and the other does not"""
    short: float
    """1 for a question of one word, towards 0 for a long one"""
    lead: float = 0.0
    """how far the search score stands above the next different entry's"""
    likeness: float = 0.0
    """meaning, by the embedder: cosine to the nearest wording; 0 when there is none"""
    likeness_lead: float = 0.0
    """the same above the best different entry's"""
    recognized: float = 0.0
    """how surely the base's wordings together tell this entry, about 0–1"""
    recognized_over_unanswered: float = 0.0
    recognized_lead: float = 0.0
    """the same above the questions left unanswered, and above the best different entry"""


FEATURES = Evidence._fields
MEANING_FEATURES = frozenset(
    {
        "likeness",
        "likeness_lead",
    }
)


@dataclass(frozen=True, slots=True)
class Missing:
    """The words and mentions that no part of the entry covers: what an explanation names."""

    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    asks: tuple[str, ...]


class Weigher:
    """Weighs words for one snapshot of the base."""

    def __init__(self, index: ResidentIndex, analyzer: Analyzer) -> None:
        self._index = index
        self._analyzer = analyzer
        self.lexicon = analyzer.lexicon
        self.weight = lru_cache(maxsize=65_536)(self._weight)

    def _weight(self, word: str) -> float:
        weight = 0.45 * self._analyzer.rarity(word) + 0.55 * (1 - self._index.familiarity(word))
        return PLAIN * weight if word in self.lexicon.plain else weight

    def known(self, word: str) -> bool:
        return word in self._index.seen

    def unmet(self, query: Query, document: Document) -> tuple[Mention, ...]:
        """What the question mentions and the entry neither names nor names more broadly. Of an
        open kind (weekdays, parts of the day) an entry need not name each."""
        lexicon, held = self.lexicon, document.mentions
        return tuple(
            (kind, value)
            for kind, value in sorted(query.mentions - held)
            if kind not in lexicon.open_kinds
            and not any((kind, wider) in held for wider in lexicon.broader.get(value, ()))
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question made ready to be held against many wordings."""

    query: Query
    words: tuple[tuple[str, float], ...]
    """each once, with its weight"""
    total: float
    """of the weights"""
    pairs: tuple[str, ...]
    """of neighbouring characters"""
    asks: frozenset[str]
    """that no entry made for another of them answers"""
    contraries: tuple[tuple[str, frozenset[str]], ...]
    """the acts among its words, with those that must not be taken for them"""


def ask(query: Query, weigher: Weigher) -> Asked:
    words = tuple((word, weigher.weight(word)) for word in dict.fromkeys(query.words))
    core, contrasts = query.core, weigher.lexicon.contrasts
    return Asked(
        query=query,
        words=words,
        total=sum(weight for _, weight in words),
        pairs=tuple(core[at : at + 2] for at in range(len(core) - 1)),
        asks=query.asks & STRONG_ASKS,
        contraries=tuple((word, contrasts[word]) for word in query.words if word in contrasts),
    )


def gather(
    asked: Asked, document: Document, wording: Query, weigher: Weigher
) -> tuple[Evidence, Missing]:
    query = asked.query
    covered, uncovered = _cover(asked, wording)
    missing = [pair for pair in uncovered if not _holds(document, pair[0])]
    without = sum(weight for _, weight in missing)
    unmet = weigher.unmet(query, document) if query.mentions else ()
    near = {kind for kind, _ in document.mentions} if unmet else frozenset[str]()
    answers = not asked.asks or not asked.asks.isdisjoint(document.asks)
    evidence = Evidence(
        covered=covered,
        covered_by_entry=1 - without / asked.total if asked.total else 1.0,
        returned=returned(query, wording, weigher.weight),
        alike=Indel.normalized_similarity(query.core, wording.core),
        overlap=_overlap(asked, wording.core),
        stranger=_heaviest(weight for word, weight in missing if not weigher.known(word)),
        neighbour=_heaviest(weight for word, weight in missing if weigher.known(word)),
        agreed=float(bool(query.mentions) and not query.mentions.isdisjoint(document.mentions)),
        clash=float(any(kind in near for kind, _ in unmet)),
        stray=float(any(kind not in near for kind, _ in unmet)),
        unsaid=float(not wording.mentions <= query.mentions),
        asks_agree=float(bool(asked.asks) and answers),
        asks_clash=float(not answers),
        numbers_clash=float(bool(query.numbers) and not query.numbers <= document.numbers),
        reversed=float(_reversed(asked, document, wording)),
        short=1 / max(1, len(query.words)),
    )
    words = tuple(word for word, _ in missing)
    return evidence, Missing(words, unmet, () if answers else tuple(sorted(asked.asks)))


def _cover(asked: Asked, wording: Query) -> tuple[float, list[tuple[str, float]]]:
    """The share of the question's weight that the wording has, and the words it has not wholly,
    with their weights."""
    if not asked.total:
        return 1.0, []
    left = 0.0
    uncovered = []
    for word, weight in asked.words:
        lack = _lack(word, wording)
        if lack:
            left += weight * lack
            uncovered.append((word, weight))
    return 1 - left / asked.total, uncovered


def _holds(document: Document, word: str) -> bool:
    return word in document.words or word in document.text


def _heaviest(weights: Iterable[float]) -> float:
    return min(1.0, max(weights, default=0.0))


def shared_words(evidence: Evidence) -> float:
    """0–1: the words both have, weighed and seen from both sides, and their characters."""
    return (evidence.covered + evidence.returned + evidence.alike) / 3


def _lack(word: str, wording: Query) -> float:
    """0 when the wording has the word, 1 when it has nothing of it."""
    core = wording.core
    if word in core or word in wording.words:
        return 0.0
    if len(word) < 2:
        return 1.0
    return 1 - 0.5 * sum([character in core for character in word]) / len(word)


def returned(query: Query, wording: Query, weigh: Callable[[str], float]) -> float:
    """The share of the wording's weight that the question has."""
    total = held = 1e-9
    for word in dict.fromkeys(wording.words):
        weight = weigh(word)
        total += weight
        held += weight * (1 - _lack(word, query))
    return held / total


def _overlap(asked: Asked, wording: str) -> float:
    if not asked.pairs:
        return float(asked.query.core in wording)
    return sum([pair in wording for pair in asked.pairs]) / len(asked.pairs)


def _reversed(asked: Asked, document: Document, wording: Query) -> bool:
    if turned_round(asked.query.words, wording.words):
        return True
    if asked.query.negated != wording.negated:
        return True
    return any(
        not contrary.isdisjoint(wording.words) and word not in document.words
        for word, contrary in asked.contraries
    )
