"""The candidates of a question with their evidence and confidence, best first."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.answering.evidence import Asked, Evidence, Missing, Weigher, ask, gather, shared_words
from kb.answering.gate import Gate
from kb.answering.recognizer import NOTHING, Recognized
from kb.search import Document, Kin, Match, Meaning, ResidentIndex
from kb.text import Query

BY_WORDS = 8
BY_MEANING = 6
RECOGNIZED = 3
"""how many of the entries found in each way are looked at closely"""
LOOKED_THROUGH = 30

LIKELY = 0.15
"""Below it nothing is recognised."""
NEGLIGIBLE = 0.02
"""a confidence that says nothing about which of two is nearer"""
SAME_WORDS = 0.99
"""the confidence in an entry one of whose wordings is the very question"""

Keep = Callable[[Document], bool]


def _every(_: Document) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Candidate:
    document: Document
    wording: Query
    """the nearest"""
    evidence: Evidence
    missing: Missing


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    confidence: float

    @property
    def id(self) -> str:
        return self.candidate.document.entry.id

    @property
    def document(self) -> Document:
        return self.candidate.document

    def is_in_its_words(self, query: Query) -> bool:
        return self.candidate.wording.core == query.core


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question beyond the words it shares with entries."""

    meaning: Meaning | None = None
    recognized: Recognized = NOTHING


WORDS_ONLY = Signals()


def candidates(
    query: Query,
    index: ResidentIndex,
    weigher: Weigher,
    signals: Signals = WORDS_ONLY,
    keep: Keep = _every,
    *,
    matches: Sequence[Match] | None = None,
) -> list[Candidate]:
    """The entries worth a close look, each held against its nearest wording. `matches`: what
    searching the index for the question has found, where that is known already."""
    if matches is None:
        matches = index.search(query, LOOKED_THROUGH)
    matches = [each for each in matches if keep(each.document)]
    recognized = _recognized(signals.recognized, index, keep)
    if not matches and not recognized and signals.meaning is None:
        return []
    found = {each.document.entry.id: each for each in matches[: 2 * BY_WORDS]}
    lead = dict(zip(found, _leads([each.score for each in found.values()]), strict=True))
    documents = [each.document for each in matches[:BY_WORDS]]
    documents += [each for each in recognized if each not in documents]
    kin = _kin(query, index, documents, signals.meaning, keep) if signals.meaning else {}
    gap = dict(zip(kin, _gaps([each.likeness for each in kin.values()]), strict=True))
    pool = {each.entry.id: each for each in documents}
    pool |= {key: each.document for key, each in list(kin.items())[:BY_MEANING]}
    asked = ask(query, weigher)
    chosen = []
    for key, document in pool.items():
        wordings = [each.wording for each in (found.get(key), kin.get(key)) if each]
        near = _nearest(asked, document, wordings or document.wordings[:1], weigher)
        evidence = _with_signals(
            near.evidence,
            key,
            lead=lead.get(key, 0.0),
            likeness=kin[key].likeness if key in kin else 0.0,
            likeness_lead=gap.get(key, 0.0),
            signals=signals,
        )
        chosen.append(Candidate(document, near.wording, evidence, near.missing))
    return chosen


def _with_signals(
    evidence: Evidence,
    key: str,
    *,
    lead: float,
    likeness: float,
    likeness_lead: float,
    signals: Signals,
) -> Evidence:
    recognized = signals.recognized
    return evidence._replace(
        lead=lead,
        likeness=likeness,
        likeness_lead=likeness_lead,
        recognized=recognized.of(key),
        recognized_over_unanswered=recognized.over_unanswered(key),
        recognized_lead=recognized.lead(key),
    )


def rank(
    query: Query,
    index: ResidentIndex,
    weigher: Weigher,
    gate: Gate,
    *,
    signals: Signals = WORDS_ONLY,
    keep: Keep = _every,
    matches: Sequence[Match] | None = None,
) -> list[Ranked]:
    found = candidates(query, index, weigher, signals, keep, matches=matches)
    with_meaning = signals.meaning is not None
    sure = gate.confidences([each.evidence for each in found], with_meaning=with_meaning)
    ranked = [
        Ranked(each, max(confidence, SAME_WORDS * (each.wording.core == query.core)))
        for each, confidence in zip(found, sure, strict=True)
    ]
    return sorted(ranked, key=_order)


def _order(ranked: Ranked) -> tuple[float, float, str]:
    """Where none is an answer, whoever looks for one is helped by what lies nearest."""
    evidence = ranked.candidate.evidence
    near = evidence.likeness + shared_words(evidence)
    return -max(ranked.confidence, NEGLIGIBLE), -near, ranked.id


def _recognized(recognized: Recognized, index: ResidentIndex, keep: Keep) -> list[Document]:
    likely = heapq.nlargest(RECOGNIZED, recognized.scores, key=recognized.of)
    documents = (index.documents.get(key) for key in likely if recognized.of(key) >= LIKELY)
    return [each for each in documents if each is not None and keep(each)]


def _kin(
    query: Query,
    index: ResidentIndex,
    documents: Sequence[Document],
    meaning: Meaning,
    keep: Keep,
) -> dict[str, Kin]:
    """By id, nearest first."""
    found = meaning.kin(query, index, documents, 2 * BY_MEANING)
    return {each.document.entry.id: each for each in found if keep(each.document)}


def _nearest(
    asked: Asked, document: Document, wordings: Sequence[Query], weigher: Weigher
) -> Candidate:
    """Held against the wording that speaks most for the entry, without signals yet."""
    tried = [
        Candidate(document, wording, *gather(asked, document, wording, weigher))
        for wording in dict.fromkeys(wordings)
    ]
    return max(tried, key=lambda each: shared_words(each.evidence))


def _leads(scores: Sequence[float]) -> list[float]:
    """For each score, how far it stands above the best of the others, as a share of itself."""
    return [
        max(0.0, gap / score) if score > 0 else 0.0
        for gap, score in zip(_gaps(scores), scores, strict=True)
    ]


def _gaps(values: Sequence[float]) -> list[float]:
    """For each value, its distance above (or, negative, below) the best of the others."""
    if not values:
        return []
    best, *rest = sorted(values, reverse=True)
    second = rest[0] if rest else 0.0
    return [value - (second if value == best else best) for value in values]
