"""Questions the base did not satisfy: read off what was decided and what members said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from kb.conversations import Author, Message, Outcome, Verdict
from kb.knowledge.miss import LookupMiss
from kb.terms import Category, DecisionKind, LabelledEnum, Level, Reason
from kb.tickets import Ticket

UNANSWERED = (
    *(Reason.NO_KNOWLEDGE, Reason.NEAR_MISS, Reason.EXPIRED, Reason.OVERDUE),
    Reason.INTERNAL_ONLY,
)
"""why a question of level 1 went to a person that an entry might have answered"""


class UnmetKind(LabelledEnum):
    UNANSWERED = "unanswered", "没答上"
    RATED_BADLY = "rated_badly", "评价没用"
    ASKED_BACK = "asked_back", "反问没选"
    LOOKED_UP = "looked_up", "同事没查到"


@dataclass(frozen=True, slots=True)
class Unmet:
    """`message_id`: for what a colleague looked up in vain, the number of that with its sign
    turned. `near` is the id of the entry that came nearest, `entry_ids` what was answered or
    offered."""

    message_id: int
    text: str
    at: datetime
    kind: UnmetKind
    category: Category
    near: str | None
    entry_ids: tuple[str, ...]
    ticket: int | None


def unmet_questions(session: Session, since: datetime, until: datetime) -> list[Unmet]:
    """Asked from `since` on and before `until`, oldest first."""
    found = [*_unmet(session, since, until), *_looked_up(session, since, until)]
    return sorted(found, key=lambda each: each.at)


def _unmet(session: Session, since: datetime, until: datetime) -> Iterator[Unmet]:
    following = aliased(Message)
    found = (
        select(Message, Outcome, Verdict.helpful, Ticket.number, following.text)
        .join(Outcome, Outcome.message_id == Message.id)
        .join(Verdict, Verdict.outcome_id == Outcome.id, isouter=True)
        .join(Ticket, Ticket.message_id == Message.id, isouter=True)
        .join(
            following,
            and_(
                following.conversation_id == Message.conversation_id,
                following.position == Message.position + 2,
                following.author == Author.MEMBER,
            ),
            isouter=True,
        )
        .where(Outcome.at >= since, Outcome.at < until)
        .where(
            or_(
                and_(Outcome.level == Level.ONE, Outcome.reason.in_(UNANSWERED)),
                Outcome.decision == DecisionKind.CLARIFY,
                Verdict.helpful.is_(False),
            )
        )
        .order_by(Message.id)
    )
    for message, outcome, helpful, ticket, said_next in session.execute(found):
        kind = _kind(outcome, helpful)
        if kind is UnmetKind.ASKED_BACK and _chose(outcome.candidates, said_next):
            continue
        yield Unmet(
            message_id=message.id,
            text=message.text,
            at=outcome.at,
            kind=kind,
            category=outcome.category,
            near=outcome.candidates[0]["id"] if outcome.candidates else None,
            entry_ids=tuple(outcome.entry_ids),
            ticket=ticket,
        )


def _looked_up(session: Session, since: datetime, until: datetime) -> Iterator[Unmet]:
    found = (
        select(LookupMiss, Ticket.category)
        .outerjoin(Ticket, Ticket.number == LookupMiss.ticket_number)
        .where(LookupMiss.at >= since, LookupMiss.at < until)
        .order_by(LookupMiss.id)
    )
    for miss, category in session.execute(found):
        yield Unmet(
            message_id=-miss.id,
            text=miss.text,
            at=miss.at,
            kind=UnmetKind.LOOKED_UP,
            category=category or Category.OTHER,
            near=None,
            entry_ids=(),
            ticket=miss.ticket_number,
        )


def _kind(outcome: Outcome, helpful: bool | None) -> UnmetKind:
    if helpful is False:
        return UnmetKind.RATED_BADLY
    if outcome.decision is DecisionKind.CLARIFY:
        return UnmetKind.ASKED_BACK
    return UnmetKind.UNANSWERED


def _chose(candidates: Sequence[Mapping[str, Any]], said_next: str | None) -> bool:
    """One of the options: the member's next message is its question."""
    return any(each["question"] == said_next for each in candidates)
