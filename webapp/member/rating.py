"""Asking the member what they think of what was done for them, once a question is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.tickets import Ticket
from kb.tickets.rating import CHANGEABLE, Rating, RatingReason, Satisfaction, may_change
from kb.tickets.standing import Standing


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


def ratings_of(standings: Sequence[Standing], now: datetime) -> list[AskedRating]:
    """One for each closed question."""
    return [_asked(each, now) for each in standings if each.closure is not None]


def _asked(standing: Standing, now: datetime) -> AskedRating:
    said = standing.rating
    until = said.at + CHANGEABLE if said and may_change(said, now) else None
    return AskedRating(standing.ticket, said, until)
