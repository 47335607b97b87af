import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.acts.understand import Understood
from kb.answering.decision import Decision, Option
from kb.conversations import Conversation, Message
from kb.knowledge import usual_department
from kb.policy import ServicePolicy
from kb.terms import Level, Reason
from kb.text import fold
from kb.tickets import WAITING, Ticket, TicketState, open_ticket, tickets_of
from kb.tickets.merge import worked_on_as
from kb.tickets.superseding import complete, is_untouched, supersede

URGING = re.compile(
    r"(?:请|麻烦)?(?:你们)?(?:能不能)?(?:快点|快一点|快些|抓紧|尽快|赶紧|急|很急|着急|在等|要等多久|还要等?多久"
    r"|等了?(?:很久|半天|好久)|怎么还没有?人?(?:回复?|理我?|来|处理|解决)|没人(?:理|回复?)我?|(?:问题)?(?:还)?没有?解决)"
    r"(?:处理|回复|一下)?[啊呀吧了吗呢\W]*"
)


def hand_over(
    session: Session,
    conversation: Conversation,
    message: Message,
    understood: Understood,
    *,
    policy: ServicePolicy,
    now: datetime,
) -> Ticket:
    """The ticket under which a person answers. Who merely asks again for a person, or the same
    again, or urges, while a question of theirs waits already, is told the number of that one; so
    is who says the rest of a question."""
    decision, question = understood.decision, understood.joined or message.text
    if decision.reason is None:
        raise ValueError("only a hand-over opens a ticket")
    known = tickets_of(session, conversation.id)
    begun = [each for each in _begun(known, understood) if each.level >= decision.level]
    if begun:
        return complete(
            session, begun[0], question, message.id,
            category=decision.category, reason=decision.reason,
            candidates=rows(decision.candidates), now=now,
        )  # fmt: skip
    merely = decision.reason is Reason.ASKED_FOR_PERSON or urges(message.text)
    waiting = _waiting(session, known, question, merely=merely)
    if waiting is not None:
        return waiting
    ticket = _open(session, message, question, decision, policy=policy, now=now)
    settle_beginnings(session, conversation, message, understood, now=now)
    return ticket


def urges(text: str) -> bool:
    return URGING.fullmatch(fold(text)) is not None


def settle_beginnings(
    session: Session,
    conversation: Conversation,
    message: Message,
    understood: Understood,
    *,
    now: datetime,
) -> None:
    """Nobody needs to answer what was but the beginning of a question that has been dealt with."""
    if not understood.beginnings:
        return
    for each in _begun(tickets_of(session, conversation.id), understood):
        if is_untouched(each) and each.level is Level.ONE:
            supersede(session, each, message.id, now=now)


def rows(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "question": each.question, "confidence": each.confidence}
        for each in options
    ]


def ticket_told(session: Session, message: Message) -> Ticket | None:
    """Under which number the member was told that a person answers this message."""
    known = tickets_of(session, message.conversation_id)
    own = (each for each in known if each.message_id == message.id)
    before = (each for each in reversed(known) if each.opened_at <= message.at)
    return next(own, None) or next(before, None)


def _open(
    session: Session,
    message: Message,
    question: str,
    decision: Decision,
    *,
    policy: ServicePolicy,
    now: datetime,
) -> Ticket:
    if decision.reason is None:
        raise ValueError("only a hand-over opens a ticket")
    ticket = open_ticket(
        session,
        message.conversation_id,
        question,
        level=decision.level,
        category=decision.category,
        reason=decision.reason,
        policy=policy,
        now=now,
        department=usual_department(decision.category) if decision.level > Level.ONE else None,
        candidates=rows(decision.candidates),
        message_id=message.id,
    )
    alert_supervisors(session, ticket, by=None, now=now)
    return ticket


def _begun(known: Sequence[Ticket], understood: Understood) -> list[Ticket]:
    """Those that earlier messages of the same question opened, and nobody answered yet."""
    return [
        each
        for each in known
        if each.message_id in understood.beginnings
        and each.state in (TicketState.OPEN, TicketState.IN_PROGRESS)
    ]


def _waiting(
    session: Session, known: Sequence[Ticket], question: str, *, merely: bool
) -> Ticket | None:
    """One that went up in another waits as long as that one does. `merely`: nothing new is
    asked."""
    found = [
        each
        for each in known
        if (merely or each.question == question) and worked_on_as(session, each).state in WAITING
    ]
    return found[-1] if found else None
