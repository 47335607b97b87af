"""Holidays, 调休 workdays, closed days and several periods a day, against a slow model."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.clock import to_local
from kb.deadlines.calendar import (
    Day,
    DayKind,
    ServiceCalendar,
    is_open,
    next_opening,
    service_after,
    service_between,
    service_due,
    workdays_due,
)
from kb.deadlines.periods import read_periods, say_periods
from kb.errors import BadInput, NotReady
from world import HOURS, shanghai

FIRST = date(2026, 11, 16)  # a Monday
SPAN = 14
NATIONAL_DAY = date(2026, 10, 1)
CALENDAR = ServiceCalendar(
    HOURS,
    {
        NATIONAL_DAY: Day(DayKind.HOLIDAY),
        date(2026, 10, 10): Day(DayKind.WORKDAY),
        date(2026, 11, 19): Day(DayKind.SPECIAL, ()),
        date(2026, 11, 20): Day(DayKind.SPECIAL, ((540, 600), (840, 900))),
    },
)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # A Thursday, open like a Sunday; the Saturday that is worked opens like a Monday.
        (shanghai(2026, 10, 1, 8), 30, shanghai(2026, 10, 1, 9, 30)),
        (shanghai(2026, 10, 10, 9), 30, shanghai(2026, 10, 10, 13, 30)),
        # Over a closed day, then through two periods.
        (shanghai(2026, 11, 18, 22, 20), 30, shanghai(2026, 11, 20, 9, 20)),
        (shanghai(2026, 11, 18, 22, 20), 90, shanghai(2026, 11, 20, 14, 20)),
    ],
)
def test_special_days_count_as_they_are_set(start: datetime, minutes: int, due: datetime) -> None:
    assert service_due(start, minutes, CALENDAR) == due


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # Over a weekend; a day is whole however late it began.
        (shanghai(2026, 11, 20, 23), 1, shanghai(2026, 11, 23, 22, 30)),
        (shanghai(2026, 11, 21, 10), 1, shanghai(2026, 11, 23, 22, 30)),
        # A holiday is none, a worked Saturday is one.
        (shanghai(2026, 9, 30, 10), 1, shanghai(2026, 10, 2, 22, 30)),
        (shanghai(2026, 10, 9, 10), 1, shanghai(2026, 10, 10, 22, 30)),
        # A working day without service ends at midnight.
        (shanghai(2026, 11, 18, 10), 1, shanghai(2026, 11, 20)),
    ],
)
def test_working_days_are_whole_days_after_the_first(
    start: datetime, days: int, due: datetime
) -> None:
    assert workdays_due(start, days, CALENDAR) == due


def test_a_club_that_never_opens_again_is_told_and_not_waited_for() -> None:
    closed = {FIRST + timedelta(days=each): Day(DayKind.SPECIAL, ()) for each in range(900)}
    calendar = ServiceCalendar(HOURS, closed)
    with pytest.raises(NotReady, match="服务日历"):
        next_opening(shanghai(2026, 11, 18), calendar)
    assert not is_open(shanghai(2026, 11, 18, 15), calendar)
    assert service_between(shanghai(2026, 11, 18), shanghai(2026, 12, 18), calendar) == timedelta()


def test_a_closure_of_a_year_is_waited_for() -> None:
    closed = {FIRST + timedelta(days=each): Day(DayKind.SPECIAL, ()) for each in range(390)}
    reopened = next_opening(shanghai(2026, 11, 18), ServiceCalendar(HOURS, closed))
    assert to_local(reopened).date() == FIRST + timedelta(days=390)


MINUTES = st.integers(0, 1440)
PERIODS = st.sets(MINUTES, max_size=6).map(
    lambda edges: tuple(
        zip(sorted(edges)[: len(edges) // 2 * 2 : 2], sorted(edges)[1::2], strict=True)
    )
)
DAYS = st.builds(Day, st.sampled_from(DayKind), st.none() | PERIODS)
CALENDARS = st.dictionaries(st.integers(-1, SPAN).map(lambda n: FIRST + timedelta(n)), DAYS).map(
    lambda days: ServiceCalendar(HOURS, days)
)
MOMENTS = st.integers(0, 8 * 1440).map(
    lambda n: datetime(2026, 11, 16, tzinfo=UTC) + timedelta(minutes=n)
)


def opened(calendar: ServiceCalendar, moment: datetime) -> bool:
    local = to_local(moment)
    minute = local.hour * 60 + local.minute
    return any(begin <= minute < end for begin, end in calendar.periods(local.date()))


@given(CALENDARS, MOMENTS, st.integers(1, 900))
def test_exactly_the_allowance_of_open_minutes_lies_before_the_end(
    calendar: ServiceCalendar, start: datetime, minutes: int
) -> None:
    left, moment = minutes, start
    while left:
        left -= opened(calendar, moment)
        moment += timedelta(minutes=1)
    assert service_due(start, minutes, calendar) == moment


@given(CALENDARS, MOMENTS, st.integers(0, 3000))
def test_what_lies_between_is_what_was_open(
    calendar: ServiceCalendar, start: datetime, minutes: int
) -> None:
    end = start + timedelta(minutes=minutes)
    count = sum(opened(calendar, start + timedelta(minutes=each)) for each in range(minutes))
    assert service_between(start, end, calendar) == timedelta(minutes=count)
    assert service_between(end, start, calendar) == timedelta()


@given(CALENDARS, MOMENTS, st.integers(1, 900), st.integers(0, 900), st.integers(0, 3000))
def test_a_pause_takes_nothing_and_gives_nothing(
    calendar: ServiceCalendar, start: datetime, minutes: int, worked: int, paused: int
) -> None:
    due = service_due(start, minutes, calendar)
    held = min(start + timedelta(minutes=worked), due)
    left = service_between(held, due, calendar)
    done = service_between(start, held, calendar)
    assert done + left == timedelta(minutes=minutes)
    resumed = held + timedelta(minutes=paused)
    assert service_between(resumed, service_after(resumed, left, calendar), calendar) == left


@pytest.mark.parametrize(
    ("typed", "periods"),
    [
        ("09:00-12:00、13:00-22:30", ((540, 720), (780, 1350))),
        ("9:00—12:00，13：00～22：30", ((540, 720), (780, 1350))),
        ("0:00至24:00", ((0, 1440),)),
        ("", ()),
    ],
)
def test_periods_are_read_as_people_type_them(
    typed: str, periods: tuple[tuple[int, int], ...]
) -> None:
    assert read_periods(typed) == periods
    assert read_periods(say_periods(periods)) == periods


@pytest.mark.parametrize(
    "typed", ["九点", "9:00", "12:00-9:00", "9:00-25:00", "9:00-12:00,11:00-13:00", "9:00-9:61"]
)
def test_periods_that_cannot_be_are_refused_by_the_field(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_periods(typed)
    assert refused.value.field == "periods"
