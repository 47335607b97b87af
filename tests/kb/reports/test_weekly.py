"""The weekly summary: where a week begins, and what it counts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.db import Database
from kb.errors import BadInput
from kb.period import read_week, week_beside, week_of
from kb.reports.weekly import weekly
from kb.terms import Level
from kb.tickets import close, reply
from kb.tickets.meeting import Minutes, Step, hold_meeting
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate
from serious import LATE, SOON, serious_case
from world import AFTERNOON, NEXT_DAY, ask_for_person, hire_staff, shanghai

W47 = read_week("2026-W47")
SUNDAY_NIGHT, MONDAY = shanghai(2026, 11, 22, 23, 59), shanghai(2026, 11, 23)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.mark.parametrize(
    ("moment", "key"),
    [
        (shanghai(2026, 11, 15, 23, 59), "2026-W46"),
        (shanghai(2026, 11, 16), "2026-W47"),
        (SUNDAY_NIGHT, "2026-W47"),
        (MONDAY - timedelta(microseconds=1), "2026-W47"),
        (MONDAY, "2026-W48"),
        (shanghai(2026, 12, 31, 12), "2026-W53"),
        (shanghai(2027, 1, 3, 23, 59), "2026-W53"),
        (shanghai(2027, 1, 4), "2027-W01"),
    ],
)
def test_a_week_begins_on_monday_at_midnight_in_shanghai(moment: datetime, key: str) -> None:
    week = week_of(moment)
    assert week.key == key
    assert week == read_week(key)
    assert week.begin <= moment < week.end


@given(moment=st.datetimes(datetime(2001, 1, 1), datetime(2900, 1, 1)))  # noqa: DTZ001
def test_weeks_follow_each_other_without_a_gap(moment: datetime) -> None:
    week = week_of(moment.replace(tzinfo=AFTERNOON.tzinfo))
    after = week_beside(week, 1)
    assert week.end == after.begin
    assert week_beside(after, -1) == week
    assert to_local(week.begin).weekday() == 0
    assert week.end - week.begin == timedelta(days=7)


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-W00", "2025-W53", "2026-W54", "2026-47", "１-W1"]
)
def test_what_names_no_week_is_refused(key: str) -> None:
    with pytest.raises(BadInput, match="不是哪一周"):
        read_week(key)


def test_each_ticket_counts_where_it_belongs(session: Session) -> None:
    staff = hire_staff(session)
    wang = {"by": staff.wang.id}
    answered = ask_for_person(session)[1]
    reply(session, answered, "50元。", now=AFTERNOON + timedelta(minutes=5), **wang)
    close(session, answered, "已答复", now=NEXT_DAY, **wang)
    late = ask_for_person(session, "灯坏了", Level.TWO)[1]
    ask_for_person(session, "泳池几度", now=MONDAY)
    found = weekly(session, W47, now=MONDAY + timedelta(days=1))
    assert found.until == MONDAY
    [venue] = found.rows
    assert venue == venue.__class__(
        *("场地部", (answered.number, late.number), (answered.number,)),
        *((late.number,), (late.number,), 0),
    )
    assert found.total.received == venue.received
    assert [(level.value, count) for level, count in found.levels] == [(1, 1), (2, 1), (3, 0)]
    assert found.notable == []
    later = weekly(session, week_beside(W47, 1), now=MONDAY + timedelta(days=1))
    assert (later.total.received, later.total.waiting) == ((1003,), (1002, 1003))


def test_a_week_that_is_over_says_the_same_later(session: Session) -> None:
    staff = hire_staff(session)
    ticket = ask_for_person(session)[1]
    before = weekly(session, W47, now=MONDAY)
    close(session, ticket, "已答复", by=staff.wang.id, now=MONDAY + timedelta(hours=1))
    assert weekly(session, W47, now=MONDAY + timedelta(days=9)) == before


def test_what_members_say_and_what_is_grave_is_named(session: Session) -> None:
    case = serious_case(session)
    plain = ask_for_person(session)[1]
    close(session, plain, "已答复", by=case.staff.wang.id, now=LATE)
    said = Rated(Satisfaction.DISSATISFIED, RatingReason.SLOW)
    rate(session, plain.conversation_id, plain.number, said, now=LATE)
    steps = [
        Step("换管子", case.zhao, date(2026, 11, 26)),
        Step("道歉", case.li, date(2026, 11, 19)),
    ]
    minutes = Minutes(SOON, "会议室", [case.li], "先垫付。", steps)
    hold_meeting(session, case.ticket, minutes, by=case.li, now=LATE)
    found = weekly(session, W47, now=NEXT_DAY)
    assert found.until == NEXT_DAY
    assert [(each.ticket.number, each.why) for each in found.notable] == [
        (case.ticket.number, "三级问题"),
        (plain.number, "会员不满意：回复太慢"),
    ]
    assert dict(found.ratings)[Satisfaction.DISSATISFIED] == 1
    assert found.rating_reasons == [(RatingReason.SLOW, 1)]
    assert [(each.what, each.ticket_number) for each in found.coming] == [
        ("换管子", case.ticket.number)
    ]
