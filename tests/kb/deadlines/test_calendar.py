"""Service time: half-open periods, Shanghai days, minutes that neither vanish nor double."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.clock import to_local
from kb.deadlines import is_open, next_opening, service_due
from kb.policy import ServiceHours
from world import HOURS, shanghai

# The 18th of November 2026 is a Wednesday, open 13:00-22:30; Saturday the 21st opens at 9:00.
DUE = (
    ("while open", shanghai(2026, 11, 18, 15), 10, shanghai(2026, 11, 18, 15, 10)),
    ("before opening", shanghai(2026, 11, 18, 9), 10, shanghai(2026, 11, 18, 13, 10)),
    ("at the opening", shanghai(2026, 11, 18, 13), 10, shanghai(2026, 11, 18, 13, 10)),
    ("up to the closing", shanghai(2026, 11, 18, 22, 20), 10, shanghai(2026, 11, 18, 22, 30)),
    ("over the closing", shanghai(2026, 11, 18, 22, 25), 10, shanghai(2026, 11, 19, 13, 5)),
    ("at the closing", shanghai(2026, 11, 18, 22, 30), 10, shanghai(2026, 11, 19, 13, 10)),
    ("at midnight", shanghai(2026, 11, 19), 10, shanghai(2026, 11, 19, 13, 10)),
    ("before midnight", shanghai(2026, 11, 18, 23, 59), 10, shanghai(2026, 11, 19, 13, 10)),
    ("into the weekend", shanghai(2026, 11, 20, 22, 25), 10, shanghai(2026, 11, 21, 9, 5)),
    ("a whole day", shanghai(2026, 11, 18, 13), 570, shanghai(2026, 11, 18, 22, 30)),
    ("a day and a minute", shanghai(2026, 11, 18, 13), 571, shanghai(2026, 11, 19, 13, 1)),
    ("a week", shanghai(2026, 11, 18, 13), 4470, shanghai(2026, 11, 24, 22, 30)),
)


@pytest.mark.parametrize(
    ("start", "minutes", "due"), [each[1:] for each in DUE], ids=[each[0] for each in DUE]
)
def test_an_allowance_counts_only_while_people_answer(
    start: datetime, minutes: int, due: datetime
) -> None:
    assert service_due(start, minutes, HOURS) == due


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        (shanghai(2026, 11, 18, 12, 59), False),
        (shanghai(2026, 11, 18, 13), True),
        (shanghai(2026, 11, 18, 22, 29), True),
        (shanghai(2026, 11, 18, 22, 30), False),
        (shanghai(2026, 11, 21, 9), True),
    ],
)
def test_a_period_includes_its_beginning_and_not_its_end(moment: datetime, opened: bool) -> None:
    assert is_open(moment, HOURS) is opened


def test_the_next_opening_is_now_while_open_and_else_ahead() -> None:
    open_moment = shanghai(2026, 11, 18, 15)
    assert next_opening(open_moment, HOURS) == open_moment
    assert next_opening(shanghai(2026, 11, 20, 22, 30), HOURS) == shanghai(2026, 11, 21, 9)


def test_a_desk_that_opens_once_a_week_is_found_again_a_week_later() -> None:
    hours = weekly(wednesday=[["13:00", "14:00"]])
    assert next_opening(shanghai(2026, 11, 18, 14), hours) == shanghai(2026, 11, 25, 13)
    assert service_due(shanghai(2026, 11, 18, 14), 90, hours) == shanghai(2026, 12, 2, 13, 30)


def test_a_desk_that_never_closes_counts_calendar_time() -> None:
    hours = weekly(**{day: [["00:00", "24:00"]] for day in DAYS})
    start = shanghai(2026, 11, 18, 23, 50)
    assert service_due(start, 20, hours) == start + timedelta(minutes=20)


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekly(**days: list[list[str]]) -> ServiceHours:
    return ServiceHours.model_validate({day: [] for day in DAYS} | days)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def periods(edges: set[int]) -> list[list[str]]:
    ordered = [clock(each) for each in sorted(edges)]
    return [ordered[at : at + 2] for at in range(0, len(ordered) - 1, 2)]


def some_service(week: list[list[list[str]]]) -> bool:
    return any(week)


WEEKS = (
    st.lists(st.sets(st.integers(0, 1440), max_size=6).map(periods), min_size=7, max_size=7)
    .filter(some_service)
    .map(lambda week: weekly(**dict(zip(DAYS, week, strict=True))))
)
MOMENTS = st.integers(0, 20 * 1440).map(
    lambda minute: datetime(2026, 11, 18, tzinfo=UTC) + timedelta(minutes=minute)
)


def open_minutes(hours: ServiceHours) -> list[bool]:
    """Of a week that begins on Monday at midnight in Shanghai."""
    return [
        any(begin <= minute < end for begin, end in day)
        for day in hours.week()
        for minute in range(1440)
    ]


def minute_of_week(moment: datetime) -> int:
    local = to_local(moment)
    return local.weekday() * 1440 + local.hour * 60 + local.minute


@given(MOMENTS, st.integers(1, 600), WEEKS)
def test_exactly_the_allowance_of_open_minutes_lies_between(
    start: datetime, minutes: int, hours: ServiceHours
) -> None:
    due = service_due(start, minutes, hours)
    opened = open_minutes(hours)
    begin = minute_of_week(start)
    weeks, rest = divmod(int((due - start).total_seconds()) // 60, len(opened))
    counted = weeks * sum(opened) + sum((opened * 2)[begin : begin + rest])
    assert counted == minutes
    assert opened[minute_of_week(due - timedelta(minutes=1))]


@given(MOMENTS, st.integers(1, 300), st.integers(1, 300), WEEKS)
def test_two_allowances_after_each_other_are_one(
    start: datetime, first: int, second: int, hours: ServiceHours
) -> None:
    there = service_due(service_due(start, first, hours), second, hours)
    assert there == service_due(start, first + second, hours)


@given(MOMENTS, WEEKS)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    moment: datetime, hours: ServiceHours
) -> None:
    opening = next_opening(moment, hours)
    assert opening >= moment
    assert is_open(opening, hours)
    if opening > moment:
        assert not is_open(opening - timedelta(minutes=1), hours)
        assert not is_open(moment, hours)
