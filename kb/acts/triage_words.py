from dataclasses import dataclass
from datetime import datetime

from kb.answering.assistant import Assistant
from kb.terms import Category, Level
from kb.text import fold


@dataclass(frozen=True, slots=True)
class Proposal:
    """What triage makes of words that a colleague wrote down, and why."""

    level: Level
    category: Category
    because: tuple[str, ...]


def triage_words(assistant: Assistant, text: str, *, now: datetime) -> Proposal:
    """The level as it would have been, had the member written it themselves; the category that
    the words sound like, else that of the nearest entry."""
    decision = assistant.consider(text, now=now)
    query = assistant.analyzer.analyze(text)
    triaged = assistant.triage.judge(query, fold(text), assistant.policy, assistant.meaning)
    return Proposal(decision.level, triaged.category or decision.category, (decision.explanation,))
