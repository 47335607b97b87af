"""Prospects are called on the third day, then every two days, until it is settled."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.forms.calls import calls_due, calls_of, record_call
from kb.forms.filled import FilledForm
from kb.forms.filling import correct, void
from paperwork import PROSPECT, adopt_club_forms, file_form
from world import AFTERNOON, Staff, hire_staff

THIRD_DAY = date(2026, 11, 21)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as session:
        adopt_club_forms(session)
        yield session


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def prospect(session: Session, staff: Staff) -> FilledForm:
    return file_form(session, "prospect-call", PROSPECT, by=staff.wang.id)


def test_the_first_call_is_due_on_the_third_day(session: Session, prospect: FilledForm) -> None:
    assert calls_due(session, THIRD_DAY - timedelta(days=1)) == []
    [due] = calls_due(session, THIRD_DAY)
    assert (due.filled.id, due.due_on, due.round) == (prospect.id, THIRD_DAY, 1)


def test_each_call_plans_the_next_until_one_settles_it(
    session: Session, staff: Staff, prospect: FilledForm
) -> None:
    late = AFTERNOON + timedelta(days=4)
    record_call(session, prospect, "没有接通", settled=False, by=staff.wang.id, now=late)
    [due] = calls_due(session, date(2026, 12, 1))
    assert (due.due_on, due.round) == (date(2026, 11, 24), 2)
    later = AFTERNOON + timedelta(days=6)
    record_call(session, prospect, "周六来办卡", settled=True, by=staff.li.id, now=later)
    assert calls_due(session, date(2027, 1, 1)) == []
    assert [each.round for each in calls_of(session, prospect)] == [1, 2]
    with pytest.raises(Conflict, match="没有要打的回访电话"):
        record_call(session, prospect, "再打", settled=False, by=staff.wang.id, now=later)


def test_a_call_says_what_came_of_it(session: Session, staff: Staff, prospect: FilledForm) -> None:
    with pytest.raises(BadInput, match="没有接通也请写上"):
        record_call(session, prospect, " ", settled=False, by=staff.wang.id, now=AFTERNOON)


def test_a_corrected_day_moves_the_first_call_only(
    session: Session, staff: Staff, prospect: FilledForm
) -> None:
    def enquired_on(day: str) -> None:
        correct(
            session, prospect, {**prospect.values, "enquired_on": day}, "日期写错",
            seen=prospect.edition, by=staff.wang.id, now=AFTERNOON,
        )  # fmt: skip

    enquired_on("2026-11-17")
    assert prospect.next_call_on == date(2026, 11, 20)
    record_call(session, prospect, "没有接通", settled=False, by=staff.wang.id, now=AFTERNOON)
    enquired_on("2026-11-10")
    assert prospect.next_call_on == date(2026, 11, 20)


def test_nobody_is_called_about_a_void_form(
    session: Session, staff: Staff, prospect: FilledForm
) -> None:
    void(session, prospect, "登记重复", by=staff.wang.id, now=AFTERNOON)
    assert calls_due(session, date(2027, 1, 1)) == []
