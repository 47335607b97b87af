from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.ask import Asked, ask
from kb.acts.mail_word import TOKEN, about, in_thread
from kb.acts.think_ahead import think_ahead
from kb.acts.understand import Understood
from kb.answering.assistant import Assistant
from kb.answering.telling import in_words, tell_handover
from kb.conversations import Conversation, Message, find_conversation, open_conversation
from kb.conversations.belonging import join_member
from kb.mailbox.keeping import conversation_answered, keep_mail, writes_in
from kb.mailbox.mail import Mail, MailFate
from kb.mailbox.outbox import automatic_since
from kb.mailbox.reading import Parsed, Unreadable
from kb.members.finding import by_email
from kb.notices.notice import NoticeKind, notify
from kb.policy import current
from kb.policy.mail import MailPolicy
from kb.terms import Channel, DecisionKind, Level, Reason
from kb.tickets import WAITING, Ticket, tickets_of

LONGEST_QUESTION = 2000
CUT = "……（来信很长，全文见邮件）"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def take_mail(
    session: Session, assistant: Assistant, parsed: Parsed, place: str, *, now: datetime
) -> Mail:
    """A member's mail as a question, or as more of the talk it answers. Raises Unreadable."""
    policy = current(session).mail
    known = _talk_answered(session, parsed)
    question = question_of(parsed, first=known is None)
    talk, link = (known, None) if known else _open(session, parsed, now)
    waiting = _waiting(session, talk)
    mail = keep_mail(
        session, parsed, place, MailFate.TAKEN, conversation_id=talk.id, now=now
    )  # fmt: skip
    asked = ask(
        session, assistant, talk, question, now=now,
        adapt=lambda understood: _for_person(
            understood, answer=policy.answer and not waiting, first=known is None,
            waiting=waiting is not None,
        ),
    )  # fmt: skip
    if waiting is not None:
        _tell_owner(session, waiting, mail, now)
    text = _text(policy, mail, asked, waiting, now)
    if text and _may_answer(session, policy, mail.from_email, now):
        reply = session.get_one(Message, asked.outcome.reply_id)
        in_thread(session, mail, reply, text, automatic=True, link=link, now=now)
    return mail


def think_of_mail(
    session: Session, assistant: Assistant, parsed: Parsed, *, now: datetime
) -> Assistant:
    """One that has thought about what `take_mail` will ask it. Raises Unreadable."""
    known = _talk_answered(session, parsed)
    question = question_of(parsed, first=known is None)
    return think_ahead(session, assistant, known, question, now=now)


def question_of(parsed: Parsed, *, first: bool) -> str:
    """What the member asks. The subject belongs to it where it says more than the text."""
    subject = about(TOKEN.sub("", parsed.subject))
    said = parsed.said
    if first and subject and subject not in said:
        said = f"{subject}\n{said}".strip()
    if not said:
        raise Unreadable("正文里没有自己写的话")
    return said if len(said) <= LONGEST_QUESTION else f"{said[:LONGEST_QUESTION]}{CUT}"


def _talk_answered(session: Session, parsed: Parsed) -> Conversation | None:
    """By the thread, else by the number in the subject; only where this address is part of it."""
    found = conversation_answered(session, parsed)
    named = TOKEN.search(parsed.subject)
    if found is None and named is not None:
        ticket = session.get(Ticket, int(named[1]))
        if ticket is not None and writes_in(session, ticket.conversation_id, parsed.from_email):
            found = ticket.conversation_id
    return find_conversation(session, found) if found is not None else None


def _open(session: Session, parsed: Parsed, now: datetime) -> tuple[Conversation, str]:
    name = parsed.from_name or None
    talk, token = open_conversation(session, Channel.EMAIL, member_name=name, now=now)
    member = by_email(session, parsed.from_email)
    if member is not None:
        join_member(session, talk, member, by=None, now=now)
    return talk, f"/c/{token}"


def _waiting(session: Session, talk: Conversation) -> Ticket | None:
    found = [each for each in tickets_of(session, talk.id) if each.state in WAITING]
    return found[-1] if found else None


def _for_person(understood: Understood, *, answer: bool, first: bool, waiting: bool) -> Understood:
    """A letter is not asked back, and by default a person answers it. What is added while one
    waits belongs to that one, unless it is serious."""
    decision = understood.decision
    match decision.kind:
        case DecisionKind.HANDOFF:
            if not waiting or decision.level > Level.ONE:
                return understood
        case DecisionKind.ANSWER:
            if answer:
                return understood
        case DecisionKind.SMALLTALK:
            if not first:
                return understood
    near = decision.candidates or decision.entries
    for_person = replace(
        decision, kind=DecisionKind.HANDOFF, entries=(), candidates=near,
        reason=Reason.ASKED_FOR_PERSON, explanation="来信由同事答复。",
    )  # fmt: skip
    return replace(understood, decision=for_person)


def _text(
    policy: MailPolicy, mail: Mail, asked: Asked, waiting: Ticket | None, now: datetime
) -> str:
    """What is answered without a person; empty for nothing."""
    ticket = asked.ticket
    if ticket is None:
        return asked.text if asked.outcome.decision is DecisionKind.ANSWER else ""
    if not policy.acknowledge or (waiting is not None and waiting.number == ticket.number):
        return ""
    if ticket.level is Level.THREE:
        told = tell_handover(ticket.number, ticket.level, due=ticket.due_at, opening=now, now=now)
    else:
        told = (
            f"您的来信已收到，问题编号是 {ticket.number}。"
            f"预计 {in_words(ticket.due_at, now)} 前有同事回复您。"
        )
    unseen = "附件我们没有收下，要紧的内容请写在正文里。" if mail.attachments else ""
    return f"{told}要补充什么，直接回复这封邮件就可以。{unseen}"


def _may_answer(session: Session, policy: MailPolicy, email: str, now: datetime) -> bool:
    """Two machines that write to each other come to rest."""
    return (
        automatic_since(session, email, now - HOUR) < policy.most_an_hour
        and automatic_since(session, email, now - DAY) < policy.most_a_day
    )


def _tell_owner(session: Session, ticket: Ticket, mail: Mail, now: datetime) -> None:
    if ticket.owner_id is not None:
        notify(
            session, ticket.owner_id, NoticeKind.NEWS, f"工单 {ticket.number}：会员又来信了。",
            about=("ticket", ticket.number), path=f"/desk/tickets/{ticket.number}",
            key=f"mail:{mail.id}", now=now,
        )  # fmt: skip
