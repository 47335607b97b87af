"""Asking the member what they think of what was done for them, once a question is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import Conversation
from kb.tickets import Ticket, closure_of, tickets_of
from kb.tickets.rating import (
    CHANGEABLE,
    Rating,
    RatingReason,
    Satisfaction,
    may_change,
    rating_of,
)


@dataclass(frozen=True)
class AskedRating:
    """`said`: what they think so far; `until`: so long they may think otherwise."""

    ticket: Ticket
    said: Rating | None
    until: datetime | None
    reasons: Sequence[RatingReason] = tuple(RatingReason)

    @property
    def is_sorry(self) -> bool:
        return self.said is not None and self.said.satisfaction is Satisfaction.DISSATISFIED


def ratings_of(session: Session, talk: Conversation, now: datetime) -> list[AskedRating]:
    """One for each closed question of the conversation."""
    found = []
    for ticket in tickets_of(session, talk.id):
        closure = closure_of(session, ticket)
        if closure is None:
            continue
        said = rating_of(session, ticket)
        if said is not None and said.at < closure.at:  # of an earlier end: it was opened again
            said = None
        until = said.at + CHANGEABLE if said and may_change(said, now) else None
        found.append(AskedRating(ticket, said, until))
    return found
