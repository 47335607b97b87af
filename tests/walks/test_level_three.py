"""A broken leg, step by step: from the member's sentence to the satisfied member."""

from datetime import date, timedelta

import pytest

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.reply import reply_to_ticket
from kb.acts.update_member import update_member
from kb.acts.write_case_study import write_case_study
from kb.conversations import by_token
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.turning import clocks_of
from kb.errors import Conflict
from kb.history import events_of
from kb.knowledge import EntryState, find_revision
from kb.notices.notice import Notice
from kb.reports.leading import Stage, grave_cases
from kb.terms import Audience, Level
from kb.tickets import KnowledgeUse, find_ticket
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.final_report import ReportPart, ReportState
from kb.tickets.follow_up import ContactResult, FollowUpState, open_follow_up_of
from kb.tickets.following import contact, feed_back
from kb.tickets.liaison import name_liaison
from kb.tickets.meeting import Minutes, Step, hold_meeting
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate
from kb.tickets.reporting import assess, read_report, submit_report, write_part
from kb.tickets.task_force import acknowledge_seat, dissolve_task_force, form_task_force
from reception import Reception
from world import AFTERNOON, NEXT_DAY

BROKEN_LEG = "我在你们馆里摔断了腿，要求赔偿"
NONE_NEEDED = Knowledge(KnowledgeUse.NONE, reason="案例另行整理")
PARTS = dict(zip(ReportPart, ("漏水", "赵志强赶到", "没有巡场", "每小时巡场"), strict=True))


def at(minutes: float):  # type: ignore[no-untyped-def]
    return AFTERNOON + timedelta(minutes=minutes)


def test_a_broken_legs_way(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    number = the_sentence_alone_makes_it_grave(desk, token)
    a_supervisor_says_that_they_know(desk, number)
    a_task_force_stands_and_meets_in_time(desk, number)
    one_liaison_keeps_the_member_informed(desk, token, number)
    it_is_not_closed_before_the_report(desk, number)
    the_report_is_submitted_read_and_becomes_a_case_study(desk, number)
    it_is_closed(desk, number)
    the_member_is_not_satisfied(desk, token, number)
    they_are_followed_up_until_they_are(desk, number)
    history_tells_the_story(desk, number)


def the_sentence_alone_makes_it_grave(desk: Reception, token: str) -> int:
    asked = desk.ask(token, BROKEN_LEG, now=AFTERNOON)
    assert asked.ticket is not None
    assert asked.ticket.level is Level.THREE
    with desk.database.reading() as session:
        told = session.query(Notice).filter_by(kind="serious").all()
        assert [each.person_id for each in told] == [desk.staff["supervisor"]]
        [grave] = grave_cases(session)
    assert (grave.stage, grave.clock is not None) == (Stage.UNKNOWN, True)
    return asked.ticket.number


def a_supervisor_says_that_they_know(desk: Reception, number: int) -> None:
    with desk.database.writing() as session:
        acknowledge(session, find_ticket(session, number), by=desk.staff["supervisor"], now=at(0.5))


def a_task_force_stands_and_meets_in_time(desk: Reception, number: int) -> None:
    lead, venue = desk.staff["supervisor"], desk.staff["department"]
    with desk.database.writing() as session:
        ticket = find_ticket(session, number)
        form_task_force(session, ticket, lead, {venue: "查看地面"}, by=lead, now=at(8))
        acknowledge_seat(session, ticket, by=venue, now=at(12))
        steps = [Step("换管子", venue, date(2026, 11, 20))]
        minutes = Minutes(at(25), "会议室", [lead, venue], "先垫付。", steps)
        hold_meeting(session, ticket, minutes, by=lead, now=at(28))
        clocks = clocks_of(session, Subject(Matter.TICKET, number))
        done = {each.rule for each in clocks if each.stopped_at and not each.breached_at}
    assert len(done) >= 3, "told, formed and met, all in time"


def one_liaison_keeps_the_member_informed(desk: Reception, token: str, number: int) -> None:
    lead = desk.staff["supervisor"]
    with desk.database.writing() as session:
        name_liaison(session, find_ticket(session, number), lead, by=lead, now=at(9))
        update_member(session, number, "医药费先由我们垫付。", by=lead, now=at(30))
    assert desk.said(token)[-1].text == "医药费先由我们垫付。"


def it_is_not_closed_before_the_report(desk: Reception, number: int) -> None:
    lead = desk.staff["supervisor"]
    with pytest.raises(Conflict, match="最终报告"), desk.database.writing() as session:
        close_ticket(session, number, "已处理", NONE_NEEDED, by=lead, now=at(40))


def the_report_is_submitted_read_and_becomes_a_case_study(desk: Reception, number: int) -> None:
    lead, venue, manager = (desk.staff[each] for each in ("supervisor", "department", "manager"))
    with desk.database.writing() as session:
        ticket = find_ticket(session, number)
        for part, text in PARTS.items():
            write_part(session, ticket, part, text, seen=0, by=lead, now=at(300))
        assess(session, ticket, venue, "赵志强巡场不到位", by=lead, now=at(301))
        submit_report(session, ticket, by=lead, now=at(302))
        report = read_report(session, ticket, by=manager, now=at(360))
        assert report.state is ReportState.READ
        entry = write_case_study(session, number, by=lead, now=at(361))
        text = find_revision(session, entry.id, 1)
    assert (entry.state, text.audience) == (EntryState.IN_REVIEW, Audience.INTERNAL)
    assert "赵志强" not in text.answer
    assert "当事同事赶到" in text.answer


def it_is_closed(desk: Reception, number: int) -> None:
    lead = desk.staff["supervisor"]
    with desk.database.writing() as session:
        text = "医药费已全部退给您。"
        reply_to_ticket(session, number, text, propose=False, by=lead, now=at(370))
        close_ticket(session, number, "已赔偿", NONE_NEEDED, by=lead, now=at(380))
        dissolve_task_force(session, find_ticket(session, number), "结束", by=lead, now=at(381))
        assert grave_cases(session) == []


def the_member_is_not_satisfied(desk: Reception, token: str, number: int) -> None:
    said = Rated(Satisfaction.DISSATISFIED, RatingReason.UNSOLVED, "误工费没有赔")
    with desk.database.writing() as session:
        talk = by_token(session, token)
        for _ in range(2):
            rate(session, talk.id, number, said, now=at(400))


def they_are_followed_up_until_they_are(desk: Reception, number: int) -> None:
    lead, venue = desk.staff["supervisor"], desk.staff["department"]
    with desk.database.writing() as session:
        follow_up = open_follow_up_of(session, find_ticket(session, number))
        assert follow_up is not None
        feed_back(session, follow_up, "同意误工费。", by=venue, now=at(500))
        contact(session, follow_up, ContactResult.SATISFIED, "可以了", by=lead, now=NEXT_DAY)
        assert follow_up.state is FollowUpState.SATISFIED


def history_tells_the_story(desk: Reception, number: int) -> None:
    with desk.database.reading() as session:
        told = [each.verb for each in events_of(session, "ticket", number)]
    expected = [
        *("opened", "acknowledged", "task_force_formed", "seat_acknowledged", "met"),
        *("liaison_named", "updated", *["report_written"] * 4, "assessed", "reported"),
        *("report_read", "studied", "replied", "closed", "linked", "task_force_dissolved"),
        *("rated", "follow_up_opened", "follow_up_answered", "followed_up", "follow_up_ended"),
    ]
    assert [each for each in told if each in expected] == expected
