"""A ticket as the desk shows it: what was said, by whom, and what the assistant thought."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import (
    Author,
    Message,
    Outcome,
    after,
    find_conversation,
    outcome_of,
    verdict_on,
)
from kb.knowledge import entries_from, find_entry, find_revision
from kb.people.person import person
from kb.tickets import Closure, KnowledgeUse, Ticket, TicketLink, closure_of, link_of
from kb.tickets.offered import used_for

MOST_TRIED = 3
WORTH_A_LOOK = 0.01


@dataclass(frozen=True)
class Tried:
    """An entry that the assistant held against what the member said."""

    id: str
    question: str
    confidence: float


@dataclass(frozen=True)
class Line:
    who: str
    author: Author
    text: str
    at: datetime
    message_id: int
    position: int
    remark: str = ""
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True)
class Usable:
    """An entry that may be what the ticket was answered with."""

    id: str
    question: str


@dataclass(frozen=True)
class Record:
    """`usable`: those proposed from this ticket first, then what came near; `used`: the entry that
    the last reply was taken from."""

    ticket: Ticket
    channel: str
    lines: tuple[Line, ...]
    explanation: str
    closure: Closure | None
    link: TicketLink | None
    usable: tuple[Usable, ...]
    used: str | None
    names: dict[int | None, str]
    uses: Sequence[KnowledgeUse] = tuple(KnowledgeUse)


def record_of(session: Session, ticket: Ticket) -> Record:
    conversation = find_conversation(session, ticket.conversation_id)
    said = after(session, conversation)
    closure = closure_of(session, ticket)
    used = used_for(session, ticket.number)
    colleagues = [ticket.owner_id, closure.by_id if closure else None]
    return Record(
        ticket,
        conversation.channel.label,
        tuple(_line(session, each) for each in said),
        _explanation(session, ticket, said),
        closure,
        link_of(session, ticket.number),
        tuple(_usable(session, ticket, used)),
        used,
        names(session, colleagues),
    )


def _usable(session: Session, ticket: Ticket, used: str | None) -> Iterator[Usable]:
    proposed = [each.id for each in entries_from(session, ticket.number)]
    near = [each["id"] for each in ticket.candidates]
    for key in dict.fromkeys((*proposed, *([used] if used else []), *near)):
        entry = find_entry(session, key)
        yield Usable(key, find_revision(session, key, entry.head).question)


def names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    return {each: person(session, each).name for each in set(ids) if each is not None}


def _line(session: Session, message: Message) -> Line:
    who = message.author.label
    if message.by_id:
        who = f"{who} {person(session, message.by_id).name}"
    outcome = outcome_of(session, message) if message.author is Author.ASSISTANT else None
    remark = _remark(session, outcome) if outcome else ""
    tried = _tried(outcome) if outcome else ()
    return Line(
        who, message.author, message.text, message.at, message.id, message.position, remark, tried
    )


def _tried(outcome: Outcome) -> tuple[Tried, ...]:
    """The nearest, best first; what is next to nothing is not worth a line."""
    near = [Tried(each["id"], each["question"], each["confidence"]) for each in outcome.candidates]
    return tuple(each for each in near if each.confidence >= WORTH_A_LOOK)[:MOST_TRIED]


def _remark(session: Session, outcome: Outcome) -> str:
    verdict = verdict_on(session, outcome)
    if verdict is None:
        return outcome.decision.label
    said = "会员说有帮助" if verdict.helpful else "会员说没有帮助"
    why = f"：{verdict.reason.label}" if verdict.reason else ""
    return f"{outcome.decision.label}，{said}{why}"


def _explanation(session: Session, ticket: Ticket, said: list[Message]) -> str:
    """Of the decision that opened the ticket."""
    asked = [each for each in said if each.id == ticket.message_id]
    outcome = outcome_of(session, asked[0]) if asked else None
    return outcome.explanation if outcome else ""
