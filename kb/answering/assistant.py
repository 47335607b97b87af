"""From a question to a decision, reading nothing but the snapshot of the base it is given."""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

from kb.answering.caution import is_held_back, with_caution
from kb.answering.decide import (
    Shadow,
    answer_chosen,
    ask_which,
    decide,
    filed_under,
    join,
    require_each,
    require_whole,
    to_person,
)
from kb.answering.decision import Decision
from kb.answering.evidence import Weigher
from kb.answering.followup import Completed, in_full, is_bare, topics_of
from kb.answering.gate import Gate
from kb.answering.learning import Recognizers, Recognizing
from kb.answering.looks import Found, Looks, shortened
from kb.answering.memory import Ahead, Memory
from kb.answering.parts import listed_in, matters_in, questions_in
from kb.answering.rank import Ranked
from kb.answering.smalltalk import Courtesy, SmallTalk
from kb.answering.triage import Triage, Triaged, Weighed, decide_level
from kb.policy import AnsweringPolicy
from kb.policy.rechecks import Rechecks
from kb.search import Document, Meaning, ResidentIndex
from kb.terms import Audience, DecisionKind, Level, Reason
from kb.text import Analyzer, Query, fold

_HANZI = re.compile(r"[一-鿿]")
NONSENSE = "nonsense"
"""the courtesy for what could not be read"""
OFTEN = 4
"""one wording in so many asks it"""


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
    ahead: Ahead | None = None
    """None but for one that thinks before it is asked"""

    def still(self, number: int) -> "Assistant":
        """On one base, whatever is published meanwhile: where `number` is still that of the one it
        thought about ahead, nobody looks for a newer one."""
        known = self.ahead and self.ahead.index
        index = known if known and known.number == number else self.snapshot()
        return replace(self, snapshot=lambda: index)

    def consider(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        audience: Audience = Audience.MEMBER,
        now: datetime,
    ) -> Decision:
        """`before` holds what the same person said earlier, oldest first. Writes nothing."""
        if self.ahead is None or self.ahead.index is not self.snapshot():
            return self._considered(question, before, audience, now)
        key = (question, tuple(before), audience, now)
        return self.ahead.considered.recall(
            key, lambda: self._considered(question, before, audience, now)
        )

    def _considered(
        self, question: str, before: Sequence[str], audience: Audience, now: datetime
    ) -> Decision:
        query = self.analyzer.analyze(question)
        # As it was written: the rewrites that help to find entries mangle a cry for help.
        written = fold(question)
        courtesy = self.smalltalk.reply_to(written)
        if not query.core:
            return _chat(courtesy or self.smalltalk.of_kind(NONSENSE))
        full = in_full(query, before, self.analyzer)
        triaged = Triaged()
        if audience is Audience.MEMBER:
            triaged = self._triaged(query, written, full)
        if courtesy and triaged.level is Level.ONE and not triaged.wants_person:
            return _chat(courtesy)
        if triaged.level > Level.ONE or triaged.wants_person:
            decision = to_person(self._find(query, audience, now)[0], triaged)
        else:
            decision = self._cautioned(self._understood(query, full, audience, now), now)
        return filed_under(triaged.category, decision)

    def _understood(
        self, query: Query, full: Completed | None, audience: Audience, now: datetime
    ) -> Decision:
        """What leans on an earlier question is that question; what only may lean on it is looked
        at by itself too."""
        if full is None:
            return self._decide(query, audience, now)
        leaning = self._decide(self.analyzer.analyze(full.text), audience, now)
        leaning = replace(leaning, in_full=full.text)
        if leaning.kind is DecisionKind.ANSWER or not full.may_stand_alone:
            return leaning
        alone = self._decide(query, audience, now)
        if self._is_beside_it(alone, query, full):
            return leaning
        if full.earlier.asks and not query.asks and alone.kind is not DecisionKind.ANSWER:
            return leaning
        lacks_topic = query.asks and not topics_of(query, self.analyzer)
        both_to_person = alone.kind is leaning.kind is DecisionKind.HANDOFF
        return leaning if lacks_topic and both_to_person else alone

    def _is_beside_it(self, alone: Decision, query: Query, full: Completed) -> bool:
        """Who spoke of tennis and asks the price must not be told that of badminton, and who asked
        the price and says tennis not that there is some. What speaks of nothing particular, like
        the opening hours, is beside nothing."""
        found = (self.snapshot().documents.get(each.id) for each in alone.entries)
        entries = [each for each in found if each]
        if not entries:
            return False
        if topics_of(query, self.analyzer):
            answered = alone.kind is DecisionKind.ANSWER
            asked = full.earlier.asks
            return bool(answered and asked) and not any(each.asks & asked for each in entries)
        about = topics_of(full.earlier, self.analyzer)
        topics = [topics_of(each.wordings[0], self.analyzer) for each in entries]
        return all(each and not each & about for each in topics)

    def chosen(self, entry_id: str, *, now: datetime) -> Decision | None:
        """A member chose this question among those offered: its answer, without a doubt. None
        where it may not, or may no longer, be shown to them."""
        document = self.snapshot().at(now).documents.get(entry_id)
        if document is None or hidden_because(document, Audience.MEMBER, now, self.rechecks):
            return None
        return self._cautioned(answer_chosen(document.entry), now)

    @cached_property
    def _thresholds(self) -> AnsweringPolicy:
        return self.policy if self.meaning else self.policy.by_words()

    def _cautioned(self, decision: Decision, now: datetime) -> Decision:
        if self.rechecks is None:
            return decision
        return with_caution(decision, self.snapshot().at(now), self.rechecks, now)

    def _decide(self, query: Query, audience: Audience, now: datetime) -> Decision:
        listed = listed_in(query, self.analyzer)
        parts = listed or questions_in(query, self.analyzer)
        if len(parts) == 1:
            found = self._find(query, audience, now)
            return self._asked_back(query, found, audience, now) or decide(*found, self._thresholds)
        decisions = [decide(*self._find(part, audience, now), self._thresholds) for part in parts]
        joined = join(decisions)
        if joined is not None:
            return joined
        ranked, shadows = self._find(query, audience, now)
        whole = decide(ranked, shadows, self._thresholds)
        if listed:
            return require_each(whole, decisions, ranked)
        return require_whole(whole, decisions, ranked, self._thresholds)

    def _asked_back(
        self, query: Query, found: Found, audience: Audience, now: datetime
    ) -> Decision | None:
        """For a question known to be too short to tell which entry is meant, that is no wording of
        one."""
        ranked, _ = found
        if self.recognizing is None or (ranked and ranked[0].is_in_its_words(query)):
            return None
        documents = self.snapshot().at(now).documents
        meant = [documents.get(each) for each in self.recognizing.may_mean(query)]
        shown = [
            each.entry
            for each in meant
            if each and hidden_because(each, audience, now, self.rechecks) is None
        ]
        return ask_which(shown, ranked) if len(shown) > 1 else None

    def _find(
        self, query: Query, audience: Audience, now: datetime
    ) -> tuple[list[Ranked], list[Shadow]]:
        """The entries this person may be shown now, and those that fit but may not be shown."""
        looks = self._looks(query, audience, now)
        found = self._recall(("by words", query, audience), looks.by_words)
        if self.meaning is not None and not self._is_settled(*found):
            found = self._recall(("by meaning", query, audience), looks.by_meaning)
        return _asked_that(query, *found)

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

    def _triaged(self, query: Query, written: str, full: Completed | None) -> Triaged:
        """A bare 老人 or 那工作日呢 sounds like anything: where no sign speaks, it is as serious as
        the question that it goes on with, if any. Of several matters the most serious counts that
        is told of: who is hurt, and asks about parking by the way, is hurt."""
        judged = self._judged(query, written)
        # Of what was typed in Latin letters the signs know what it was read as.
        readings = [] if _HANZI.search(written) else [query.text]
        for each in (*matters_in(written), *readings):
            alone = self._judged(self.analyzer.analyze(each), each)
            if alone.by_sign and alone.level > judged.level:
                judged = alone
        if full is None and not judged.by_sign and is_bare(query, self.analyzer):
            return Triaged()
        if full is None or full.may_stand_alone or judged.by_sign or judged.level is Level.ONE:
            return judged
        return self._judged(self.analyzer.analyze(full.text), full.text)

    def _judged(self, query: Query, written: str) -> Triaged:
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


def _asked_that(
    query: Query, ranked: list[Ranked], shadows: list[Shadow]
) -> tuple[list[Ranked], list[Shadow]]:
    """A message that is nothing but an ask (怎么去) is no question of an entry that is hardly ever
    asked that, however alike it reads (怎么取消)."""
    if len(query.words) != 1 or not query.asks or query.mentions:
        return ranked, shadows
    return [each for each in ranked if _is_often_asked(each.document, query.asks)], shadows


def _is_often_asked(document: Document, asks: frozenset[str]) -> bool:
    times = sum(bool(each.asks & asks) for each in document.wordings)
    return times * OFTEN >= len(document.wordings)


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
        reason=Reason.UNREADABLE if courtesy.kind == NONSENSE else None,
    )
