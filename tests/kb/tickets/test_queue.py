"""What stands in the queue and in which order, and looking through very much of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.people.accounts import hire
from kb.people.person import Person
from kb.people.role import Role
from kb.terms import Category, Channel, Department, Level
from kb.tickets import Ticket, TicketState, close, take
from kb.tickets import queue as rooms
from kb.tickets.queue import (
    Place,
    Sought,
    count_arrived,
    count_tickets,
    count_waiting,
    list_tickets,
)
from kb.tickets.saved_view import (
    MOST_VIEWS,
    move_view_up,
    remove_view,
    removed_view,
    restore_view,
    save_view,
    views_for,
)
from world import AFTERNOON, PASSWORD, PASSWORDS, Staff, ask_for_person, hire_staff

HOUR = timedelta(hours=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def opened(session: Session, question: str, *, ago: float = 0, level: Level = Level.ONE) -> Ticket:
    return ask_for_person(session, question, level, AFTERNOON - ago * HOUR)[1]


def found(session: Session, sought: Sought) -> list[int]:
    return [each.ticket.number for each in list_tickets(session, sought).rows]


def call_centre(session: Session, login: str, name: str) -> Person:
    return hire(
        session, login, name, PASSWORD, roles=[Role.AGENT], departments=[Department.CALL_CENTRE],
        passwords=PASSWORDS, by=None, now=AFTERNOON,
    )  # fmt: skip


def test_filters_and_words_narrow_the_queue(session: Session, staff: Staff) -> None:
    old = opened(session, "网球场周末怎么订", ago=2)
    new = opened(session, "停车 100% 免费吗", level=Level.TWO)
    grave = opened(session, "孩子摔伤了", level=Level.THREE)
    new.category, new.department = Category.OTHER, Department.FRONT_DESK
    take(session, old, by=staff.wang.id, now=AFTERNOON)
    close(session, take(session, opened(session, "旧的"), by=staff.li.id, now=AFTERNOON), "好了",
          by=staff.li.id, now=AFTERNOON)  # fmt: skip
    session.flush()
    assert found(session, Sought()) == [grave.number, old.number, new.number]
    assert found(session, Sought(owner_id=staff.wang.id)) == [old.number]
    assert found(session, Sought(unowned=True, level=Level.TWO)) == [new.number]
    assert found(session, Sought(category=Category.OTHER)) == [new.number]
    assert found(session, Sought(department=Department.FRONT_DESK)) == [new.number]
    assert found(session, Sought(channel=Channel.PHONE)) == []
    assert found(session, Sought(channel=Channel.ONLINE, words="周末 网球")) == [old.number]
    assert found(session, Sought(words="100%")) == [new.number]
    assert found(session, Sought(words="0_免")) == []
    assert found(session, Sought(state=TicketState.CLOSED)) == [1004]
    assert found(session, Sought(words="1004", owner_id=staff.wang.id)) == [1004]
    assert found(session, Sought(words="99999999999")) == []
    assert found(session, Sought(every=True)) == [1004, 1003, 1002, 1001]


def test_a_group_is_ones_department_its_colleagues_and_its_questions(
    session: Session, staff: Staff
) -> None:
    he, she = call_centre(session, "he", "小何"), call_centre(session, "she", "小佘")
    hers, wangs, free = (opened(session, each) for each in ("她的", "小王的", "部门的"))
    take(session, hers, by=she.id, now=AFTERNOON)
    take(session, wangs, by=staff.wang.id, now=AFTERNOON)
    free.department = Department.CALL_CENTRE
    session.flush()
    assert found(session, Sought(group=he.departments)) == [hers.number, free.number]
    assert count_waiting(session, he) == rooms.Waiting(mine=0, group=2, unowned=1, all=3)
    assert count_waiting(session, staff.wang) == rooms.Waiting(mine=1, group=0, unowned=1, all=3)


@given(st.lists(st.tuples(st.sampled_from(Level), st.integers(0, 3)), max_size=14))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.parametrize("sought", [Sought(), Sought(every=True)], ids=["waiting", "every"])
def test_page_by_page_every_ticket_comes_once_and_back_again(
    sqlite: Database, sought: Sought, tickets: list[tuple[Level, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch, sqlite.engine.connect() as connection:
        patch.setattr(rooms, "PAGE", 4)
        with Session(connection) as session:
            before = count_tickets(session, sought)
            for level, ago in tickets:
                opened(session, "网球怎么收费？", ago=ago, level=level)
            seen, back, at = [], [], None
            while True:
                page = list_tickets(session, sought, at)
                seen.append([each.ticket.number for each in page.rows])
                if page.after is None:
                    break
                at = Place.read(page.after.text)
            while True:
                back.append([each.ticket.number for each in page.rows])
                if page.before is None:
                    break
                page = list_tickets(session, sought, page.before)
            numbers = [each for part in seen for each in part]
            assert len(numbers) == len(set(numbers)) == page.total == before + len(tickets)
            assert sorted(each for part in back for each in part) == sorted(numbers)
            session.rollback()


@pytest.mark.parametrize("text", ["", "a", "a.2.5.5", "c.0.5.5", "a.0.x.5", f"a.0.5.{10**9}", "٣"])
def test_a_place_that_nobody_was_given_is_no_place(text: str) -> None:
    with pytest.raises(BadInput):
        Place.read(text)


def test_what_arrived_is_what_this_colleague_may_see_to(session: Session, staff: Staff) -> None:
    opened(session, "旧的")
    assert count_arrived(session, staff.wang.id, 1001) == (0, 0, 1001)
    take(session, opened(session, "李主管的"), by=staff.li.id, now=AFTERNOON)
    opened(session, "摔伤了", level=Level.THREE)
    assert count_arrived(session, staff.wang.id, 1001) == (1, 1, 1003)
    assert count_arrived(session, staff.li.id, 1001) == (2, 1, 1003)


def test_views_are_ones_own_or_shared_by_who_leads(session: Session, staff: Staff) -> None:
    wang, li, now = staff.wang.id, staff.li.id, AFTERNOON
    mine = save_view(session, " 我的一级 ", {"level": "1"}, by=wang, now=now)
    shared = save_view(session, "三级", {"level": "3"}, shared=True, by=li, now=now)
    hers = save_view(session, "李的", {}, by=li, now=now)
    with pytest.raises(BadInput):
        save_view(session, "全组", {}, shared=True, by=wang, now=now)
    for name in (" ", "长" * 21):
        with pytest.raises(BadInput):
            save_view(session, name, {}, by=wang, now=now)
    assert [each.name for each in views_for(session, wang)] == ["我的一级", "三级"]
    assert save_view(session, "我的一级", {"level": "2"}, by=wang, now=now) is mine
    assert mine.filters == {"level": "2"}
    for view in (shared, hers):
        with pytest.raises(NotFound):
            remove_view(session, view.id, by=wang, now=now)
    assert move_view_up(session, hers.id, by=li, now=now) is hers
    assert [each.name for each in views_for(session, li)] == ["李的", "三级"]
    remove_view(session, mine.id, by=wang, now=now)
    assert mine not in views_for(session, wang)
    assert removed_view(session, mine.id, wang) is mine
    assert removed_view(session, mine.id, li) is None
    restore_view(session, mine.id, by=wang, now=now)
    assert mine in views_for(session, wang)
    for each in range(MOST_VIEWS - 1):
        save_view(session, f"视图{each}", {}, by=wang, now=now)
    with pytest.raises(Conflict):
        save_view(session, "再一个", {}, by=wang, now=now)
