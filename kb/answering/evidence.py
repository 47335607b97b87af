"""What speaks for and against one entry as the answer to one question, bounded and explainable."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache

from rapidfuzz.distance import Indel

from kb.search.document import Document
from kb.search.resident import Match, ResidentIndex
from kb.text import Analyzer, Mention, Query

STRONG_ASKS = frozenset(["price", "time", "place", "duration", "count", "who", "why", "contact"])
"""An entry made for one of these does not answer another; `how` and `whether` go with anything."""
PLAIN = 0.12
"""what a word that merely tells a story (今天, 朋友) counts"""


@dataclass(frozen=True, slots=True)
class Evidence:
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
    refused: float = 0.0
    """how near, by words, a question comes that the club is known to have left unanswered"""
    refused_lead: float = 0.0
    """how far the nearest wording stands above that one, by words"""
    refused_likeness: float = 0.0
    refused_likeness_lead: float = 0.0
    """the same two by meaning"""
    recognized: float = 0.0
    """how surely the base's wordings together tell this entry, about 0–1"""
    recognized_over_unanswered: float = 0.0
    recognized_lead: float = 0.0
    """the same above the questions left unanswered, and above the best different entry"""


FEATURES = tuple(each.name for each in fields(Evidence))
MEANING_FEATURES = frozenset(
    {
        "likeness",
        "likeness_lead",
        "refused_likeness",
        "refused_likeness_lead",
        "recognized",
        "recognized_over_unanswered",
        "recognized_lead",
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
class _Coverage:
    """Shares of the question's weight, and the words that nothing of the entry covers."""

    by_wording: float
    by_entry: float
    missing: tuple[str, ...]


def gather(query: Query, match: Match, weigher: Weigher) -> tuple[Evidence, Missing]:
    document, wording = match.document, match.wording
    coverage = _cover(query, wording, document, weigher.weight)
    unmet = weigher.unmet(query, document)
    kinds = {kind for kind, _ in document.mentions}
    asked = query.asks & STRONG_ASKS
    answers = not asked or not asked.isdisjoint(document.asks)
    evidence = Evidence(
        covered=coverage.by_wording,
        covered_by_entry=coverage.by_entry,
        returned=_returned(query, wording, weigher.weight),
        alike=Indel.normalized_similarity(query.core, wording.core),
        overlap=_overlap(query.core, wording.core),
        stranger=_heaviest(coverage.missing, weigher, known=False),
        neighbour=_heaviest(coverage.missing, weigher, known=True),
        agreed=float(not query.mentions.isdisjoint(document.mentions)),
        clash=float(any(kind in kinds for kind, _ in unmet)),
        stray=float(any(kind not in kinds for kind, _ in unmet)),
        unsaid=float(not wording.mentions <= query.mentions),
        asks_agree=float(bool(asked) and answers),
        asks_clash=float(not answers),
        numbers_clash=float(bool(query.numbers) and not query.numbers <= document.numbers),
        reversed=float(_reversed(query, wording, document, weigher)),
        short=1 / max(1, len(query.words)),
    )
    return evidence, Missing(coverage.missing, unmet, () if answers else tuple(sorted(asked)))


def _cover(
    query: Query, wording: Query, document: Document, weigh: Callable[[str], float]
) -> _Coverage:
    total = left = left_by_entry = 0.0
    missing = []
    for word in dict.fromkeys(query.words):
        weight = weigh(word)
        total += weight
        left += weight * _lack(word, wording)
        if word not in document.words and word not in document.text:
            left_by_entry += weight
            missing.append(word)
    if not total:
        return _Coverage(1.0, 1.0, ())
    return _Coverage(1 - left / total, 1 - left_by_entry / total, tuple(missing))


def _heaviest(words: Iterable[str], weigher: Weigher, *, known: bool) -> float:
    weights = (weigher.weight(word) for word in words if weigher.known(word) == known)
    return min(1.0, max(weights, default=0.0))


def likeness_of_words(query: Query, wording: Query, weigh: Callable[[str], float]) -> float:
    """0–1: the words they share, weighed and seen from both sides, and their characters."""
    there, back = _returned(wording, query, weigh), _returned(query, wording, weigh)
    return (there + back + Indel.normalized_similarity(query.core, wording.core)) / 3


def _lack(word: str, wording: Query) -> float:
    """0 when the wording has the word, 1 when it has nothing of it."""
    if word in wording.words or word in wording.core:
        return 0.0
    if len(word) < 2:
        return 1.0
    return 1 - 0.5 * sum(character in wording.core for character in word) / len(word)


def _returned(query: Query, wording: Query, weigh: Callable[[str], float]) -> float:
    total = held = 1e-9
    for word in dict.fromkeys(wording.words):
        weight = weigh(word)
        total += weight
        held += weight * (1 - _lack(word, query))
    return held / total


def _overlap(question: str, wording: str) -> float:
    if len(question) < 2:
        return float(question in wording)
    pairs = [question[at : at + 2] for at in range(len(question) - 1)]
    return sum(pair in wording for pair in pairs) / len(pairs)


def _reversed(query: Query, wording: Query, document: Document, weigher: Weigher) -> bool:
    contrasts = weigher.lexicon.contrasts
    opposite = any(
        not contrasts[word].isdisjoint(wording.words) and word not in document.words
        for word in query.words
        if word in contrasts
    )
    return opposite or query.negated != wording.negated
