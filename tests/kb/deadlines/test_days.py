"""Special days as they are kept: years loaded, own arrangements, doubts."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.deadlines.calendar import DayKind, is_open
from kb.deadlines.days import days_of, doubts, import_usual_years, import_year, remove_day, set_day
from kb.deadlines.service import calendar_of
from kb.deadlines.special_day import DaySource
from kb.errors import BadInput, NotFound
from kb.history import events_of
from world import HOURS, NOON, Staff, hire_staff, shanghai


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def test_an_announced_year_brings_holidays_and_worked_weekends(session: Session) -> None:
    changed, _ = import_year(session, 2026, by=None, now=NOON)
    days = {each.day: each for each in days_of(session, 2026)}
    assert changed == len(days) > 20
    assert days[date(2026, 10, 1)].kind is DayKind.HOLIDAY
    assert days[date(2026, 10, 10)].kind is DayKind.WORKDAY
    assert {each.source for each in days.values()} == {DaySource.ANNOUNCED}
    assert is_open(shanghai(2026, 10, 1, 10), calendar_of(session, HOURS))
    assert not is_open(shanghai(2026, 10, 10, 10), calendar_of(session, HOURS))
    assert import_year(session, 2026, by=None, now=NOON) == (0, [])


def test_a_year_to_come_is_worked_out_and_says_so(session: Session) -> None:
    import_year(session, 2040, by=None, now=NOON)
    days = days_of(session, 2040)
    assert {each.source for each in days} == {DaySource.BY_RULE}
    assert {each.kind for each in days} == {DayKind.HOLIDAY}


def test_own_arrangements_outlive_an_import(session: Session, staff: Staff) -> None:
    day = date(2026, 10, 1)
    set_day(session, day, DayKind.SPECIAL, "国庆联欢", ((600, 720),), by=staff.li.id, now=NOON)
    import_year(session, 2026, by=staff.li.id, now=NOON)
    own = next(each for each in days_of(session, 2026) if each.day == day)
    assert (own.name, own.source, own.periods) == ("国庆联欢", DaySource.ENTERED, [[600, 720]])


def test_a_day_is_added_changed_and_taken_back_with_its_history(
    session: Session, staff: Staff
) -> None:
    day, by = date(2026, 12, 1), staff.li.id
    set_day(session, day, DayKind.SPECIAL, " 检修 ", (), by=by, now=NOON)
    set_day(session, day, DayKind.SPECIAL, "检修", None, by=by, now=NOON)
    remove_day(session, day, by=by, now=NOON)
    assert days_of(session, 2026) == []
    verbs = [each.verb for each in events_of(session, "calendar", "2026-12-01")]
    assert verbs == ["day_set", "day_set", "day_removed"]
    with pytest.raises(NotFound):
        remove_day(session, day, by=by, now=NOON)


@pytest.mark.parametrize(
    ("day", "name", "field"),
    [(date(2026, 12, 1), "　", "name"), (date(1999, 1, 1), "检修", "year")],
)
def test_a_day_needs_a_name_and_a_year_that_can_be(
    session: Session, staff: Staff, day: date, name: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        set_day(session, day, DayKind.SPECIAL, name, None, by=staff.li.id, now=NOON)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (shanghai(2026, 11, 1), []),
        (shanghai(2026, 11, 18), [(2027, False)]),  # so near that it ought to be announced
        (shanghai(2027, 3, 1), [(2027, False)]),
        (shanghai(2031, 3, 1), [(2031, True)]),
    ],
)
def test_what_is_not_certain_is_told(
    session: Session, now: datetime, told: list[tuple[int, bool]]
) -> None:
    import_usual_years(session, by=None, now=shanghai(2026, 6, 1))
    found = [(each.year, each.missing) for each in doubts(session, now)]
    assert found == told
