"""From a question to a decision, reading nothing but the snapshot of the base it is given."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

from kb.answering.caution import is_held_back, with_caution
from kb.answering.decide import Shadow, decide, hand_over, join, require_whole
from kb.answering.decision import Decision
from kb.answering.evidence import Weigher
from kb.answering.followup import in_full
from kb.answering.gate import Gate
from kb.answering.learning import Recognizers, Recognizing
from kb.answering.looks import Found, Looks, shortened
from kb.answering.memory import Memory
from kb.answering.parts import questions_in
from kb.answering.rank import Ranked
from kb.answering.smalltalk import Courtesy, SmallTalk
from kb.answering.triage import Triage, Triaged, Weighed, decide_level
from kb.policy import AnsweringPolicy
from kb.policy.rechecks import Rechecks
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
    meaning: Meaning | None = None
    """None where no embedder is installed: words alone then decide"""
    recognizing: Recognizing | None = None
    rechecks: Rechecks | None = None
    """None where nobody looks at texts again: a corpus that is only asked"""
    memory: Memory | None = None
    """None but for one that decides the same questions again and again, on a still base"""

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
            triaged = self._triaged(query, written)
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
                return self._cautioned(decision, now)
        return self._cautioned(self._decide(query, audience, now), now)

    @cached_property
    def _thresholds(self) -> AnsweringPolicy:
        return self.policy if self.meaning else self.policy.by_words()

    def _cautioned(self, decision: Decision, now: datetime) -> Decision:
        if self.rechecks is None:
            return decision
        return with_caution(decision, self.snapshot().at(now), self.rechecks, now)

    def _decide(self, query: Query, audience: Audience, now: datetime) -> Decision:
        parts = questions_in(query, self.analyzer)
        if len(parts) == 1:
            return decide(*self._find(query, audience, now), self._thresholds)
        decisions = [decide(*self._find(part, audience, now), self._thresholds) for part in parts]
        joined = join(decisions)
        if joined is not None:
            return joined
        ranked, shadows = self._find(query, audience, now)
        whole = decide(ranked, shadows, self._thresholds)
        return require_whole(whole, decisions, ranked, self._thresholds)

    def _find(
        self, query: Query, audience: Audience, now: datetime
    ) -> tuple[list[Ranked], list[Shadow]]:
        """The entries this person may be shown now, and those that fit but may not be shown."""
        looks = self._looks(query, audience, now)
        found = self._recall(("by words", query, audience), looks.by_words)
        if self.meaning is None or self._is_settled(*found):
            return found
        return self._recall(("by meaning", query, audience), looks.by_meaning)

    def _looks(self, query: Query, audience: Audience, now: datetime) -> Looks:
        def hidden(document: Document) -> Reason | None:
            return hidden_because(document, audience, now, self.rechecks)

        index = self.snapshot().at(now)
        known = self.recognizing.for_base(index) if self.recognizing else Recognizers()
        weigher = _weigher(index, self.analyzer)
        return Looks(query, index, weigher, self.gate, known, self.meaning, hidden)

    def _recall(self, key: Hashable, find: Callable[[], Found]) -> Found:
        return self.memory.recall(key, lambda: shortened(find())) if self.memory else find()

    def _is_settled(self, shown: Sequence[Ranked], shadows: Sequence[Shadow]) -> bool:
        """Words leave no doubt: the embedder takes longer than everything else together."""
        best, *others = [each.confidence for each in shown] or [0.0]
        others += [each.ranked.confidence for each in shadows]
        return (
            best >= self.policy.words_at and max(others, default=0.0) < self.policy.clarify_at / 2
        )

    def _triaged(self, query: Query, written: str) -> Triaged:
        def weigh() -> Weighed:
            return self.triage.weigh(query, written, self.meaning)

        key = ("serious", query, written)
        weighed = self.memory.recall(key, weigh) if self.memory else weigh()
        return decide_level(weighed, self.policy)


def hidden_because(
    document: Document, audience: Audience, now: datetime, rechecks: Rechecks | None = None
) -> Reason | None:
    """One that should long have been looked at again is hidden where policy holds it back;
    colleagues are shown it."""
    entry = document.entry
    if entry.audience is Audience.INTERNAL and audience is not Audience.INTERNAL:
        return Reason.INTERNAL_ONLY
    if not entry.live_at(now):
        return Reason.EXPIRED
    if audience is not Audience.MEMBER or rechecks is None:
        return None
    return Reason.OVERDUE if is_held_back(document, rechecks, now) else None


@lru_cache(maxsize=4)
def _weigher(index: ResidentIndex, analyzer: Analyzer) -> Weigher:
    return Weigher(index, analyzer)


def forget_past_bases() -> None:
    """What was kept of bases and lexicons that serve nobody any more."""
    _weigher.cache_clear()


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
