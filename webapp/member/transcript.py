"""A conversation as its member reads it: what was said, the ground of each answer, and what has
become of what a person must answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.reopen_ticket import may_reopen
from kb.conversations import (
    Author,
    Conversation,
    Message,
    Outcome,
    Verdict,
    VerdictReason,
    after,
    outcome_of,
    verdict_on,
)
from kb.knowledge import Revision, find_revision, publications
from kb.people.person import person
from kb.terms import DecisionKind
from kb.tickets import Ticket, TicketState, ticket_from, tickets_of
from kb.tickets.merge import worked_on_as
from kb.tickets.referral import expected_at, open_referral
from webapp.member.shown import in_force
from webapp.wording import moment, validity


@dataclass(frozen=True)
class Source:
    question: str
    validity: str


@dataclass(frozen=True)
class Promise:
    number: int
    who: str
    progress: str


@dataclass(frozen=True)
class Turn:
    """`asked`: the member's words that this answers; `unanswered`: nothing was said by the
    member since; `unhelped`: they said that it did not help; `final`: a colleague's last word on
    a question, which the member may say is not solved."""

    author: Author
    position: int
    text: str
    at: datetime
    who: str = ""
    kind: DecisionKind | None = None
    outcome_id: int | None = None
    asked: str = ""
    unanswered: bool = False
    sources: tuple[Source, ...] = ()
    options: tuple[Revision, ...] = ()
    verdict: str | None = None
    unhelped: bool = False
    reasons: Sequence[VerdictReason] = tuple(VerdictReason)
    ticket: Promise | None = None
    final: bool = False


def turns(
    session: Session, conversation: Conversation, *, now: datetime, position: int = 0
) -> list[Turn]:
    """Those later than the position, oldest first."""
    found = [_turn(session, each, now) for each in after(session, conversation, position)]
    last = max((each.position for each in found if each.author is Author.MEMBER), default=0)
    shown = [replace(each, unanswered=each.position > last) for each in found]
    if shown and shown[-1].author is Author.STAFF and may_reopen(session, conversation, now=now):
        shown[-1] = replace(shown[-1], final=True)
    return shown


def _turn(session: Session, message: Message, now: datetime) -> Turn:
    plain = Turn(message.author, message.position, message.text, message.at)
    match message.author:
        case Author.MEMBER:
            return plain
        case Author.STAFF:
            name = person(session, message.by_id).name if message.by_id else ""
            return replace(plain, who=f"客服 {name}")
    outcome = outcome_of(session, message)
    return _decided(session, plain, outcome, now) if outcome else plain


def _decided(session: Session, plain: Turn, outcome: Outcome, now: datetime) -> Turn:
    question = session.get(Message, outcome.message_id)
    turn = replace(
        plain,
        kind=outcome.decision,
        outcome_id=outcome.id,
        asked=question.text if question else "",
    )
    match outcome.decision:
        case DecisionKind.ANSWER:
            return _answered(session, turn, outcome)
        case DecisionKind.CLARIFY:
            options = (in_force(session, each) for each in outcome.entry_ids)
            return replace(turn, options=tuple(each for each in options if each))
        case DecisionKind.HANDOFF:
            return replace(turn, ticket=_promise(session, outcome, now))
    return turn


def _answered(session: Session, turn: Turn, outcome: Outcome) -> Turn:
    verdict = verdict_on(session, outcome)
    sources = tuple(_sources(session, outcome))
    if verdict is None:
        return replace(turn, sources=sources)
    return replace(turn, sources=sources, verdict=_thanks(verdict), unhelped=not verdict.helpful)


def _sources(session: Session, outcome: Outcome) -> Iterator[Source]:
    """The texts that were in force when the answer was given."""
    for entry_id in outcome.entry_ids:
        for each in publications(session, entry_id):
            begun = each.effective_at is None or each.effective_at <= outcome.at
            if each.number <= outcome.knowledge_number and begun and each.revision:
                text = find_revision(session, entry_id, each.revision)
                yield Source(text.question, validity(text.valid_from, text.valid_until))
                break


def _thanks(verdict: Verdict) -> str:
    if verdict.helpful:
        return "谢谢，已记下。"
    why = f"：{verdict.reason.label}" if verdict.reason else ""
    return f"谢谢，已记下{why}。"


def _promise(session: Session, outcome: Outcome, now: datetime) -> Promise | None:
    ticket = ticket_from(session, outcome.message_id) or _joined(session, outcome)
    if ticket is None:
        return None
    who = f"{ticket.department.label}的同事" if ticket.department else "客服同事"
    return Promise(ticket.number, who, _progress(session, worked_on_as(session, ticket), now))


def _joined(session: Session, outcome: Outcome) -> Ticket | None:
    """Who asked for a person while a question waited was told the number of that one."""
    message = session.get(Message, outcome.message_id)
    tickets = tickets_of(session, message.conversation_id) if message else []
    return next((each for each in reversed(tickets) if each.opened_at <= outcome.at), None)


def _progress(session: Session, ticket: Ticket, now: datetime) -> str:
    """Nothing is promised that the clocks no longer hold."""
    if ticket.state is TicketState.REFERRED:
        return _with_department(session, ticket, now)
    if ticket.state is TicketState.CLOSED:
        return "已处理完毕"
    if ticket.state is TicketState.ANSWERED:
        return "已回复"
    if now >= ticket.due_at:
        return "比预计的晚了，抱歉，同事会尽快回复您"
    return f"预计 {moment(ticket.due_at, now)} 前回复您"


def _with_department(session: Session, ticket: Ticket, now: datetime) -> str:
    referral = open_referral(session, ticket)
    where = f"已转{referral.department.label}处理"
    expected = expected_at(session, referral)
    if expected is None:
        return f"{where}，有了方案同事会告诉您"
    if now >= expected:
        return f"{where}，比预计的晚了，抱歉，有了新的时间会马上告诉您"
    return f"{where}，预计 {moment(expected, now)} 前完成"
