"""Answers laid ready for whoever replies: found by the member's own last words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from kb.answering.assistant import Assistant
from kb.answering.decision import Option
from kb.conversations import Author, after, find_conversation
from kb.errors import NotFound
from kb.knowledge import PublishedEntry, find_revision
from kb.search.marking import Pieces, mark, telling
from kb.terms import Audience
from kb.tickets import Ticket, TicketState
from kb.tickets.offered import Offered

MOST = 3
MOST_MESSAGES = 3
WORTH_A_LOOK = 0.02
"""the confidence below which an entry is nearer to nothing than to the question"""
CLOSED = (TicketState.CLOSED, TicketState.MERGED)


@dataclass(frozen=True, slots=True)
class Offer:
    """`rank` counts from 1; `because`: in words for staff."""

    rank: int
    entry: PublishedEntry
    confidence: float
    because: str
    question: Pieces


def offer_answers(
    session: Session, assistant: Assistant, ticket: Ticket, *, now: datetime
) -> list[Offer]:
    """Nothing where the member has had the last answer."""
    said = last_words(session, ticket)
    if not said or ticket.state in CLOSED:
        return []
    index = assistant.snapshot().at(now)
    near: dict[str, Option] = {}
    for at, words in enumerate(said):
        for each in assistant.consider(words, before=said[:at], now=now).candidates:
            if each.id not in near or near[each.id].confidence < each.confidence:
                near[each.id] = each
    best = sorted(near.values(), key=lambda each: (-each.confidence, each.id))
    fitting = (
        (each, document.entry)
        for each in best
        if each.confidence >= WORTH_A_LOOK
        and (document := index.documents.get(each.id)) is not None
        and document.entry.audience is Audience.MEMBER
        and document.entry.live_at(now)
    )
    needles = telling(assistant.analyzer.analyze("\n".join(said)), assistant.analyzer)
    return [
        Offer(rank, entry, each.confidence, each.because, mark(entry.question, needles))
        for rank, (each, entry) in enumerate(islice(fitting, MOST), start=1)
    ]


def last_words(session: Session, ticket: Ticket) -> list[str]:
    """What the member said since a colleague last answered, oldest first; at first, the
    question."""
    said = after(session, find_conversation(session, ticket.conversation_id))
    answered = max((each.position for each in said if each.author is Author.STAFF), default=0)
    words = [
        each.text for each in said if each.author is Author.MEMBER and each.position > answered
    ]
    return words[-MOST_MESSAGES:] if words or answered else [ticket.question]


def read_offers(
    session: Session, shown: Sequence[tuple[str, int]], taken: Iterable[tuple[str, int]]
) -> list[Offered]:
    """`shown`: entry and revision as they were offered, first the best; `taken`: those put into
    the reply, also such as were looked up. What was never there is passed over."""
    ranks = {each: rank for rank, each in enumerate(dict.fromkeys(shown), start=1)}
    used = set(taken)
    return list(_offers(session, ranks, used))


def _offers(
    session: Session, ranks: dict[tuple[str, int], int], used: set[tuple[str, int]]
) -> Iterator[Offered]:
    for key in dict.fromkeys((*ranks, *sorted(used))):
        try:
            answer = find_revision(session, *key).answer
        except NotFound:
            continue
        yield Offered(*key, answer, ranks.get(key), taken=key in used)
