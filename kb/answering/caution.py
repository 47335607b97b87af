"""Texts that nobody has looked at again in time: said with a word on that, or held back."""

from dataclasses import replace
from datetime import date, datetime

from kb.answering.decision import Decision
from kb.knowledge.due import overdue_since
from kb.policy.rechecks import Rechecks, WhenOverdue
from kb.search import Document, ResidentIndex
from kb.terms import DecisionKind


def is_held_back(document: Document, rechecks: Rechecks, now: datetime) -> bool:
    found = overdue_since(document.entry, rechecks, now)
    return found is not None and found[1] is WhenOverdue.HOLD


def with_caution(
    decision: Decision, index: ResidentIndex, rechecks: Rechecks, now: datetime
) -> Decision:
    """The answer, and when the oldest of its texts should have been looked at again."""
    if decision.kind is not DecisionKind.ANSWER:
        return decision
    days = []
    for option in decision.entries:
        document = index.documents.get(option.id)  # gone, if it was withdrawn in this moment
        found = overdue_since(document.entry, rechecks, now) if document else None
        if found is not None and found[1] is not WhenOverdue.ANSWER:
            days.append(found[0])
    if not days:
        return decision
    said = f"过了复核日期 {min(days).isoformat()}，回答时已注明。"
    return replace(
        decision,
        text=f"{decision.text}\n\n{_caution(min(days))}",
        explanation=f"{decision.explanation} {said}",
    )


def _caution(day: date) -> str:
    return (
        f"提醒您：这条内容应在{day.year}年{day.month}月{day.day}日前核对，目前还没有核对完，"
        "可能已有变化，请以前台告知为准。"
    )
