import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.terms import Level
from kb.tickets import (
    Ticket,
    TicketState,
    close,
    closure_of,
    find_ticket,
    open_tickets,
    replies,
    reply,
    take,
    tickets_of,
)
from world import AFTERNOON, MORNING, NEXT_DAY, NIGHT, Staff, ask_for_person, hire_staff, shanghai


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def test_tickets_are_numbered_from_1001(session: Session) -> None:
    assert [ask_for_person(session)[1].number for _ in range(3)] == [1001, 1002, 1003]


@pytest.mark.parametrize(
    ("level", "opened", "due"),
    [
        (Level.ONE, AFTERNOON, shanghai(2026, 11, 18, 15, 10)),
        (Level.TWO, AFTERNOON, shanghai(2026, 11, 18, 15, 15)),
        (Level.ONE, NIGHT, shanghai(2026, 11, 19, 13, 10)),
        (Level.TWO, MORNING, shanghai(2026, 11, 18, 13, 15)),
        (Level.THREE, AFTERNOON, shanghai(2026, 11, 18, 15, 1)),
        (Level.THREE, NIGHT, shanghai(2026, 11, 18, 23, 1)),
    ],
)
def test_a_ticket_is_due_by_its_level(
    session: Session, level: Level, opened: object, due: object
) -> None:
    _, ticket = ask_for_person(session, level=level, now=opened)  # type: ignore[arg-type]
    assert ticket.due_at == due


def test_the_most_urgent_comes_first_until_it_is_answered(session: Session, staff: Staff) -> None:
    later = ask_for_person(session, now=NEXT_DAY)[1]
    grave = ask_for_person(session, "有人受伤了", Level.THREE)[1]
    plain = ask_for_person(session)[1]
    assert [each.number for each in open_tickets(session)] == [1002, 1003, 1001]
    take(session, later, by=staff.wang.id, now=NEXT_DAY)
    reply(session, grave, "救护车已到。", by=staff.li.id, now=AFTERNOON)
    assert open_tickets(session) == [plain, later]


def test_whoever_takes_a_ticket_owns_it_and_may_take_it_again(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session)
    for _ in range(2):
        take(session, ticket, by=staff.wang.id, now=AFTERNOON)
    assert (ticket.state, ticket.owner_id) == (TicketState.IN_PROGRESS, staff.wang.id)
    taken = [each.verb for each in events_of(session, "ticket", ticket.number)]
    assert taken == ["opened", "taken"]


ACTS: dict[str, Callable[[Session, Ticket, int], object]] = {
    "take": lambda session, ticket, by: take(session, ticket, by=by, now=AFTERNOON),
    "reply": lambda session, ticket, by: reply(session, ticket, "50元", by=by, now=AFTERNOON),
}


@pytest.mark.parametrize("act", ACTS)
def test_the_second_is_told_who_was_faster(session: Session, staff: Staff, act: str) -> None:
    _, ticket = ask_for_person(session)
    take(session, ticket, by=staff.wang.id, now=AFTERNOON)
    with pytest.raises(Conflict, match="工单 1001 已由小王接手"):
        ACTS[act](session, ticket, staff.li.id)
    assert ticket.owner_id == staff.wang.id


def test_a_reply_is_kept_and_answers_the_ticket(session: Session, staff: Staff) -> None:
    conversation, ticket = ask_for_person(session)
    reply(session, ticket, "网球场每小时50元。", by=staff.wang.id, now=AFTERNOON)
    reply(session, ticket, "周末一样。", by=staff.wang.id, now=NIGHT)
    assert (ticket.state, ticket.owner_id) == (TicketState.ANSWERED, staff.wang.id)
    assert [(each.text, each.at) for each in replies(session, ticket)] == [
        ("网球场每小时50元。", AFTERNOON),
        ("周末一样。", NIGHT),
    ]
    assert tickets_of(session, conversation.id) == [ticket]


def test_a_closed_ticket_says_why_and_takes_no_more(session: Session, staff: Staff) -> None:
    _, ticket = ask_for_person(session)
    close(session, ticket, "重复提问", by=staff.li.id, now=NIGHT)
    closure = closure_of(session, ticket)
    assert closure is not None
    assert (closure.why, closure.by_id, closure.at) == ("重复提问", staff.li.id, NIGHT)
    for act in ACTS.values():
        with pytest.raises(Conflict, match="已关闭"):
            act(session, ticket, staff.wang.id)
    with pytest.raises(Conflict, match="已关闭"):
        close(session, ticket, "再关一次", by=staff.li.id, now=NIGHT)


@pytest.mark.parametrize("verb", [reply, close])
def test_a_reply_and_a_closing_need_words(
    session: Session, staff: Staff, verb: Callable[..., object]
) -> None:
    _, ticket = ask_for_person(session)
    with pytest.raises(BadInput, match="还没有写"):
        verb(session, ticket, " \u200b", by=staff.wang.id, now=AFTERNOON)
    assert ticket.state is TicketState.OPEN


def test_an_unknown_number_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="没有工单 7"):
        find_ticket(session, 7)


def test_of_two_colleagues_at_once_exactly_one_takes_it(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        ask_for_person(session)
    told: list[str] = []

    def grab(by: int) -> None:
        try:
            with database.writing() as session:
                take(session, find_ticket(session, 1001), by=by, now=AFTERNOON)
            told.append("taken")
        except Conflict as conflict:
            told.append(conflict.code)

    colleagues = (staff.wang, staff.li, staff.chen, staff.zhou)
    threads = [threading.Thread(target=grab, args=(each.id,)) for each in colleagues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["taken", "taken_by_other", "taken_by_other", "taken_by_other"]
