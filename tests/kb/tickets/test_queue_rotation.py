"""Who is given a ticket: by a supervisor, or by turns."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotAllowed
from kb.history import events_of
from kb.people.accounts import hire
from kb.people.presence import Presence, switch
from kb.people.role import Role
from kb.policy.version import desk_in_force
from kb.terms import Level
from kb.tickets import TicketState, find_ticket, reply, take
from kb.tickets.course import course_of
from kb.tickets.handing import give_back, take_over
from kb.tickets.rotation import (
    ENOUGH,
    Candidate,
    assign,
    assignments_of,
    give_waiting,
    set_desk_rules,
    whose_turn,
)
from kb.tickets.untouched import give_back_untouched, held, untouched
from world import AFTERNOON, PASSWORD, PASSWORDS, Staff, ask_for_person, hire_staff

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def turn_on(session: Session, staff: Staff, *on_duty: int) -> None:
    set_desk_rules(session, rotation=True, idle_minutes=15, by=staff.li.id, now=AFTERNOON)
    for each in on_duty:
        switch(session, each, Presence.ON_DUTY, by=each, now=AFTERNOON)


def agent(session: Session, login: str) -> int:
    hired = hire(
        session, login, login, PASSWORD, roles=[Role.AGENT], passwords=PASSWORDS, by=None,
        now=AFTERNOON,
    )  # fmt: skip
    return hired.id


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(0, 60))
def test_nobody_gets_two_more_than_another_who_was_there_as_long(
    begun: list[int], tickets: int
) -> None:
    """And nobody is given one while another has fewer that wait."""
    waiting, turns, given_to = list(begun), [0] * len(begun), [0] * len(begun)
    for turn in range(1, tickets + 1):
        team = [Candidate(each, waiting[each], turns[each]) for each in range(len(begun))]
        chosen = whose_turn(team)
        assert chosen is not None
        assert waiting[chosen] == min(waiting)
        waiting[chosen] += 1
        given_to[chosen] += 1
        turns[chosen] = turn
        for one in range(len(begun)):
            alike = [each for other, each in enumerate(given_to) if begun[other] == begun[one]]
            assert max(alike) - min(alike) <= 1
    assert max(waiting) - min(waiting) <= max(1, max(begun) - min(begun))


def test_of_those_with_as_much_the_one_who_waited_longest_is_next() -> None:
    assert whose_turn([Candidate(1, 2, 7), Candidate(2, 2, 3), Candidate(3, 2, 5)]) == 2
    assert whose_turn([Candidate(1, 2, 1), Candidate(2, 1, 9)]) == 2
    assert whose_turn([]) is None


def test_by_turns_only_where_it_is_on_and_only_to_who_is_there(
    session: Session, staff: Staff
) -> None:
    wang, other = staff.wang.id, agent(session, "wu")
    switch(session, wang, Presence.ON_DUTY, by=wang, now=AFTERNOON)
    assert ask_for_person(session)[1].state is TicketState.OPEN
    turn_on(session, staff, wang, other, staff.li.id)
    owners = [ask_for_person(session)[1].owner_id for _ in range(4)]
    assert owners == [wang, other, wang, other]
    switch(session, other, Presence.AWAY, by=other, now=AFTERNOON)
    assert [ask_for_person(session)[1].owner_id for _ in range(2)] == [wang, wang]
    grave = ask_for_person(session, "摔伤了", Level.THREE)[1]
    assert grave.owner_id == staff.li.id
    switch(session, wang, Presence.OFF, by=wang, now=AFTERNOON)
    assert ask_for_person(session)[1].state is TicketState.OPEN
    [given_] = assignments_of(session, grave.number)
    assert (given_.by_id, given_.to_id) == (None, staff.li.id)
    assert "自动分派给李主管" in [each.what for each in course_of(session, grave)]
    told = [each.verb for each in events_of(session, "ticket", grave.number)]
    assert told == ["opened", "assigned"]


def test_what_lies_in_the_queue_is_given_to_who_comes_but_not_more_than_they_can_do(
    session: Session, staff: Staff
) -> None:
    wang, other = staff.wang.id, agent(session, "wu")
    grave = ask_for_person(session, "摔伤了", Level.THREE)[1]
    lying = [ask_for_person(session)[1] for _ in range(7)]
    assert give_waiting(session, now=AFTERNOON) == []
    turn_on(session, staff, wang)
    assert give_waiting(session, now=AFTERNOON) == lying[:ENOUGH]
    assert give_waiting(session, now=AFTERNOON) == []
    switch(session, other, Presence.ON_DUTY, by=other, now=AFTERNOON)
    assert [each.owner_id for each in give_waiting(session, now=AFTERNOON)] == [other, other]
    assert grave.state is TicketState.OPEN
    switch(session, staff.li.id, Presence.ON_DUTY, by=staff.li.id, now=AFTERNOON)
    assert give_waiting(session, now=AFTERNOON) == [grave]


def test_nobody_is_given_what_they_just_put_back(session: Session, staff: Staff) -> None:
    wang, ticket = staff.wang.id, ask_for_person(session)[1]
    turn_on(session, staff, wang)
    assert give_waiting(session, now=AFTERNOON) == [ticket]
    give_back(session, ticket, "要懂器材的同事", by=wang, now=AFTERNOON + MINUTE)
    assert give_waiting(session, now=AFTERNOON + MINUTE) == []
    for hour, state in ((1, Presence.OFF), (2, Presence.ON_DUTY)):
        switch(session, wang, state, by=wang, now=AFTERNOON + timedelta(hours=hour))
    assert give_waiting(session, now=AFTERNOON + timedelta(hours=2)) == [ticket]


def test_two_processes_give_what_lies_there_once(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        people = [staff.wang.id, agent(session, "wu")]
        numbers = [ask_for_person(session)[1].number for _ in range(6)]
        turn_on(session, staff, *people)
    race(database, lambda session: give_waiting(session, now=AFTERNOON), processes=4)
    with database.reading() as session:
        owners = [find_ticket(session, number).owner_id for number in numbers]
        assert sorted(owners.count(each) for each in people) == [3, 3]
        assert all(len(assignments_of(session, number)) == 1 for number in numbers)


def test_only_a_supervisor_sets_the_rules(session: Session, staff: Staff) -> None:
    for by, minutes, refusal in ((staff.wang.id, 15, NotAllowed), (staff.li.id, 4, BadInput)):
        with pytest.raises(refusal):
            set_desk_rules(session, rotation=True, idle_minutes=minutes, by=by, now=AFTERNOON)
    assert not desk_in_force(session).rotation


def test_a_supervisor_assigns_to_who_is_there(session: Session, staff: Staff) -> None:
    ticket, wang, li = ask_for_person(session)[1], staff.wang.id, staff.li.id
    for to in (wang, staff.chen.id):
        with pytest.raises(BadInput):
            assign(session, ticket, to, by=li, now=AFTERNOON)
    switch(session, wang, Presence.ON_DUTY, by=wang, now=AFTERNOON)
    with pytest.raises(Conflict):
        assign(session, ticket, wang, by=wang, now=AFTERNOON)
    assign(session, ticket, wang, "他熟悉网球", by=li, now=AFTERNOON)
    assert (ticket.owner_id, ticket.state) == (wang, TicketState.IN_PROGRESS)
    with pytest.raises(Conflict):
        assign(session, ticket, li, by=li, now=AFTERNOON)


def test_who_is_away_may_be_stood_in_for_and_gives_back_what_is_untouched(
    session: Session, staff: Staff
) -> None:
    wang, other = staff.wang.id, agent(session, "wu")
    first, begun = (take(session, ask_for_person(session)[1], by=wang, now=AFTERNOON)
                    for _ in range(2))  # fmt: skip
    reply(session, begun, "请等一下", by=wang, now=AFTERNOON)
    third = take(session, ask_for_person(session)[1], by=wang, now=AFTERNOON)
    switch(session, wang, Presence.OFF, by=wang, now=AFTERNOON)
    take_over(session, third, "他下班了", by=other, now=AFTERNOON)
    assert held(session, wang) == [first.number]
    assert [each.number for each in untouched(session, wang)] == [first.number]
    assert len(give_back_untouched(session, by=wang, now=AFTERNOON)) == 1
    assert first.state is TicketState.OPEN
    assert give_back_untouched(session, by=wang, now=AFTERNOON) == []


def test_two_processes_at_once_give_each_ticket_once_and_by_turns(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        people = [staff.wang.id, agent(session, "wu")]
        turn_on(session, staff, *people)
    race(database, lambda session: ask_for_person(session)[1].number, processes=6)
    with database.reading() as session:
        tickets = [find_ticket(session, number) for number in range(1001, 1007)]
        owners = [each.owner_id for each in tickets]
        assert sorted(owners.count(each) for each in people) == [3, 3]
        turns = [each.turn for ticket in tickets for each in assignments_of(session, ticket.number)]
        assert sorted(turns) == list(range(1, 7))  # type: ignore[type-var]


def race(database: Database, act: Callable[[Session], object], processes: int) -> None:
    together = threading.Barrier(processes)

    def run(_: int) -> None:
        together.wait()
        with database.writing() as session:
            act(session)

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(run, range(processes)))
