"""Who is on duty, and for how long they were."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from kb.acts.note_absence import note_absence
from kb.db import Database
from kb.history import events_of
from kb.people.login_session import end, open_login
from kb.people.presence import (
    Presence,
    PresenceCause,
    arrive,
    is_present,
    lasting,
    leave,
    on_duty,
    rest_idle,
    see,
    spans,
    switch,
    time_on_duty,
)
from world import AFTERNOON, Staff, hire_staff

IDLE = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@pytest.fixture
def staff(sqlite: Database) -> Staff:
    with sqlite.writing() as session:
        return hire_staff(session)


def state_of(session: Session, person_id: int) -> tuple[Presence, PresenceCause] | None:
    found = lasting(session, person_id)
    return (found.state, found.cause) if found else None


def test_who_logs_in_is_on_duty_and_who_logs_out_is_off(sqlite: Database, staff: Staff) -> None:
    with sqlite.writing() as session:
        first = open_login(session, staff.wang, now=AFTERNOON)
        second = open_login(session, staff.wang, now=AFTERNOON)
        arrive(session, staff.wang, now=AFTERNOON)
        arrive(session, staff.chen, now=AFTERNOON)
        assert on_duty(session, [staff.wang.id, staff.chen.id]) == {staff.wang.id}
        end(session, first, now=AFTERNOON + HOUR)
        leave(session, staff.wang.id, now=AFTERNOON + HOUR)
        assert state_of(session, staff.wang.id) == (Presence.ON_DUTY, PresenceCause.LOGGED_IN)
        end(session, second, now=AFTERNOON + HOUR)
        leave(session, staff.wang.id, now=AFTERNOON + HOUR)
        assert state_of(session, staff.wang.id) == (Presence.OFF, PresenceCause.LOGGED_OUT)
        assert lasting(session, staff.chen.id) is None


def test_who_does_nothing_is_away_from_then_on_and_back_with_the_next_act(
    sqlite: Database, staff: Staff
) -> None:
    wang = staff.wang.id
    with sqlite.writing() as session:
        arrive(session, staff.wang, now=AFTERNOON)
        see(session, wang, now=AFTERNOON + timedelta(minutes=20))
        assert rest_idle(session, IDLE, now=AFTERNOON + timedelta(minutes=34)) == []
        [turned] = rest_idle(session, IDLE, now=AFTERNOON + timedelta(minutes=50))
        assert (turned.state, turned.since) == (Presence.AWAY, AFTERNOON + timedelta(minutes=35))
        assert turned.by_id is None
        see(session, wang, now=AFTERNOON + HOUR)
        assert state_of(session, wang) == (Presence.ON_DUTY, PresenceCause.CAME_BACK)
        there = time_on_duty(session, wang, AFTERNOON, AFTERNOON + 2 * HOUR)
        assert there == timedelta(minutes=95)
        told = [each for each in events_of(session, "person", wang) if "presence" in each.verb]
        assert [each.details["after"] for each in told] == ["on_duty", "away", "on_duty"]


def test_who_chose_to_be_away_stays_so_whatever_they_do(sqlite: Database, staff: Staff) -> None:
    wang = staff.wang.id
    with sqlite.writing() as session:
        arrive(session, staff.wang, now=AFTERNOON)
        rest_idle(session, IDLE, now=AFTERNOON + HOUR)
        switch(session, wang, Presence.AWAY, by=wang, now=AFTERNOON + HOUR)
        see(session, wang, now=AFTERNOON + 2 * HOUR)
        assert state_of(session, wang) == (Presence.AWAY, PresenceCause.CHOSEN)
        rest_idle(session, IDLE, now=AFTERNOON + 15 * HOUR)
        assert state_of(session, wang) == (Presence.OFF, PresenceCause.LOGGED_OUT)


def test_an_owner_who_is_signed_in_but_away_is_not_present(sqlite: Database, staff: Staff) -> None:
    wang = staff.wang.id
    with sqlite.writing() as session:
        assert not is_present(session, wang, now=AFTERNOON)
        open_login(session, staff.wang, now=AFTERNOON)
        assert is_present(session, wang, now=AFTERNOON)
        switch(session, wang, Presence.AWAY, by=wang, now=AFTERNOON)
        assert not is_present(session, wang, now=AFTERNOON)


def test_spans_are_cut_to_what_is_asked_for_and_leave_no_gap(
    sqlite: Database, staff: Staff
) -> None:
    wang = staff.wang.id
    with sqlite.writing() as session:
        for hour, state in enumerate((Presence.ON_DUTY, Presence.AWAY, Presence.ON_DUTY)):
            switch(session, wang, state, by=wang, now=AFTERNOON + hour * HOUR)
        begin, end_ = AFTERNOON + HOUR / 2, AFTERNOON + 4 * HOUR
        found = spans(session, wang, begin, end_)
        assert [each.state.label for each in found] == ["在岗", "暂离", "在岗"]
        assert (found[0].begin, found[-1].end) == (begin, end_)
        assert all(one.end == other.begin for one, other in pairwise(found))
        assert spans(session, wang, AFTERNOON - HOUR, AFTERNOON) == []
        # The machine's clock went back: nothing is counted twice.
        switch(session, wang, Presence.OFF, by=wang, now=AFTERNOON)
        assert time_on_duty(session, wang, AFTERNOON, end_) == HOUR


def test_absence_is_noted_by_whatever_process_looks_and_once(
    sqlite: Database, staff: Staff
) -> None:
    with sqlite.writing() as session:
        arrive(session, staff.wang, now=AFTERNOON)
    assert list(note_absence(sqlite, now=AFTERNOON + IDLE / 2)) == []
    assert list(note_absence(sqlite, now=AFTERNOON + HOUR)) == ["小王　暂离"]
    assert list(note_absence(sqlite, now=AFTERNOON + HOUR)) == []
