"""From a question to a decision, reading nothing but the snapshot of the base it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial

from kb.answering.decide import Shadow, decide, hand_over, join
from kb.answering.decision import Decision
from kb.answering.evidence import Weigher
from kb.answering.followup import in_full
from kb.answering.gate import Gate
from kb.answering.learning import Recognizing
from kb.answering.parts import questions_in
from kb.answering.rank import Ranked, Signals, rank
from kb.answering.recognizer import Recognized
from kb.answering.refusals import Refusals
from kb.answering.smalltalk import Courtesy, SmallTalk
from kb.answering.triage import Triage, Triaged
from kb.policy import AnsweringPolicy
from kb.search import Document, Meaning, ResidentIndex
from kb.terms import Audience, DecisionKind, Level, Reason
from kb.text import Analyzer, Query, fold


@dataclass(frozen=True)
class Assistant:
    snapshot: Callable[[], ResidentIndex]
    analyzer: Analyzer
    gate: Gate
    triage: Triage
    smalltalk: SmallTalk
    policy: AnsweringPolicy
    refusals: Refusals
    meaning: Meaning | None = None
    """None where no embedder is installed: words alone then decide"""
    recognizing: Recognizing | None = None

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
        # As it was written: the rewrites that help to find entries mangle a cry for help.
        written = fold(question)
        triaged = Triaged()
        if audience is Audience.MEMBER:
            triaged = self.triage.judge(query, written, self.policy, self.meaning)
        courtesy = self.smalltalk.reply_to(written)
        if courtesy and triaged.level is Level.ONE and not triaged.wants_person:
            return _chat(courtesy)
        if triaged.level > Level.ONE or triaged.wants_person:
            ranked, _ = self._find(query, audience, now)
            return _to_person(ranked, triaged)
        full = in_full(query, before, self.analyzer)
        if full is not None:
            decision = self._decide(self.analyzer.analyze(full.text), audience, now)
            if decision.kind is DecisionKind.ANSWER or not full.may_stand_alone:
                return decision
        return self._decide(query, audience, now)

    def _decide(self, query: Query, audience: Audience, now: datetime) -> Decision:
        parts = questions_in(query, self.analyzer)
        if len(parts) > 1:
            joined = join([decide(*self._find(part, audience, now), self.policy) for part in parts])
            if joined is not None:
                return joined
        return decide(*self._find(query, audience, now), self.policy)

    def _find(
        self, query: Query, audience: Audience, now: datetime
    ) -> tuple[list[Ranked], list[Shadow]]:
        """The entries this person may be shown now, and those that fit but may not be shown."""

        def seen(document: Document) -> bool:
            return hidden_because(document, audience, now) is None

        index = self.snapshot()
        weigher = _weigher(index, self.analyzer)
        signals = self._signals(query, index, weigher)
        look = partial(rank, query, index, weigher, self.gate, signals=signals)
        shown = look(keep=seen)
        shadows = []
        for each in look(keep=lambda document: not seen(document)):
            because = hidden_because(each.document, audience, now)
            if because is not None:
                shadows.append(Shadow(each, because))
        return shown, shadows

    def _signals(self, query: Query, index: ResidentIndex, weigher: Weigher) -> Signals:
        """An entry asked for in its own words needs no more than words: the embedder takes longer
        than everything else together."""
        nearest = index.search(query, 1)
        if self.meaning is None or (nearest and nearest[0].wording.core == query.core):
            return Signals(refused=self.refusals.nearest(query, weigher.weight, None))
        recognizer = self.recognizing.for_base(index) if self.recognizing else None
        return Signals(
            self.meaning,
            self.refusals.nearest(query, weigher.weight, self.meaning),
            recognizer.recognize(self.meaning.vector(query.text)) if recognizer else Recognized({}),
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
