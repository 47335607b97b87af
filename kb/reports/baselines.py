"""What simpler systems make of the same questions: stock Whoosh, and the embedder alone."""

from collections.abc import Callable, Sequence
from contextlib import closing

import numpy as np

from kb.answering.assistant import Assistant
from kb.answering.judged import Judged
from kb.reports.curves import Scored
from kb.reports.evaluation import Marked
from kb.reports.examples import is_single
from kb.search import Document
from kb.search.stock import StockWhoosh
from kb.terms import DecisionKind

OURS, WHOOSH, EMBEDDER = "场边", "Whoosh + jieba", "只用语义（e5）"

LOOKED_THROUGH = 20
"""entries, for some may not be shown"""

Best = Callable[[str], tuple[str, float] | None]


def compare(
    assistant: Assistant, marked: Sequence[Marked], documents: Sequence[Document]
) -> dict[str, Scored]:
    """On the single questions among those marked. `documents` are those that may be answered
    with."""
    single = [each for each in marked if is_single(each.judged)]
    judged = [each.judged for each in single]
    systems = {OURS: _scored(judged, [_ours(each) for each in single])}
    if assistant.meaning is not None:
        systems[EMBEDDER] = _asked(judged, _by_meaning(assistant, documents))
    with closing(StockWhoosh(documents)) as whoosh:
        systems[WHOOSH] = _asked(judged, whoosh.best)
    return systems


def _ours(marked: Marked) -> tuple[str, float] | None:
    return (marked.best, marked.confidence) if marked.best else None


def _by_meaning(assistant: Assistant, documents: Sequence[Document]) -> Best:
    meaning, index = assistant.meaning, assistant.snapshot()
    shown = {each.entry.id for each in documents}

    def best(question: str) -> tuple[str, float] | None:
        if meaning is None:
            return None
        found = meaning.kin(assistant.analyzer.analyze(question), index, (), LOOKED_THROUGH)
        near = (each for each in found if each.document.entry.id in shown)
        return next(((each.document.entry.id, each.likeness) for each in near), None)

    return best


def _asked(judged: Sequence[Judged], best: Best) -> Scored:
    return _scored(judged, [best(each.question) for each in judged])


def _scored(judged: Sequence[Judged], found: Sequence[tuple[str, float] | None]) -> Scored:
    pairs = list(zip(judged, found, strict=True))
    return Scored(
        np.array([best[1] if best else 0.0 for _, best in pairs]),
        np.array([best is not None and best[0] in each.answers for each, best in pairs]),
        np.array([DecisionKind.ANSWER in each.decisions for each in judged]),
    )
