"""Keeps questions whose right decision is known, for trying changes of the base on them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from kb.answering.judged import Judged, read_judged
from kb.conversations import Author, Message, Outcome, Verdict
from kb.knowledge.saved import LONGEST, Confirmed, Source, keep_questions
from kb.terms import DecisionKind
from kb.tickets.knowledge_use import TicketLink
from kb.tickets.ticket import Ticket


def save_questions(session: Session, corpus_dir: Path, *, now: datetime) -> int:
    """How many are new: judged ones, but never those kept for the report, and those that people
    confirmed."""
    judged = keep_questions(session, _of_corpus(corpus_dir), now=now)
    return judged + save_confirmed(session, now=now)


def save_confirmed(session: Session, *, now: datetime) -> int:
    """Questions that were answered and found helpful, whose option the member chose, or whose
    ticket a colleague closed with an entry. Of one wording the last word counts."""
    found = {each.key: each for each in _confirmed(session)}
    return keep_questions(session, found.values(), now=now)


def _of_corpus(corpus_dir: Path) -> Iterator[Confirmed]:
    folders = {
        Source.JUDGED: corpus_dir / "judged",
        Source.TRAINING: corpus_dir / "judged/training",
    }
    for source, folder in folders.items():
        for path in sorted(folder.glob("*.tsv")):
            for each in read_judged(path):
                if source is Source.TRAINING or not each.for_report:
                    yield _judged(each, source)


def _judged(judged: Judged, source: Source) -> Confirmed:
    return Confirmed(
        key=f"{source.value}:{judged.id}",
        question=judged.question,
        source=source,
        decisions=tuple(sorted(judged.decisions)),
        wanted=tuple("+".join(sorted(each)) for each in judged.wanted),
        before=judged.before,
    )


def _confirmed(session: Session) -> Iterator[Confirmed]:
    for message, wanted in _helpful(session):
        yield from _said(message.text, message.id, Source.HELPFUL, wanted)
    for message, wanted in _chosen(session):
        yield from _said(message.text, message.id, Source.CHOSEN, wanted)
    linked = (
        select(Ticket.question, Ticket.message_id, TicketLink.entry_id)
        .join(TicketLink, TicketLink.ticket_number == Ticket.number)
        .where(TicketLink.entry_id.is_not(None))
        .order_by(Ticket.number)
    )
    for question, message_id, entry_id in session.execute(linked):
        yield from _said(question, message_id, Source.LINKED, str(entry_id))


def _said(text: str, message_id: int | None, source: Source, wanted: str) -> Iterator[Confirmed]:
    question = text.strip()
    if question and len(question) <= LONGEST:
        yield Confirmed(
            key=f"said:{question}",
            question=question,
            source=source,
            wanted=(wanted,),
            message_id=message_id,
        )


def _helpful(session: Session) -> Iterator[tuple[Message, str]]:
    found = (
        select(Message, Outcome.entry_ids)
        .join(Outcome, Outcome.message_id == Message.id)
        .join(Verdict, Verdict.outcome_id == Outcome.id)
        .where(Outcome.decision == DecisionKind.ANSWER, Verdict.helpful)
        .order_by(Message.id)
    )
    for message, entry_ids in session.execute(found):
        yield message, "+".join(sorted(entry_ids))


def _chosen(session: Session) -> Iterator[tuple[Message, str]]:
    """The option whose question is the member's next message."""
    following = aliased(Message)
    found = (
        select(Message, Outcome.candidates, Outcome.entry_ids, following.text)
        .join(Outcome, Outcome.message_id == Message.id)
        .join(
            following,
            (following.conversation_id == Message.conversation_id)
            & (following.position == Message.position + 2)
            & (following.author == Author.MEMBER),
        )
        .where(Outcome.decision == DecisionKind.CLARIFY)
        .order_by(Message.id)
    )
    for message, candidates, entry_ids, said in session.execute(found):
        for each in candidates:
            if each["question"] == said and each["id"] in entry_ids:
                yield message, each["id"]
