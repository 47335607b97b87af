"""The candidates of a question with their evidence and confidence, best first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb.answering.evidence import Evidence, Missing, Weigher, gather, likeness_of_words
from kb.answering.gate import Gate
from kb.answering.recognizer import Recognized
from kb.answering.refusals import Nearness
from kb.search import Document, Kin, Match, Meaning, ResidentIndex
from kb.text import Query

BY_WORDS = 8
BY_MEANING = 6
"""how many of the entries found in each way are looked at closely"""
LOOKED_THROUGH = 30

SAME_WORDS = 0.99
"""the confidence in an entry one of whose wordings is the very question"""

Keep = Callable[[Document], bool]


def _every(_: Document) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Candidate:
    document: Document
    wording: Query
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


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question beyond the words it shares with entries."""

    meaning: Meaning | None = None
    refused: Nearness = field(default_factory=Nearness)
    recognized: Recognized = field(default_factory=lambda: Recognized({}))


WORDS_ONLY = Signals()


def candidates(
    query: Query,
    index: ResidentIndex,
    weigher: Weigher,
    signals: Signals = WORDS_ONLY,
    keep: Keep = _every,
) -> list[Candidate]:
    """The entries worth a close look, each held against its nearest wording."""
    matches = [each for each in index.search(query, LOOKED_THROUGH) if keep(each.document)]
    found = {each.document.entry.id: each for each in matches[: 2 * BY_WORDS]}
    leads = _leads([each.score for each in found.values()])
    lead = dict(zip(found, leads, strict=True))
    documents = [each.document for each in matches[:BY_WORDS]]
    kin = _kin(query, index, documents, signals.meaning, keep) if signals.meaning else {}
    gaps = _gaps([each.likeness for each in kin.values()])
    gap = dict(zip(kin, gaps, strict=True))
    pool = {each.entry.id: each for each in documents}
    pool |= {key: each.document for key, each in list(kin.items())[:BY_MEANING]}
    chosen = []
    for key, document in pool.items():
        wordings = [each.wording for each in (found.get(key), kin.get(key)) if each]
        wording, evidence, missing = _nearest(query, document, wordings, weigher)
        evidence = _with_signals(
            replace(evidence, lead=lead.get(key, 0.0), likeness_lead=gap.get(key, 0.0)),
            key,
            likeness=kin[key].likeness if key in kin else 0.0,
            shared=likeness_of_words(query, wording, weigher.weight),
            signals=signals,
        )
        chosen.append(Candidate(document, wording, evidence, missing))
    return chosen


def _with_signals(
    evidence: Evidence, key: str, *, likeness: float, shared: float, signals: Signals
) -> Evidence:
    refused, recognized = signals.refused, signals.recognized
    return replace(
        evidence,
        likeness=likeness,
        refused=refused.words,
        refused_lead=shared - refused.words,
        refused_likeness=refused.likeness,
        refused_likeness_lead=likeness - refused.likeness,
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
) -> list[Ranked]:
    found = candidates(query, index, weigher, signals, keep)
    with_meaning = signals.meaning is not None
    sure = gate.confidences([each.evidence for each in found], with_meaning=with_meaning)
    ranked = [
        Ranked(each, max(confidence, SAME_WORDS * (each.wording.core == query.core)))
        for each, confidence in zip(found, sure, strict=True)
    ]
    return sorted(ranked, key=lambda each: (-each.confidence, each.id))


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
    query: Query, document: Document, wordings: Sequence[Query], weigher: Weigher
) -> tuple[Query, Evidence, Missing]:
    """The wording that speaks most for the entry; its body when nothing else was found."""
    tried = []
    for wording in dict.fromkeys(wordings):
        evidence, missing = gather(query, Match(document, wording, 0.0), weigher)
        tried.append(
            (evidence.covered + evidence.returned + evidence.alike, wording, evidence, missing)
        )
    best = max(tried, key=lambda each: each[0])
    return best[1], best[2], best[3]


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
