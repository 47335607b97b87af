"""From a question to a decision, reading nothing but the snapshot of the base it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from kb.answering.decide import Shadow, decide, hand_over
from kb.answering.decision import Decision
from kb.answering.evidence import Weigher
from kb.answering.gate import Gate
from kb.answering.rank import Keep, Ranked, rank
from kb.answering.smalltalk import Courtesy, SmallTalk
from kb.answering.triage import Triage, Triaged
from kb.policy import AnsweringPolicy
from kb.search import Document, Meaning, ResidentIndex
from kb.terms import Audience, DecisionKind, Level, Reason
from kb.text import Analyzer, Query


@dataclass(frozen=True)
class Assistant:
    snapshot: Callable[[], ResidentIndex]
    analyzer: Analyzer
    gate: Gate
    triage: Triage
    smalltalk: SmallTalk
    policy: AnsweringPolicy
    meaning: Meaning | None = None
    """None where no embedder is installed: words alone then decide"""

    def consider(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        audience: Audience = Audience.MEMBER,
        now: datetime,
    ) -> Decision:
        """`before` holds what the same person said earlier, oldest first. Writes nothing."""
        query = self.analyzer.analyze(question)
        if not query.core:
            return _chat(self.smalltalk.of_kind("nonsense"))
        triaged = self.triage.judge(query.text) if audience is Audience.MEMBER else Triaged()
        courtesy = self.smalltalk.reply_to(query.text)
        if courtesy and triaged.level is Level.ONE and not triaged.wants_person:
            return _chat(courtesy)
        ranked, shadows = self._find(query, audience, now)
        if triaged.level > Level.ONE or triaged.wants_person:
            return _to_person(ranked, triaged)
        return decide(ranked, shadows, self.policy)

    def _find(
        self, query: Query, audience: Audience, now: datetime
    ) -> tuple[list[Ranked], list[Shadow]]:
        """The entries this person may be shown now, and those that fit but may not be shown."""

        def seen(document: Document) -> bool:
            return hidden_because(document, audience, now) is None

        shown = self._rank(query, seen)
        hidden = self._rank(query, lambda document: not seen(document))
        shadows = []
        for each in hidden:
            because = hidden_because(each.document, audience, now)
            if because is not None:
                shadows.append(Shadow(each, because))
        return shown, shadows

    def _rank(self, query: Query, keep: Keep) -> list[Ranked]:
        index = self.snapshot()
        return rank(
            query, index, _weigher(index, self.analyzer), self.gate, meaning=self.meaning, keep=keep
        )


def hidden_because(document: Document, audience: Audience, now: datetime) -> Reason | None:
    entry = document.entry
    if entry.audience is Audience.INTERNAL and audience is not Audience.INTERNAL:
        return Reason.INTERNAL_ONLY
    return None if entry.live_at(now) else Reason.EXPIRED


@lru_cache(maxsize=4)
def _weigher(index: ResidentIndex, analyzer: Analyzer) -> Weigher:
    return Weigher(index, analyzer)


def _chat(courtesy: Courtesy) -> Decision:
    return Decision(
        kind=DecisionKind.SMALLTALK,
        text=courtesy.reply,
        explanation=f"不是问题，是寒暄（{courtesy.kind}）。",
    )


def _to_person(ranked: Sequence[Ranked], triaged: Triaged) -> Decision:
    reason = {
        Level.ONE: Reason.ASKED_FOR_PERSON,
        Level.TWO: Reason.LEVEL_2,
        Level.THREE: Reason.LEVEL_3,
    }[triaged.level]
    why = "、".join(triaged.reasons) or "会员要求人工"
    return replace(hand_over(ranked, reason, f"{reason.label}：{why}。"), level=triaged.level)
