"""Answer, ask back, or hand over: taken on evidence alone, and always explained."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answering.decision import Decision, Option
from kb.answering.explain import explain_near, why_not
from kb.answering.rank import Ranked
from kb.answering.triage import Triaged
from kb.knowledge import PublishedEntry
from kb.policy import AnsweringPolicy
from kb.terms import Category, DecisionKind, Level, Reason

CANDIDATES = 5
"""how many near entries are always told"""
MOST_OPTIONS = 3


@dataclass(frozen=True, slots=True)
class Shadow:
    """An entry that fits but must not be shown: expired, not yet valid, overdue for a
    re-check, or internal."""

    ranked: Ranked
    reason: Reason


def decide(
    ranked: Sequence[Ranked], shadows: Sequence[Shadow], policy: AnsweringPolicy
) -> Decision:
    """`ranked` may be shown to whoever asks; best first."""
    best = ranked[0].confidence if ranked else 0.0
    shadow = _overshadowing(shadows, best, policy)
    if shadow:
        return hand_over(ranked, shadow.reason, f"最符合的条目不能回答：{shadow.reason.label}。")
    if best >= policy.answer_at:
        rivals = _within(ranked, max(policy.answer_at, best - policy.margin))
        return _clarify(ranked, rivals) if len(rivals) > 1 else _answer(ranked)
    meant = _within(ranked, max(policy.clarify_at, best / 2))
    if len(meant) > 1 and sum(each.confidence for each in meant) >= policy.together_at:
        return _clarify(ranked, meant)
    if not ranked or best < policy.near_at:
        return hand_over(ranked, Reason.NO_KNOWLEDGE, "知识库里没有相符的条目。")
    return hand_over(ranked, Reason.NEAR_MISS, why_not(ranked[0]))


def join(decisions: Sequence[Decision]) -> Decision | None:
    """One decision on several questions of one message: their answers together, each entry once.
    None unless all can be answered; the message is then looked at as a whole."""
    if any(each.kind is not DecisionKind.ANSWER for each in decisions):
        return None
    first = decisions[0]
    entries = {entry.id: entry for each in decisions for entry in each.entries}
    near = {entry.id: entry for each in decisions for entry in (*each.entries, *each.candidates)}
    ordered = sorted(near.values(), key=lambda each: (each.id not in entries, -each.confidence))
    return replace(
        first,
        text="\n\n".join(entry.answer for entry in entries.values()),
        explanation=" ".join(dict.fromkeys(each.explanation for each in decisions)),
        entries=tuple(entries.values()),
        candidates=tuple(ordered[:CANDIDATES]),
    )


def require_whole(
    whole: Decision, parts: Sequence[Decision], ranked: Sequence[Ranked], policy: AnsweringPolicy
) -> Decision:
    """Who asked two things must not be told one of them alone."""
    told = {each.id for each in whole.entries}
    best = [each.candidates[0] for each in parts if each.candidates]
    beside = [each for each in best if each.id not in told and each.confidence >= policy.clarify_at]
    if whole.kind is not DecisionKind.ANSWER or not beside:
        return whole
    names = "、".join(f"“{each.question}”" for each in beside)
    return hand_over(ranked, Reason.NEAR_MISS, f"问了几件事，另一件像是{names}，但没有把握。")


def require_each(
    whole: Decision, each_by_itself: Sequence[Decision], ranked: Sequence[Ranked]
) -> Decision:
    """Who asked for the price of two things must not be told that of one of them."""
    told = {each.id for each in whole.entries}
    alone = {entry.id for each in each_by_itself for entry in each.entries}
    if whole.kind is not DecisionKind.ANSWER or not told <= alone:
        return whole
    return hand_over(ranked, Reason.NEAR_MISS, "问了几样，不是每样都有答案。")


def _overshadowing(
    shadows: Sequence[Shadow], best: float, policy: AnsweringPolicy
) -> Shadow | None:
    """What is over, or may be, must not be answered by its neighbour, so such an entry stands
    before any that fits less. An internal one says only why nothing else could be found."""
    fitting = [
        each
        for each in shadows
        if each.ranked.confidence >= max(policy.clarify_at, best)
        and (each.reason is not Reason.INTERNAL_ONLY or best < policy.answer_at)
    ]
    return max(fitting, key=lambda each: each.ranked.confidence, default=None)


def hand_over(ranked: Sequence[Ranked], reason: Reason, explanation: str) -> Decision:
    return Decision(
        kind=DecisionKind.HANDOFF,
        text="",
        explanation=explanation,
        candidates=candidates(ranked),
        category=category_of(ranked),
        reason=reason,
    )


def to_person(ranked: Sequence[Ranked], triaged: Triaged) -> Decision:
    reason = {
        Level.ONE: Reason.ASKED_FOR_PERSON,
        Level.TWO: Reason.LEVEL_2,
        Level.THREE: Reason.LEVEL_3,
    }[triaged.level]
    why = f"{reason.label}：{'、'.join(triaged.reasons) or '会员要求人工'}。"
    return replace(hand_over(ranked, reason, why), level=triaged.level)


def filed_under(category: Category | None, decision: Decision) -> Decision:
    """What no entry answers is about what it sounds like; the nearest entry is a guess."""
    if category is None or decision.kind is not DecisionKind.HANDOFF:
        return decision
    return replace(decision, category=category)


def candidates(ranked: Sequence[Ranked]) -> tuple[Option, ...]:
    return tuple(option(each) for each in ranked[:CANDIDATES])


def option(ranked: Ranked) -> Option:
    entry = ranked.document.entry
    return Option(
        entry.id, entry.question, entry.answer, round(ranked.confidence, 4), explain_near(ranked)
    )


def category_of(ranked: Sequence[Ranked]) -> Category:
    """That of the nearest entry, when it is near at all."""
    if ranked and ranked[0].confidence >= 0.05:
        return ranked[0].document.entry.category
    return Category.OTHER


def _within(ranked: Sequence[Ranked], least: float) -> list[Ranked]:
    return [each for each in ranked[:MOST_OPTIONS] if each.confidence >= least]


def _answer(ranked: Sequence[Ranked]) -> Decision:
    entry = ranked[0].document.entry
    return Decision(
        kind=DecisionKind.ANSWER,
        text=entry.answer,
        explanation=f"由“{entry.question}”回答：{explain_near(ranked[0])}",
        entries=(option(ranked[0]),),
        candidates=candidates(ranked),
        category=entry.category,
    )


def ask_which(entries: Sequence[PublishedEntry], ranked: Sequence[Ranked]) -> Decision:
    """For a question that is known to be too short to tell which of these is meant."""
    share = round(1 / len(entries), 4)
    options = tuple(
        Option(each.id, each.question, each.answer, share, "这样问，可能指它")
        for each in entries[:MOST_OPTIONS]
    )
    return Decision(
        kind=DecisionKind.CLARIFY,
        text="",
        explanation="问得太短，分不清是哪一条。",
        entries=options,
        candidates=(*options, *candidates(ranked))[:CANDIDATES],
        category=entries[0].category,
    )


def answer_chosen(entry: PublishedEntry) -> Decision:
    chosen = Option(entry.id, entry.question, entry.answer, confidence=1.0, because="会员所选")
    return Decision(
        kind=DecisionKind.ANSWER,
        text=entry.answer,
        explanation=f"会员选了这个问题：“{entry.question}”。",
        entries=(chosen,),
        candidates=(chosen,),
        category=entry.category,
    )


def _clarify(ranked: Sequence[Ranked], options: Sequence[Ranked]) -> Decision:
    names = "、".join(f"“{each.document.entry.question}”" for each in options)
    return Decision(
        kind=DecisionKind.CLARIFY,
        text="",
        explanation=f"几个条目同样接近：{names}。",
        entries=tuple(option(each) for each in options),
        candidates=candidates(ranked),
        category=category_of(ranked),
    )
