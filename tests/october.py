"""October 2026 at a small club, event by event: the golden month of docs/kpi.md."""

import shutil
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from house import ROOT
from kb.acts.reopen_ticket import reopen_ticket
from kb.acts.tick import tick
from kb.appraisals.opinion import Aspect, Said, give_opinion
from kb.db import Database
from kb.period import month
from kb.policy import adopt, read_policies
from kb.terms import Department, Level
from kb.tickets import Ticket, close, reply, take
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.consult import advise, consult
from kb.tickets.cooperation import rate_cooperation
from kb.tickets.follow_up import ContactResult, open_follow_up_of
from kb.tickets.following import contact
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate
from kb.tickets.refer import Case, refer
from kb.tickets.settling import plan, report_solved
from kb.tickets.update import update
from world import ask_for_person, hire_others, hire_staff, shanghai

OCTOBER = month(2026, 10)
NOVEMBER = month(2026, 11)
CLOSING = shanghai(2026, 11, 5, 6)


def lived_file(template: Path, folder: Path) -> Path:
    """A database in which the month was lived through, and nothing waits for its clock."""
    file = Path(shutil.copy(template, folder / "october.db"))
    with closing(Database(f"sqlite:///{file}")) as database, database.writing() as session:
        live_through(session)
        tick(session, now=CLOSING - timedelta(hours=1))
    return file


def own_copy(file: Path, folder: Path) -> Database:
    return Database(f"sqlite:///{shutil.copy(file, folder / 'own.db')}")


class October:
    """Every act fires what came due before it, as the ticking does."""

    def __init__(self, session: Session) -> None:
        self.session = session
        staff, others = hire_staff(session), hire_others(session)
        self.wang, self.li, self.zhao = staff.wang, staff.li, others.zhao
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=OCTOBER.begin)

    def at(self, day: int, clock: str, *, of: int = 10) -> datetime:
        hour, minute = clock.split(":")
        now = shanghai(2026, of, day, int(hour), int(minute))
        tick(self.session, now=now - timedelta(seconds=1))
        return now

    def ask(self, day: int, clock: str, level: Level = Level.ONE) -> Ticket:
        return ask_for_person(self.session, level=level, now=self.at(day, clock))[1]

    def take(self, ticket: Ticket, day: int, clock: str) -> None:
        take(self.session, ticket, by=self.wang.id, now=self.at(day, clock))

    def reply(
        self, ticket: Ticket, day: int, clock: str, *, by: int | None = None, of: int = 10
    ) -> None:
        now = self.at(day, clock, of=of)
        reply(self.session, ticket, "这是答复。", by=by or self.wang.id, now=now)

    def close(self, ticket: Ticket, day: int, clock: str, by: int | None = None) -> None:
        now = self.at(day, clock)
        close(self.session, ticket, "已答复", by=by or self.wang.id, now=now)

    def rate(self, ticket: Ticket, day: int, clock: str, said: Rated, *, of: int = 10) -> None:
        now = self.at(day, clock, of=of)
        rate(self.session, ticket.conversation_id, ticket.number, said, now=now)


SATISFIED = Rated(Satisfaction.SATISFIED)
NEUTRAL = Rated(Satisfaction.NEUTRAL)
SLOW = Rated(Satisfaction.DISSATISFIED, RatingReason.SLOW)


def live_through(session: Session) -> October:
    """Up to the evening of the 31st and the minutes after midnight."""
    club = October(session)
    _plain_questions(club)
    _a_lamp(club)
    _comes_back(club)
    _another_agent(club)
    _around_midnight(club)
    marks = {Aspect.ATTITUDE: Said(4), Aspect.QUALITY: Said(5, "细心")}
    now = club.at(2, "14:00", of=11)
    give_opinion(session, OCTOBER, club.wang.id, marks, by=club.li.id, now=now)
    return club


def _plain_questions(club: October) -> None:
    first = club.ask(5, "14:00")
    club.reply(first, 5, "14:04")
    club.close(first, 5, "14:30")
    club.rate(first, 5, "15:00", SATISFIED)
    late = club.ask(6, "14:00")
    club.take(late, 6, "14:03")
    club.reply(late, 6, "14:12")
    club.close(late, 6, "15:00")
    club.rate(late, 6, "16:00", SLOW)
    follow_up = open_follow_up_of(club.session, late)
    assert follow_up is not None
    called = (ContactResult.SATISFIED, "已当面道歉")
    contact(club.session, follow_up, *called, by=club.wang.id, now=club.at(7, "14:00"))
    overnight = club.ask(7, "22:20")
    club.take(overnight, 7, "22:21")
    club.reply(overnight, 8, "13:05")
    club.close(overnight, 8, "13:20")
    club.rate(overnight, 8, "14:00", NEUTRAL)


def _a_lamp(club: October) -> None:
    session, wang = club.session, club.wang
    lamp = club.ask(12, "14:00", Level.TWO)
    club.take(lamp, 12, "14:02")
    asked = consult(session, lamp, "转给谁？", by=wang.id, now=club.at(12, "14:03"))
    advise(session, asked.id, "场地部。", by=club.li.id, now=club.at(12, "14:08"))
    case = Case("3号场的灯坏了", "今天下午")
    now = club.at(12, "14:10")
    referral = refer(session, lamp, Department.VENUE, case, "要修", by=wang.id, now=now)
    update(session, lamp, "已转场地部。", by=wang.id, now=club.at(12, "14:12"))
    expected, now = shanghai(2026, 10, 12, 18), club.at(12, "14:40")
    plan(session, lamp, "换灯管", expected, by=club.zhao.id, now=now)
    update(session, lamp, "今天修好。", by=wang.id, now=club.at(12, "16:00"))
    report_solved(session, lamp, "换好了", by=club.zhao.id, now=club.at(12, "17:00"))
    club.reply(lamp, 12, "17:10")
    rate_cooperation(session, referral.id, 5, "", by=wang, now=club.at(12, "17:20"))
    club.close(lamp, 12, "17:30")
    club.rate(lamp, 12, "18:00", SATISFIED)


def _comes_back(club: October) -> None:
    again = club.ask(20, "14:00")
    club.reply(again, 20, "14:06")
    club.close(again, 20, "14:20")
    now = club.at(21, "14:00")
    reopen_ticket(club.session, again.number, "还是不行", by=None, now=now)
    club.reply(again, 21, "14:04")
    club.close(again, 21, "14:14")


def _another_agent(club: October) -> None:
    helped = club.ask(22, "14:00")
    club.reply(helped, 22, "14:03", by=club.li.id)
    club.close(helped, 22, "14:10", by=club.li.id)
    club.rate(helped, 22, "15:00", SATISFIED)


def _around_midnight(club: October) -> None:
    """The first is settled in November only; the second is answered in November."""
    evening = club.ask(31, "22:00")
    club.reply(evening, 31, "22:04")
    club.close(evening, 31, "22:10")
    accident = club.ask(31, "23:50", Level.THREE)
    acknowledge(club.session, accident, by=club.li.id, now=club.at(31, "23:50"))
    club.reply(accident, 1, "00:05", by=club.li.id, of=11)
