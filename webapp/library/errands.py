"""A task as its owner needs to see it: what members asked and read, or which ticket it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.conversations import Message, Outcome
from kb.knowledge import Revision, find_revision
from kb.knowledge.publication import in_force
from kb.knowledge.task import Resolution, Task
from kb.knowledge.tasks import ENDS, TaskPage, reported_outcomes
from kb.people.person import person
from kb.reports.links import LinkFigures, link_figures
from kb.tickets import Reply, Ticket, TicketLink, find_ticket, link_of, replies

LATELY = timedelta(days=90)
MOST_SAMPLES = 10


@dataclass(frozen=True)
class Sample:
    """What a member asked, and when."""

    question: str
    at: datetime


@dataclass(frozen=True)
class Errand:
    """`text`: what is in force now, else the newest there is."""

    task: Task
    text: Revision
    owner: str
    finisher: str
    samples: Sequence[Sample]
    ends: Sequence[Resolution]
    ticket: Ticket | None = None
    link: TicketLink | None = None
    replies: Sequence[Reply] = ()


@dataclass(frozen=True)
class Overview:
    page: TaskPage
    names: Mapping[int | None, str]
    links: LinkFigures


def overview(session: Session, page: TaskPage, now: datetime) -> Overview:
    ids = {each.task.owner_id for each in page.rows} | {each.task.done_by for each in page.rows}
    names: dict[int | None, str] = {
        each: person(session, each).name for each in ids if each is not None
    }
    return Overview(page, names, link_figures(session, now - LATELY, now))


def errand(session: Session, task: Task, head: int, now: datetime) -> Errand:
    text = in_force(session, task.entry_id, now)
    number = task.ticket_number
    ticket = find_ticket(session, number) if number is not None else None
    return Errand(
        task,
        find_revision(session, task.entry_id, text.revision if text else head),
        _name(session, task.owner_id),
        _name(session, task.done_by),
        [_sample(session, each) for each in reported_outcomes(session, task)[:MOST_SAMPLES]],
        ENDS[task.kind],
        ticket,
        link_of(session, ticket.number) if ticket else None,
        replies(session, ticket) if ticket else (),
    )


def _sample(session: Session, outcome_id: int) -> Sample:
    outcome = session.get_one(Outcome, outcome_id)
    return Sample(session.get_one(Message, outcome.message_id).text, outcome.at)


def _name(session: Session, person_id: int | None) -> str:
    return person(session, person_id).name if person_id is not None else ""
