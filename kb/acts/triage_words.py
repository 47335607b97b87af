from dataclasses import dataclass
from datetime import datetime

from kb.answering.assistant import Assistant
from kb.terms import Category, Level


@dataclass(frozen=True, slots=True)
class Proposal:
    """What triage makes of words that a colleague wrote down, and why."""

    level: Level
    category: Category
    because: tuple[str, ...]


def triage_words(assistant: Assistant, text: str, *, now: datetime) -> Proposal:
    """As it would have been, had the member written it themselves."""
    decision = assistant.consider(text, now=now)
    return Proposal(decision.level, decision.category, (decision.explanation,))
