"""What the assistant says to a question, with the evidence it rests on."""

from dataclasses import dataclass

from kb.terms import Category, DecisionKind, Level, Reason


@dataclass(frozen=True, slots=True)
class Option:
    """An entry offered, answered or merely near; `confidence` is in 0–1."""

    id: str
    question: str
    answer: str
    confidence: float
    because: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    kind: DecisionKind
    text: str
    """what the member reads"""
    explanation: str
    """why, in words for staff"""
    entries: tuple[Option, ...] = ()
    candidates: tuple[Option, ...] = ()
    level: Level = Level.ONE
    category: Category = Category.OTHER
    reason: Reason | None = None
    in_full: str = ""
    """the question as it was understood, where it leaned on what was said before"""

    def __post_init__(self) -> None:
        needs = {DecisionKind.ANSWER: 1, DecisionKind.CLARIFY: 2}.get(self.kind, 0)
        if len(self.entries) < needs or (needs == 0 and self.entries):
            raise ValueError(f"{self.kind} with {len(self.entries)} entries")
        unread = self.kind is DecisionKind.SMALLTALK and self.reason is Reason.UNREADABLE
        if (self.kind is DecisionKind.HANDOFF) != (self.reason is not None) and not unread:
            raise ValueError("a hand-over has a reason, and else only what could not be read")
