from datetime import UTC, datetime, timedelta

import pytest

from kb.clock import SHANGHAI, monotonic, now, parse_day, parse_moment, to_local
from kb.errors import BadInput


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21", datetime(2026, 11, 20, 16, tzinfo=UTC)),
        ("2026-11-21T10:00", datetime(2026, 11, 21, 2, tzinfo=UTC)),
        (" 2026-11-21 10:00:30 ", datetime(2026, 11, 21, 2, 0, 30, tzinfo=UTC)),
        ("2026-11-21T10:00Z", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("2026-11-21T10:00+09:00", datetime(2026, 11, 21, 1, tzinfo=UTC)),
        ("2026-07-01T00:00", datetime(2026, 6, 30, 16, tzinfo=UTC)),
    ],
)
def test_a_moment_without_an_offset_is_meant_in_shanghai(text: str, moment: datetime) -> None:
    assert parse_moment(text) == moment
    assert parse_moment(text).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "2026-02-30",
        "2026-13-01",
        "10:00",
        "0001-01-01",
        "9999-12-31T23:59Z",
        "2201-01-01",
    ],
)
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="2026-11-21"):
        parse_moment(text)


def test_shanghai_is_eight_hours_ahead_on_both_sides_of_midnight() -> None:
    before = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)
    assert to_local(before).isoformat() == "2026-11-20T23:59:59+08:00"
    assert to_local(before + timedelta(seconds=1)).date().isoformat() == "2026-11-21"


def test_a_naive_moment_has_no_local_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_local(datetime(2026, 11, 21))  # noqa: DTZ001


def test_now_is_aware_and_durations_never_run_backwards() -> None:
    assert now().tzinfo is UTC
    assert now().astimezone(SHANGHAI).utcoffset() == timedelta(hours=8)
    assert monotonic() <= monotonic()


@pytest.mark.parametrize("text", ["", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-21T10:00"])
def test_what_is_no_day_one_can_count_on_from_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - date's own words or ours
        parse_day(text)


@pytest.mark.parametrize("text", ["1900-01-01", "2026-11-21", "2200-12-31"])
def test_a_day_is_read_as_it_stands(text: str) -> None:
    assert parse_day(text).isoformat() == text
