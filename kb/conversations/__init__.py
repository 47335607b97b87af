"""What members and the club said to each other, and what became of each question."""

from kb.conversations.conversation import (
    Conversation,
    by_token,
    find_conversation,
    known_by_token,
    open_conversation,
    opened_with,
)
from kb.conversations.message import Author, Message, after, say
from kb.conversations.outcome import Outcome, outcome_in, outcome_of, record_outcome
from kb.conversations.verdict import Verdict, VerdictReason, give_verdict, verdict_on

__all__ = [
    "Author",
    "Conversation",
    "Message",
    "Outcome",
    "Verdict",
    "VerdictReason",
    "after",
    "by_token",
    "find_conversation",
    "give_verdict",
    "known_by_token",
    "open_conversation",
    "opened_with",
    "outcome_in",
    "outcome_of",
    "record_outcome",
    "say",
    "verdict_on",
]
