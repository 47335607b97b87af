"""No ticket is closed without a word on its knowledge."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.settle_task import settle_task
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.knowledge import edit, find_entry, propose, retire
from kb.knowledge.task import Resolution, TaskKind
from kb.knowledge.tasks import Sought, list_tasks
from kb.policy import adopt, read_policies
from kb.reports.links import LinkFigures, link_figures
from kb.tickets import KnowledgeUse, TicketState, find_ticket, link_of
from reception import CORPUS
from world import AFTERNOON, MORNING, NEXT_DAY, NIGHT, NOON, Staff, ask_for_person, open_club, text

TENNIS = text("网球怎么收费？", "网球场每小时50元。")
NONE = Knowledge(KnowledgeUse.NONE, reason="只是表扬")
PARKING = Knowledge(KnowledgeUse.REUSED, "parking")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    return open_club(session)


def close_one(session: Session, staff: Staff, knowledge: Knowledge) -> int:
    _, ticket = ask_for_person(session)
    close_ticket(session, ticket.number, "已答复", knowledge, by=staff.wang.id, now=NIGHT)
    return ticket.number


def test_a_reused_entry_is_kept_with_its_revision(session: Session, staff: Staff) -> None:
    number = close_one(session, staff, PARKING)
    link = link_of(session, number)
    assert link is not None
    assert (link.use, link.entry_id, link.revision) == (KnowledgeUse.REUSED, "parking", 1)
    assert find_ticket(session, number).state is TicketState.CLOSED


def test_an_improved_and_a_new_entry_are_kept(session: Session, staff: Staff) -> None:
    entry = find_entry(session, "parking")
    edit(session, entry, text("停车收费吗？", "免费两小时。"), seen=1, by=staff.wang.id, now=NIGHT)
    close_one(session, staff, Knowledge(KnowledgeUse.IMPROVED, "parking"))
    draft = propose(session, TENNIS, by=staff.wang.id, now=NIGHT)
    number = close_one(session, staff, Knowledge(KnowledgeUse.DRAFTED, draft.id))
    link = link_of(session, number)
    assert link is not None
    assert (link.entry_id, link.revision) == (draft.id, 1)


def test_that_none_is_needed_is_said_with_a_reason(session: Session, staff: Staff) -> None:
    link = link_of(session, close_one(session, staff, NONE))
    assert link is not None
    assert (link.entry_id, link.reason) == (None, "只是表扬")


@pytest.mark.parametrize(
    ("use", "entry_id", "field"),
    [
        (KnowledgeUse.NONE, "", "none_reason"),
        (KnowledgeUse.REUSED, "", "entry_id"),
        (KnowledgeUse.REUSED, "no-such-entry", "entry_id"),
        (KnowledgeUse.REUSED, "annual-cards", "entry_id"),
        (KnowledgeUse.IMPROVED, "parking", "entry_id"),
        (KnowledgeUse.DRAFTED, "parking", "entry_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, staff: Staff, use: KnowledgeUse, entry_id: str, field: str
) -> None:
    retire(session, find_entry(session, "annual-cards"), "停售", by=staff.zhou.id, now=NOON)
    _, ticket = ask_for_person(session)
    named, wang = Knowledge(use, entry_id), staff.wang.id
    with pytest.raises(BadInput) as refused, session.begin_nested():
        close_ticket(session, ticket.number, "已答复", named, by=wang, now=NIGHT)
    assert refused.value.field == field
    session.refresh(ticket)
    assert ticket.state is TicketState.OPEN


def test_each_fifth_that_names_an_entry_is_looked_at_by_a_maintainer(
    session: Session, staff: Staff
) -> None:
    close_one(session, staff, NONE)
    numbers = [close_one(session, staff, PARKING) for _ in range(6)]
    [found] = list_tasks(session, Sought(kind=TaskKind.SPOT_CHECK)).rows
    assert (found.task.ticket_number, found.task.owner_id) == (numbers[4], staff.chen.id)


def test_link_rate_and_accuracy_come_from_the_records(session: Session, staff: Staff) -> None:
    empty = link_figures(session, MORNING, NEXT_DAY)
    assert (empty.rate, empty.accuracy) == (None, None)
    close_one(session, staff, NONE)
    for _ in range(10):
        close_one(session, staff, PARKING)
    right, wrong = (each.task for each in list_tasks(session, Sought()).rows)
    settle_task(session, right.id, Resolution.RIGHT, "", by=staff.chen.id, now=NIGHT)
    with pytest.raises(BadInput), session.begin_nested():
        settle_task(session, wrong.id, Resolution.WRONG, "", by=staff.chen.id, now=NIGHT)
    session.refresh(wrong)
    settle_task(session, wrong.id, Resolution.WRONG, "问的是网球", by=staff.chen.id, now=NIGHT)
    found = link_figures(session, MORNING, NEXT_DAY)
    assert found == LinkFigures(closed=11, linked=10, needless=1, checked=2, right=1)
    assert (found.rate, found.accuracy) == (1.0, 0.5)
    assert link_figures(session, MORNING, AFTERNOON).closed == 0


def test_nobody_checks_their_own_link(session: Session, staff: Staff) -> None:
    for _ in range(5):
        close_one(session, staff, PARKING)
    [found] = list_tasks(session, Sought()).rows
    with pytest.raises(Conflict, match="另一位"):
        settle_task(session, found.task.id, Resolution.RIGHT, "", by=staff.wang.id, now=NIGHT)
