"""What the member says of a closed ticket: satisfied, so so, or not, and then why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.terms import LabelledEnum
from kb.text.field import limit_text
from kb.tickets.following import open_follow_up, satisfied_by_rating
from kb.tickets.register import own_ticket
from kb.tickets.serious import lock_ticket
from kb.tickets.ticket import Closure, Ticket, TicketState

CHANGEABLE = timedelta(hours=24)
MOST_CHARACTERS = 1000


class Satisfaction(LabelledEnum):
    SATISFIED = "satisfied", "满意"
    NEUTRAL = "neutral", "一般"
    DISSATISFIED = "dissatisfied", "不满意"


class RatingReason(LabelledEnum):
    UNSOLVED = "unsolved", "问题没有解决"
    SLOW = "slow", "回复太慢"
    UNCLEAR = "unclear", "说得不清楚"
    ATTITUDE = "attitude", "服务态度"
    OTHER = "other", "其他"


class Rating(Base):
    """The latest word on a ticket; of earlier ones the history tells how satisfied they were, not
    what they said. `at`: when the first one since the ticket was closed was given."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("satisfaction <> 'satisfied' OR reason IS NULL", name="satisfied_needs_no"),
        Index(None, "at"),
    )

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    satisfaction: Mapped[Satisfaction]
    reason: Mapped[RatingReason | None]
    words: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Rated:
    satisfaction: Satisfaction
    reason: RatingReason | None = None
    words: str = ""


def rate(
    session: Session,
    conversation_id: int,
    number: int,
    said: Rated,
    *,
    by: int | None = None,
    now: datetime,
) -> Rating:
    """Only in this conversation. The same said twice is kept once; something else takes its place
    within a day, and not after. `by`: one of us who was signed in where it was given, whose word
    is no member's."""
    words = _require_fit(said)
    ticket = own_ticket(session, conversation_id, number)
    closed_at = _require_closed(session, ticket)
    known = session.get(Rating, number, populate_existing=True)
    current = known if known is not None and known.at >= closed_at else None
    if current is not None:
        if (current.satisfaction, current.reason, current.words) == (
            *(said.satisfaction, said.reason),
            words,
        ):
            return current
        _require_changeable(current, now)
    before = known.satisfaction if known else None
    rating = known or Rating(ticket_number=number)
    rating.satisfaction, rating.reason, rating.words = said.satisfaction, said.reason, words
    rating.at, rating.changed_at = (current.at, now) if current else (now, None)
    session.add(rating)
    session.flush()
    record(
        session, "rated", "ticket", number, by=by, now=now,
        satisfaction=said.satisfaction, reason=said.reason, before=before,
    )  # fmt: skip
    _follow(session, ticket, rating, now)
    return rating


def rating_of(session: Session, ticket: Ticket) -> Rating | None:
    return session.get(Rating, ticket.number)


def may_change(rating: Rating, now: datetime) -> bool:
    return now < rating.at + CHANGEABLE


def _require_fit(said: Rated) -> str | None:
    if said.satisfaction is Satisfaction.SATISFIED and said.reason is not None:
        raise BadInput("满意就不需要选原因。", field="reason", code="needless_reason")
    return limit_text(said.words, "words", "您的话", MOST_CHARACTERS) or None


def _require_closed(session: Session, ticket: Ticket) -> datetime:
    lock_ticket(session, ticket)
    closure = session.get(Closure, ticket.number, populate_existing=True)
    if ticket.state is not TicketState.CLOSED or closure is None:
        raise Conflict(
            "这个问题还在处理，处理完再请您评价。", code="not_closed", mend="有话请直接写在下面。"
        )
    return closure.at


def _require_changeable(rating: Rating, now: datetime) -> None:
    if not may_change(rating, now):
        raise Conflict(
            "评价已经超过 24 小时，不能再改。",
            code="rating_settled",
            mend="还有不满意的地方，请直接写在下面，同事会看到。",
        )


def _follow(session: Session, ticket: Ticket, rating: Rating, now: datetime) -> None:
    subject = Subject(Matter.TICKET, ticket.number)
    match rating.satisfaction:
        case Satisfaction.DISSATISFIED:
            why = "：".join(filter(None, (rating.reason and rating.reason.label, rating.words)))
            open_follow_up(session, ticket, why, now=now)
            hear(session, subject, Signal.DISSATISFIED, by=None, now=now)
        case Satisfaction.SATISFIED:
            hear(session, subject, Signal.SATISFIED, by=None, now=now)
            satisfied_by_rating(session, ticket, now=now)
