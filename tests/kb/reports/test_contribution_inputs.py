"""Contributions scored from what really happened: a month lived through with the verbs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.judge import judge
from kb.acts.publish import publish
from kb.acts.recheck import recheck
from kb.acts.settle_task import settle_task
from kb.contributions import Grade, contributions_to, reverse
from kb.conversations import (
    Author,
    Conversation,
    Message,
    VerdictReason,
    open_conversation,
    record_outcome,
    say,
)
from kb.db import Database
from kb.knowledge import Content, edit, find_entry, propose, submit
from kb.knowledge.ruling import Asked, adopt_as_entry
from kb.knowledge.task import Resolution
from kb.knowledge.tasks import Sought, list_tasks
from kb.kpi.contributing import score_contributions
from kb.kpi.contribution import ContributionScore
from kb.period import Period, month
from kb.policy import ContributionPolicy, adopt, read_policies
from kb.reports.contribution_inputs import contribution_inputs, read_contributions
from kb.reports.month import policies_of
from kb.terms import Category, DecisionKind, Level
from kb.tickets import KnowledgeUse
from reception import CORPUS
from statements import statements
from world import MORNING, NOON, PARKING, Staff, ask_for_person, open_club, text

NOVEMBER, DECEMBER = month(2026, 11), month(2026, 12)
POLICY = ContributionPolicy()
CARD = text("会员卡能转让吗？", "可以转让给家人一次，手续费二十元，到前台办理。", "会员卡转让")
LATER = NOON + timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    return open_club(session)


def told(session: Session, person: int, period: Period = NOVEMBER) -> dict[str, str]:
    """Points by rule."""
    score = scored(session, period).get(person)
    found: dict[str, Decimal] = {}
    for item in score.items if score else ():
        key = item.measure.removeprefix("contribution_")
        found[key] = found.get(key, Decimal(0)) + item.points
    return {key: str(points) for key, points in found.items()}


def scored(session: Session, period: Period = NOVEMBER) -> dict[int, ContributionScore]:
    session.flush()
    policies = policies_of(session, period, until=period.end)
    inputs, past = read_contributions(session, period, policies, until=period.end)
    found = score_contributions(inputs, POLICY, period)
    assert score_contributions(inputs, POLICY, period, past) == found
    return {each.person: each for each in found}


def release(session: Session, staff: Staff, key: str, at: datetime, grade: Grade = Grade.B) -> None:
    entry = find_entry(session, key)
    submit(session, entry, by=staff.wang.id, now=at)
    publish(session, key, seen=entry.head, by=staff.zhou.id, now=at, grade=grade)


def change(session: Session, key: str, content: Content, by: int, at: datetime) -> None:
    edit(
        session,
        find_entry(session, key),
        content,
        seen=find_entry(session, key).head,
        by=by,
        now=at,
    )


def asked(
    session: Session, key: str | None, at: datetime, by: int | None = None
) -> tuple[Conversation, Message, int]:
    """A question that the entry answers; without one nothing does."""
    talk, _ = open_conversation(session, now=at, by=by)
    message = say(session, talk, Author.MEMBER, "会员卡可以给别人吗", now=at)
    if key is None:
        return talk, message, 0
    outcome = record_outcome(
        session, message, now=at, decision=DecisionKind.ANSWER, level=Level.ONE,
        category=Category.MEMBERSHIP, explanation="", knowledge_number=9, policy_version=1,
        took_ms=1.0, entry_ids=[key],
    )  # fmt: skip
    return talk, message, outcome.id


def test_a_new_entry_is_worth_what_it_then_does_for_members(session: Session, staff: Staff) -> None:
    propose(session, CARD, by=staff.wang.id, now=NOON, entry_id="card")
    release(session, staff, "card", NOON, Grade.A)
    for by in (None, None, staff.li.id):
        talk, _, outcome = asked(session, "card", LATER, by)
        judge(session, talk, outcome, True, now=LATER)
    talk, _, outcome = asked(session, "card", LATER)
    say(session, talk, Author.STAFF, "我来确认一下", by=staff.wang.id, now=LATER)
    judge(session, talk, outcome, True, now=LATER)
    for who in (staff.li, staff.wang):
        _, ticket = ask_for_person(session, now=LATER)
        used = Knowledge(KnowledgeUse.REUSED, "card")
        close_ticket(session, ticket.number, "已答复", used, by=who.id, now=LATER)
    assert told(session, staff.wang.id) == {
        "new_entry": "3.83", "confirmed": "0.34", "reused": "0.43"
    }  # fmt: skip
    assert told(session, staff.zhou.id) == {"review": "0.68", "confirmed": "0.09", "reused": "0.15"}
    assert told(session, staff.wang.id, DECEMBER) == {}


def test_what_happens_later_changes_nothing_of_what_a_month_was_made_from(
    session: Session, staff: Staff
) -> None:
    propose(session, CARD, by=staff.wang.id, now=NOON, entry_id="card")
    release(session, staff, "card", NOON)
    talk, _, outcome = asked(session, "card", LATER)
    judge(session, talk, outcome, True, now=LATER)
    session.flush()
    before = contribution_inputs(session, NOVEMBER, until=NOVEMBER.end)
    after_the_month = NOVEMBER.end + timedelta(days=6)
    recheck(session, "opening-hours", by=staff.chen.id, now=after_the_month)
    say(session, talk, Author.STAFF, "还有要问的吗", by=staff.wang.id, now=after_the_month)
    session.flush()
    assert contribution_inputs(session, NOVEMBER, until=NOVEMBER.end) == before


def test_a_gap_counts_by_the_members_who_asked_and_the_answers_it_gives(
    session: Session, staff: Staff
) -> None:
    for key, by in (("card", None), ("own", staff.wang.id)):
        messages = {asked(session, None, NOON, by)[1].id: "会员卡可以给别人吗" for _ in range(3)}
        content = (
            CARD
            if key == "card"
            else text("积分能换什么？", "可以换毛巾和水，在前台兑换，每月一次。")
        )
        propose(session, content, by=staff.wang.id, now=NOON, entry_id=key)
        gap = Asked(content.question, messages)
        adopt_as_entry(session, gap, key, by=staff.chen.id, now=NOON)
        release(session, staff, key, NOON)
        for _ in range(5):
            asked(session, key, LATER)
    assert told(session, staff.wang.id) == {
        "gap_closed": "3.40", "new_entry": "2.55", "gap_answers": "1.28"
    }  # fmt: skip


def test_only_new_wordings_and_new_texts_count(session: Session, staff: Staff) -> None:
    more = (*PARKING.variants, "车停哪里", "车停哪里？", "地下车库几点关门", "停车要钱不！")
    change(session, "parking", text(PARKING.question, PARKING.answer, *more), staff.wang.id, NOON)
    release(session, staff, "parking", NOON)
    assert told(session, staff.wang.id) == {"variants": "0.34"}
    better = text(PARKING.question, "前两小时免费，以后每小时5元，会员凭卡全天免费。", *more)
    change(session, "parking", better, staff.wang.id, LATER)
    release(session, staff, "parking", LATER)
    assert told(session, staff.wang.id)["better_answer"] == "0.85"
    back = text(PARKING.question, f" {PARKING.answer} ", *more)
    change(session, "parking", back, staff.li.id, LATER + timedelta(days=1))
    release(session, staff, "parking", LATER + timedelta(days=1))
    assert told(session, staff.wang.id) == {"variants": "0.34", "better_answer": "0.00"}
    assert told(session, staff.li.id) == {"better_answer": "0.00"}


def test_a_recheck_counts_when_it_is_due(session: Session, staff: Staff) -> None:
    dated = text("停车收费吗？", "停车免费，位置在东门。", review_on=date(2026, 12, 1))
    change(session, "parking", dated, staff.wang.id, NOON)
    release(session, staff, "parking", NOON)
    for key in ("parking", "opening-hours"):
        recheck(session, key, by=staff.chen.id, now=LATER)
    recheck(session, "parking", by=staff.zhou.id, now=LATER + timedelta(days=2))
    score = scored(session)[staff.chen.id]
    lines = [(i.about, i.measure, str(i.points)) for i in score.items if i.points]
    assert lines == [
        ("parking", "contribution_recheck", "0.30"), ("parking", "contribution_fresh", "0.20")
    ]  # fmt: skip
    assert told(session, staff.zhou.id)["recheck"] == "0.00"


def test_what_was_wrong_and_what_was_reversed_is_taken_off(session: Session, staff: Staff) -> None:
    propose(session, CARD, by=staff.wang.id, now=NOON, entry_id="card")
    release(session, staff, "card", NOON)
    talk, _, outcome = asked(session, "card", LATER)
    judge(session, talk, outcome, False, VerdictReason.WRONG, now=LATER)
    [listed] = list_tasks(session, Sought(), 1).rows
    right = text(CARD.question, "不能转让，可以退还余额，请到前台办理手续。")
    change(session, "card", right, staff.chen.id, LATER + timedelta(hours=1))
    release(session, staff, "card", LATER + timedelta(hours=1))
    settle_task(
        session, listed.task.id, Resolution.MENDED, "", by=staff.chen.id,
        now=LATER + timedelta(hours=2),
    )  # fmt: skip
    assert told(session, staff.wang.id) == {"new_entry": "2.55", "wrong": "-2.55"}
    first = contributions_to(session, "card").rows[-1][0]
    reverse(session, first.id, "审核时看漏了", by=staff.zhou.id, now=DECEMBER.begin + timedelta(1))
    assert told(session, staff.wang.id) == {"new_entry": "2.55", "wrong": "-2.55"}
    assert told(session, staff.wang.id, DECEMBER) == {"reversed": "-2.55"}


def test_the_number_of_queries_does_not_grow_with_what_there_is(
    session: Session, staff: Staff
) -> None:
    counts = []
    for number in range(3):
        propose(session, CARD, by=staff.wang.id, now=NOON, entry_id=f"card-{number}")
        release(session, staff, f"card-{number}", NOON)
        asked(session, f"card-{number}", LATER)
        recheck(session, f"card-{number}", by=staff.chen.id, now=LATER)
        session.flush()
        session.expire_all()
        with statements(session.get_bind()) as seen:
            contribution_inputs(session, NOVEMBER, until=NOVEMBER.end)
        counts.append(len(seen))
    assert len(set(counts[1:])) == 1
    assert counts[-1] <= 30
