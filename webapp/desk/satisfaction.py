"""What the member thinks of a closed ticket, and what is done where they are not satisfied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.tickets import Ticket
from kb.tickets.follow_up import FollowUp, follow_ups_of
from kb.tickets.rating import Rating, rating_of
from webapp.desk.record import names


@dataclass(frozen=True)
class FollowedUp:
    follow_ups: Sequence[FollowUp]
    names: dict[int | None, str]


def gather_rating(session: Session, ticket: Ticket, _by: Person, _now: datetime) -> Rating | None:
    return rating_of(session, ticket)


def gather_follow_ups(
    session: Session, ticket: Ticket, _by: Person, _now: datetime
) -> FollowedUp | None:
    found = follow_ups_of(session, ticket)
    if not found:
        return None
    return FollowedUp(found, names(session, [each.owner_id for each in found]))
