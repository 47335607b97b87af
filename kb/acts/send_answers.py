"""Sends what is due to members by mail. At least once: a sender that is killed between sending and
saying so leaves its letter to the next one, which sends it again under the same Message-ID."""

from datetime import datetime

from kb.acts.deliver import Delivered
from kb.acts.mail_failed import tell_of_failure
from kb.db import Database
from kb.mailbox.answer import MailAnswer
from kb.mailbox.machines import LOOP
from kb.mailbox.outbox import answer_failed, answer_sent, anything_to_send, claim_answers
from kb.notices.channels import Channel, Letter, NotSent

BATCH = 10


def send_answers(database: Database, channel: Channel, now: datetime, *, site: str) -> Delivered:
    """One batch. `site`: what stands before the path of a page; without it no link is sent. No
    transaction is open while the server is talked to."""
    with database.reading() as session:
        if not anything_to_send(session, now=now):
            return Delivered()
    with database.writing() as session:
        claimed, given_up = claim_answers(session, at_most=BATCH, now=now)
        for each in given_up:
            tell_of_failure(session, each, now=now)
    sent = sum(_send(database, channel, each, now, site) for each in claimed)
    return Delivered(sent=sent, failed=len(claimed) - sent)


def _send(
    database: Database, channel: Channel, answer: MailAnswer, now: datetime, site: str
) -> bool:
    try:
        channel.send(letter_of(answer, site), now=now)
    except NotSent as error:
        with database.writing() as session:
            given_up = answer_failed(
                session, answer.id, answer.attempts, error.why, for_good=error.for_good, now=now
            )
            if given_up is not None:
                tell_of_failure(session, given_up, now=now)
        return False
    with database.writing() as session:
        answer_sent(session, answer.id, now=now)
    return True


def letter_of(answer: MailAnswer, site: str) -> Letter:
    seen = f"\n\n随时看进展：{site.rstrip('/')}{answer.link}" if site and answer.link else ""
    return Letter(
        to=answer.to_email,
        heading=answer.subject,
        text=f"{answer.text}{seen}",
        path="",
        message_id=answer.message_id,
        headers={
            "In-Reply-To": answer.answers_to[0],
            "References": " ".join(reversed(answer.answers_to)),
            "Auto-Submitted": "auto-replied" if answer.automatic else "no",
            LOOP: "1",
        },
    )
