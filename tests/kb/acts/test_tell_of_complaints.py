"""Figures that are due and measures that are late are told once, on the day and not before."""

from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from complaining import Desk, Team, hire_team
from house import ROOT
from kb.acts.tell_of_complaints import tell_of_complaints
from kb.complaints.complaint import Complaint
from kb.complaints.correcting import open_action, report_done, set_measure
from kb.complaints.corrective import CorrectiveAction
from kb.db import Database
from kb.notices.notice import Notice
from kb.people.person import Person
from kb.policy import adopt, read_policies
from kb.terms import Department
from world import MORNING, shanghai


def one_complaint(database: Database, at: datetime = MORNING) -> Team:
    with database.writing() as session:
        team = hire_team(session)
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
        Desk(session, team, at).register(department=Department.VENUE)
        return team


def told(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        found = select(Person.name, Notice.text).join(Notice).order_by(Notice.id)
        return [(row.name, row.text) for row in session.execute(found)]


def tell(database: Database, *moments: datetime) -> None:
    for now in moments:
        list(tell_of_complaints(database, now=now))


@pytest.mark.parametrize(
    ("moments", "months"),
    [
        ([shanghai(2026, 12, 4, 23, 59)], []),
        ([shanghai(2026, 12, 5)], ["2026年11月"]),
        ([shanghai(2026, 12, 5), shanghai(2026, 12, 5, 9), shanghai(2026, 12, 31)], ["2026年11月"]),
        ([shanghai(2026, 12, 20), shanghai(2027, 1, 4)], ["2026年11月"]),
        ([shanghai(2027, 1, 5)], ["2026年12月", "2026年第四季度"]),
        ([shanghai(2027, 2, 5)], ["2027年1月", "2026年第四季度"]),
        ([shanghai(2026, 11, 18)], []),  # of October the club has nothing
    ],
)
def test_a_month_is_told_on_its_day_and_a_quarter_with_its_last(
    sqlite: Database, moments: list[datetime], months: list[str]
) -> None:
    one_complaint(sqlite)
    tell(sqlite, *moments)
    assert told(sqlite) == [("刘经理", f"{each}的投诉统计可以看了") for each in months]


def test_however_many_look_each_is_told_once(database: Database) -> None:
    one_complaint(database)
    together = Barrier(3)
    failed: list[SQLAlchemyError] = []

    def look() -> None:
        together.wait()
        try:
            tell(database, shanghai(2027, 1, 5))
        except SQLAlchemyError as error:
            failed.append(error)

    threads = [Thread(target=look) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert len(told(database)) == 2


def test_who_is_responsible_hears_once_that_a_measure_is_late(sqlite: Database) -> None:
    team = one_complaint(sqlite)
    with sqlite.writing() as session:
        complaints = session.scalars(select(Complaint)).all()
        number = open_action(session, complaints, by=None, now=MORNING).id
    measure(sqlite, team, number, date(2026, 11, 20))
    tell(sqlite, shanghai(2026, 11, 20, 23, 59))
    assert told(sqlite) == []
    tell(sqlite, shanghai(2026, 11, 21), shanghai(2026, 11, 22))
    late = ("赵师傅", "羽毛球馆3号场的纠正措施应在 11月20日前完成，已超时")
    assert told(sqlite) == [late]
    measure(sqlite, team, number, date(2026, 11, 25))
    tell(sqlite, shanghai(2026, 11, 25))
    assert told(sqlite) == [late]
    with sqlite.writing() as session:
        done = session.get_one(CorrectiveAction, number)
        report_done(session, done, "换完了", by=team.zhao.id, now=shanghai(2026, 11, 25, 9))
    tell(sqlite, shanghai(2026, 11, 26))
    assert told(sqlite) == [late]


def measure(database: Database, team: Team, number: int, due_on: date) -> None:
    with database.writing() as session:
        set_measure(
            session, session.get_one(CorrectiveAction, number), cause="灯旧了", measure="换灯",
            responsible_id=team.zhao.id, due_on=due_on, by=team.li.id, now=MORNING,
        )  # fmt: skip
