"""Mails on their way to members: claimed in one transaction, sent in none, settled in another."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.errors import Conflict, NotFound
from kb.history import record
from kb.mailbox.answer import AnswerState, MailAnswer
from kb.mailbox.mail import Mail

CLAIM = timedelta(minutes=5)
"""after which whoever claimed it is taken to be gone"""
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180))
MOST_ATTEMPTS = len(PAUSES) + 1
MOST_REFERENCES = 20


def queue_answer(
    session: Session,
    mail: Mail,
    conversation_id: int,
    said_id: int,
    *,
    subject: str,
    text: str,
    automatic: bool,
    now: datetime,
    link: str | None = None,
) -> MailAnswer:
    """In the thread of this mail."""
    thread = [mail.message_id, *mail.answers_to]
    answer = MailAnswer(
        conversation_id=conversation_id, said_id=said_id, to_email=mail.from_email,
        subject=subject, text=text, link=link, automatic=automatic,
        answers_to=thread[:MOST_REFERENCES], message_id=f"<{uuid.uuid4()}@courtside>",
        state=AnswerState.WAITING, attempts=0, queued_at=now, next_try_at=now,
    )  # fmt: skip
    session.add(answer)
    session.flush()
    return answer


def automatic_since(session: Session, email: str, since: datetime) -> int:
    """How many automatic mails this address was sent, or will be."""
    found = select(func.count()).where(
        MailAnswer.to_email == email, MailAnswer.queued_at > since, MailAnswer.automatic
    )
    return session.scalar(found) or 0


def claim_answers(
    session: Session, *, at_most: int, now: datetime
) -> tuple[list[MailAnswer], list[MailAnswer]]:
    """Those that nobody else sends meanwhile; and those given up, because whoever tried the last
    time never came back."""
    due = (
        select(MailAnswer)
        .where(MailAnswer.next_try_at <= now)
        .order_by(MailAnswer.next_try_at, MailAnswer.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    claimed: list[MailAnswer] = []
    given_up: list[MailAnswer] = []
    for each in session.scalars(due).all():
        if each.attempts >= MOST_ATTEMPTS:
            _end(session, each, AnswerState.GIVEN_UP, now)
            given_up.append(each)
            continue
        each.state, each.next_try_at = AnswerState.SENDING, now + CLAIM
        each.attempts += 1
        claimed.append(each)
    session.flush()
    return claimed, given_up


def anything_to_send(session: Session, *, now: datetime) -> bool:
    found = select(MailAnswer.id).where(MailAnswer.next_try_at <= now).limit(1)
    return session.scalar(found) is not None


def answer_sent(session: Session, answer_id: int, *, now: datetime) -> None:
    answer = _locked(session, answer_id)
    if answer.done_at is None:
        answer.last_error = answer.link = None
        _end(session, answer, AnswerState.SENT, now)


def answer_failed(
    session: Session, answer_id: int, attempt: int, why: str, *, for_good: bool, now: datetime
) -> MailAnswer | None:
    """The answer when it is given up. Nothing changes when somebody claimed it meanwhile."""
    answer = _locked(session, answer_id)
    if answer.done_at is not None or answer.attempts != attempt:
        return None
    answer.last_error = why
    if for_good or answer.attempts >= MOST_ATTEMPTS:
        return _end(session, answer, AnswerState.GIVEN_UP, now)
    answer.state = AnswerState.WAITING
    answer.next_try_at = now + PAUSES[answer.attempts - 1]
    session.flush()
    return None


def returned(
    session: Session, message_ids: Iterable[str], why: str, *, now: datetime
) -> MailAnswer | None:
    """The mail of ours that came back; None where none of these is one that was sent."""
    sent = select(MailAnswer).where(
        MailAnswer.message_id.in_(list(message_ids)), MailAnswer.state == AnswerState.SENT
    )
    answer = session.scalars(sent.limit(1).with_for_update()).first()
    if answer is None:
        return None
    answer.last_error = why
    return _end(session, answer, AnswerState.GIVEN_UP, now)


def send_again(
    session: Session, conversation_id: int, answer_id: int, *, by: int, now: datetime
) -> MailAnswer:
    answer = session.get(MailAnswer, answer_id, with_for_update=True, populate_existing=True)
    if answer is None or answer.conversation_id != conversation_id:
        raise NotFound("没有这封邮件。")
    if answer.state is not AnswerState.GIVEN_UP:
        raise Conflict("这封邮件不需要再发。", code="not_given_up", mend="请刷新页面。")
    answer.state, answer.attempts = AnswerState.WAITING, 0
    answer.next_try_at, answer.done_at = now, None
    record(session, "sent_again", "mail_answer", answer.id, by=by, now=now)
    session.flush()
    return answer


def answers_in(session: Session, conversation_id: int) -> list[MailAnswer]:
    """Oldest first."""
    found = select(MailAnswer).where(MailAnswer.conversation_id == conversation_id)
    return list(session.scalars(found.order_by(MailAnswer.id)))


def _locked(session: Session, answer_id: int) -> MailAnswer:
    return session.get_one(MailAnswer, answer_id, with_for_update=True, populate_existing=True)


def _end(session: Session, answer: MailAnswer, state: AnswerState, now: datetime) -> MailAnswer:
    answer.state, answer.next_try_at, answer.done_at = state, None, now
    record(
        session, state.value, "mail_answer", answer.id, by=None, now=now,
        conversation=answer.conversation_id, attempts=answer.attempts,
    )  # fmt: skip
    session.flush()
    return answer
