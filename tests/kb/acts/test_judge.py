"""What a member says of an answer reaches whoever maintains it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.acts.judge import judge
from kb.conversations import (
    Author,
    Conversation,
    Outcome,
    VerdictReason,
    open_conversation,
    record_outcome,
    say,
)
from kb.db import Database
from kb.knowledge import find_entry, retire
from kb.knowledge.task import About
from kb.knowledge.tasks import Sought, list_tasks
from kb.terms import Category, DecisionKind, Level
from world import AFTERNOON, NIGHT, Staff, open_club


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def answered(session: Session, *entry_ids: str) -> tuple[Conversation, Outcome]:
    talk, _ = open_conversation(session, now=AFTERNOON)
    asked = say(session, talk, Author.MEMBER, "停车要钱吗", now=AFTERNOON)
    outcome = record_outcome(
        session,
        asked,
        now=AFTERNOON,
        decision=DecisionKind.ANSWER,
        level=Level.ONE,
        category=Category.OTHER,
        explanation="",
        knowledge_number=5,
        policy_version=1,
        took_ms=1.0,
        entry_ids=entry_ids,
    )
    return talk, outcome


def complain(session: Session, *entry_ids: str, reason: VerdictReason | None) -> None:
    talk, outcome = answered(session, *entry_ids)
    judge(session, talk, outcome.id, False, reason, now=AFTERNOON)
    judge(session, talk, outcome.id, False, reason, now=NIGHT)


def test_an_answer_that_is_wrong_becomes_a_task_of_its_writer(
    session: Session, staff: Staff
) -> None:
    complain(session, "parking", reason=VerdictReason.OUTDATED)
    complain(session, "parking", reason=VerdictReason.OUTDATED)
    [found] = list_tasks(session, Sought()).rows
    assert (found.task.entry_id, found.task.about) == ("parking", About.OUTDATED)
    assert (found.task.owner_id, found.reports) == (staff.chen.id, 2)


def test_who_thinks_better_of_an_answer_is_counted_no_more(session: Session, staff: Staff) -> None:
    complain(session, "parking", reason=VerdictReason.OUTDATED)
    talk, outcome = answered(session, "parking")
    judge(session, talk, outcome.id, False, VerdictReason.OUTDATED, now=AFTERNOON)
    judge(session, talk, outcome.id, True, now=NIGHT)
    [found] = list_tasks(session, Sought()).rows
    assert found.reports == 1


def test_another_reason_counts_there_and_no_longer_here(session: Session, staff: Staff) -> None:
    talk, outcome = answered(session, "parking")
    judge(session, talk, outcome.id, False, VerdictReason.OUTDATED, now=AFTERNOON)
    judge(session, talk, outcome.id, False, VerdictReason.WRONG, now=NIGHT)
    found = {each.task.about: each.reports for each in list_tasks(session, Sought()).rows}
    assert found == {About.OUTDATED: 0, About.WRONG: 1}


def test_each_entry_of_a_joined_answer_gets_its_task(session: Session, staff: Staff) -> None:
    complain(session, "parking", "opening-hours", reason=VerdictReason.WRONG)
    assert {each.task.entry_id for each in list_tasks(session, Sought()).rows} == {
        "parking",
        "opening-hours",
    }


def test_without_a_reason_or_with_praise_nobody_has_anything_to_do(
    session: Session, staff: Staff
) -> None:
    complain(session, "parking", reason=None)
    talk, outcome = answered(session, "parking")
    judge(session, talk, outcome.id, True, now=AFTERNOON)
    assert list_tasks(session, Sought()).total == 0


def test_a_withdrawn_entry_leaves_nothing_to_mend(session: Session, staff: Staff) -> None:
    talk, outcome = answered(session, "parking")
    retire(session, find_entry(session, "parking"), "改建", by=staff.zhou.id, now=AFTERNOON)
    judge(session, talk, outcome.id, False, VerdictReason.WRONG, now=NIGHT)
    assert list_tasks(session, Sought()).total == 0
