"""The way of a valid and of an invalid complaint, by the clock, to the call-back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaining import LIGHTS, Team, hire_team
from house import ROOT
from kb.acts.decide_plan import decide_plan
from kb.acts.hand_complaint import hand_complaint
from kb.acts.plan_complaint import plan_complaint
from kb.complaints.browse import due_of
from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.handling import carry_out
from kb.complaints.judging import explain, judge_complaint, open_slip
from kb.complaints.letter_version import SentBy
from kb.complaints.letters import draft_letter, keep_letter, send_letter
from kb.complaints.registering import register
from kb.complaints.returning import call_back, close_complaint, give_result
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.db import Database
from kb.history import events_of
from kb.notices.notice import Notice
from kb.people.person import Person
from kb.policy import adopt, read_policies
from kb.terms import Department
from world import shanghai

WEDNESDAY = shanghai(2026, 11, 18, 15)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        adopt(opened, read_policies(ROOT / "corpus/policy"), by=None, now=WEDNESDAY)
        yield opened


@pytest.fixture
def team(session: Session) -> Team:
    return hire_team(session)


def left(session: Session, complaint: Complaint, now: datetime) -> timedelta:
    return due_of(session, [complaint.number])[complaint.number] - now


def told(session: Session, whom: Person) -> list[str]:
    found = select(Notice.text).where(Notice.person_id == whom.id).order_by(Notice.id)
    return list(session.scalars(found))


def test_a_valid_complaint_to_the_call_back(session: Session, team: Team) -> None:
    at = WEDNESDAY
    complaint = register(session, LIGHTS, by=team.wang.id, now=at)
    judge_complaint(session, complaint, Verdict.VALID, "本馆照明", by=team.wang.id, now=at)
    assert left(session, complaint, at) == timedelta(minutes=15)
    at += timedelta(minutes=10)
    hand_complaint(session, complaint, Department.VENUE, "", meaning=None, by=team.wang.id, now=at)
    assert told(session, team.zhao) == ["投诉 2026-0001 转给了场地部，请提出处理方案"]
    assert left(session, complaint, at) == timedelta(minutes=60)
    at += timedelta(minutes=40)
    due = at + timedelta(hours=3)
    plan_complaint(session, complaint, "换灯管", due, by=team.zhao.id, now=at)
    assert told(session, team.liu) == ["投诉 2026-0001 的方案等您审批"]
    assert left(session, complaint, at) == timedelta(minutes=30)
    decide_plan(session, complaint, False, "换整排", by=team.liu.id, now=at)
    plan_complaint(session, complaint, "换整排 LED", due, by=team.zhao.id, now=at)
    at += timedelta(minutes=20)
    decide_plan(session, complaint, True, "", by=team.liu.id, now=at)
    assert told(session, team.zhao)[-2:] == [
        *("投诉 2026-0001：方案退回：换整排", "投诉 2026-0001：方案已批准，请执行")
    ]
    carry_out(session, complaint, "已换 12 盏", by=team.zhao.id, now=at)
    give_result(session, complaint, "灯已修好", by=team.wang.id, now=at)
    # The third working day after Wednesday is Monday.
    end = due_of(session, [complaint.number])[complaint.number]
    assert end.astimezone(WEDNESDAY.tzinfo).date() == shanghai(2026, 11, 23, 20).date()
    letter = draft_letter(session, complaint, "爱玛会", now=at)
    keep_letter(session, complaint, letter, seen=0, by=team.wang.id, now=at)
    send_letter(session, complaint, 1, SentBy.POST, "", by=team.wang.id, now=at)
    at = shanghai(2026, 11, 20, 16)
    way, said = CallBackWay.TELEPHONE, Satisfaction.SATISFIED
    call_back(session, complaint, way, said, "很快", by=team.wang.id, now=at)
    assert due_of(session, [complaint.number]) == {}
    close_complaint(session, complaint, "满意", by=team.wang.id, now=at)
    assert complaint.state is ComplaintState.CLOSED
    assert [each.verb for each in events_of(session, "complaint", complaint.number)] == [
        *("registered", "judged", "handed", "planned", "decided", "planned", "decided"),
        *("carried_out", "result_given", "wrote_letter", "sent_letter", "called_back", "closed"),
    ]


def test_an_invalid_complaint_to_the_explanation(session: Session, team: Team) -> None:
    at, by = WEDNESDAY, team.wang.id
    complaint = register(session, LIGHTS, by=by, now=at)
    judge_complaint(session, complaint, Verdict.INVALID, "灯归物业管", by=by, now=at)
    assert left(session, complaint, at) <= timedelta(minutes=15)
    at += timedelta(minutes=9)
    open_slip(session, complaint, name="物业王工", phone="65430000", address="98号", by=by, now=at)
    assert left(session, complaint, at) == timedelta(minutes=10)
    at += timedelta(minutes=5)
    explain(session, complaint, "已告知王工的电话和地址", by=by, now=at)
    assert due_of(session, [complaint.number]) == {}
    close_complaint(session, complaint, "已说明", by=by, now=at)
    assert complaint.state is ComplaintState.CLOSED
