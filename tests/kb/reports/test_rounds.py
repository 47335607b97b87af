"""Whose a missed round is, and what putting a named time off comes to."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.db import Database
from kb.kpi.inputs import Round
from kb.policy import current
from kb.reports.service_inputs import service_inputs
from kb.terms import Department, Level
from kb.tickets.handing import hand_on
from kb.tickets.refer import Case, refer
from kb.tickets.settling import plan, report_solved, reschedule
from october import OCTOBER, October
from world import shanghai

CASE = Case("3号场的灯坏了", "今天下午")


def rounds(session: Session, stage: str, now: datetime) -> list[Round]:
    session.flush()
    found = service_inputs(session, OCTOBER, current(session), until=now).rounds
    return [each for each in found if each.stage == stage]


def test_a_time_put_off_before_it_ran_out_was_not_kept(sqlite: Database) -> None:
    with sqlite.writing() as session:
        club = October(session)
        for day in (12, 13):
            lamp = club.ask(day, "14:00", Level.TWO)
            now = club.at(day, "14:05")
            refer(session, lamp, Department.VENUE, CASE, "要修", by=club.wang.id, now=now)
            six = shanghai(2026, 10, day, 18)
            plan(session, lamp, "换灯管", six, by=club.zhao.id, now=club.at(day, "14:20"))
            if day == 13:
                now = club.at(day, "17:59")
                later = shanghai(2026, 10, day, 21)
                reschedule(session, lamp, later, "缺货", by=club.zhao.id, now=now)
            report_solved(session, lamp, "换好了", by=club.zhao.id, now=club.at(day, "19:00"))
        told = [each.met for each in rounds(session, "solve", club.at(14, "13:00"))]
        # the first ran out at six; the second was put off, and then kept
        assert sorted(told) == [False, False, True]


def test_what_is_passed_on_at_the_last_moment_is_missed_by_who_held_it_longest(
    sqlite: Database,
) -> None:
    """Five minutes to find an answer, ten to give it."""
    with sqlite.writing() as session:
        club = October(session)
        ticket = club.ask(20, "14:00")
        club.take(ticket, 20, "14:01")
        hand_on(
            session, ticket, club.li.id, "我要去开会", by=club.wang.id, now=club.at(20, "14:04")
        )
        club.reply(ticket, 20, "14:20", by=club.li.id)
        now = club.at(21, "13:00")
        [found], [given] = (rounds(session, stage, now) for stage in ("find", "answer"))
        assert (found.person, found.met) == (club.wang.id, False)
        assert (given.person, given.met) == (club.li.id, False)
