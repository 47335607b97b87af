"""Days on which something is due: whole days of the calendar in Shanghai."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.care.due import is_loyal, nearest_yearly, next_call, yearly, years_between
from kb.policy import CarePolicy

POLICY = CarePolicy()
DAYS = st.dates(date(1904, 1, 1), date(2096, 12, 31))


@pytest.mark.parametrize(
    ("enquired", "called", "due"),
    [
        (date(2026, 11, 16), [], date(2026, 11, 19)),  # Monday: Thursday
        (date(2026, 12, 30), [], date(2027, 1, 2)),
        (date(2028, 2, 27), [], date(2028, 3, 1)),
        (date(2026, 11, 16), [date(2026, 11, 19)], date(2026, 11, 21)),
        (date(2026, 11, 16), [date(2026, 11, 20), date(2026, 11, 22)], date(2026, 11, 24)),
    ],
)
def test_the_first_call_is_on_the_third_day_and_then_every_second(
    enquired: date, called: list[date], due: date
) -> None:
    assert next_call(enquired, called, POLICY) == due


@pytest.mark.parametrize(
    ("day", "year", "there"),
    [
        (date(2000, 2, 29), 2026, date(2026, 2, 28)),
        (date(2000, 2, 29), 2028, date(2028, 2, 29)),
        (date(1990, 12, 31), 2026, date(2026, 12, 31)),
        (date(2001, 2, 28), 2028, date(2028, 2, 28)),
    ],
)
def test_the_29th_of_february_is_kept_on_the_28th_in_common_years(
    day: date, year: int, there: date
) -> None:
    assert yearly(day, year) == there


def test_a_window_over_the_new_year_finds_both_sides() -> None:
    since, until = date(2026, 12, 29), date(2027, 1, 5)
    assert nearest_yearly(date(1990, 12, 30), since, until) == date(2026, 12, 30)
    assert nearest_yearly(date(1990, 1, 2), since, until) == date(2027, 1, 2)
    assert nearest_yearly(date(1990, 2, 2), since, until) is None
    assert nearest_yearly(date(2026, 12, 30), since, until) is None  # the day itself


@given(DAYS, DAYS, st.integers(0, 300))
def test_a_return_lies_in_its_window_and_on_the_right_day(
    day: date, since: date, length: int
) -> None:
    until = since + timedelta(days=length)
    found = nearest_yearly(day, since, until)
    every = [since + timedelta(days=each) for each in range(length + 1)]
    matching = [each for each in every if each > day and _same_day(day, each)]
    assert found == (matching[0] if matching else None)


@given(DAYS, DAYS)
def test_years_grow_by_one_on_each_return(begin: date, today: date) -> None:
    years = years_between(begin, today)
    if today >= begin:
        assert years >= 0
        assert yearly(begin, begin.year + years) <= today < yearly(begin, begin.year + years + 1)


@given(DAYS, st.lists(st.integers(0, 400), max_size=5))
def test_the_next_call_comes_after_all_that_were_made(enquired: date, gaps: list[int]) -> None:
    called = [enquired + timedelta(days=sum(gaps[: each + 1])) for each in range(len(gaps))]
    due = next_call(enquired, called, POLICY)
    assert due > max([enquired, *called])
    assert due - max([enquired, *called]) == timedelta(days=2 if called else 3)


def test_a_loyal_member_is_one_on_the_day_itself() -> None:
    joined = date(2023, 11, 18)
    assert is_loyal(joined, date(2026, 11, 18), POLICY)
    assert not is_loyal(joined, date(2026, 11, 17), POLICY)
    assert not is_loyal(None, date(2026, 11, 17), POLICY)


def _same_day(day: date, there: date) -> bool:
    if (day.month, day.day) == (2, 29) and not calendar.isleap(there.year):
        return (there.month, there.day) == (2, 28)
    return (there.month, there.day) == (day.month, day.day)
