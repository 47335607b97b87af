"""A suggestion's life: received, classified, judged with a reason, thanked, summed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from faults import fail_at_each_write
from kb.db import Database
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.history import events_of
from kb.people.accounts import hire
from kb.people.person import Person
from kb.people.role import Role
from kb.suggestions import (
    Sought,
    Suggestion,
    SuggestionState,
    adopt,
    classify,
    course_of,
    decline,
    find_suggestion,
    find_visible,
    list_suggestions,
    month_bounds,
    receive,
    sum_month,
    thank,
)
from kb.suggestions.moves import MOVES, Move
from kb.terms import Category, Channel, Department
from world import AFTERNOON, MORNING, NEXT_DAY, PASSWORD, PASSWORDS, Staff, hire_staff, shanghai


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def of_department(session: Session, login: str, department: Department) -> Person:
    return hire(
        session, login, "赵师傅", PASSWORD, roles=[Role.DEPARTMENT], departments=[department],
        passwords=PASSWORDS, by=None, now=MORNING,
    )  # fmt: skip


@pytest.fixture
def zhao(session: Session) -> Person:
    return of_department(session, "venue-suggestions", Department.VENUE)


def shower(session: Session, now: datetime = AFTERNOON) -> Suggestion:
    return receive(
        session, "更衣室再装两个吹风机", channel=Channel.PHONE, category=Category.VENUE, now=now
    )


def handed(session: Session, staff: Staff, now: datetime = AFTERNOON) -> Suggestion:
    suggestion = shower(session, now)
    classify(session, suggestion, Category.VENUE, Department.VENUE, by=staff.wang.id, now=now)
    return suggestion


def test_from_the_telephone_to_the_thanks(session: Session, staff: Staff, zhao: Person) -> None:
    suggestion = handed(session, staff)
    adopt(session, suggestion, "高峰时要排队", "12 月 10 日前装好", by=zhao, now=NEXT_DAY)
    thank(
        session, suggestion, "谢谢您，12 月 10 日前装好。", Channel.PHONE, by=staff.wang.id,
        now=NEXT_DAY,
    )  # fmt: skip
    assert suggestion.state is SuggestionState.THANKED
    course = course_of(session, suggestion)
    assert course.judgement
    assert course.judgement.plan == "12 月 10 日前装好"
    assert course.thanks
    assert course.thanks.by_id == staff.wang.id
    events = events_of(session, "suggestion", suggestion.number)
    assert [each.verb for each in events] == ["received", "classified", "judged", "thanked"]


def test_suggestions_are_numbered_in_a_row(session: Session) -> None:
    assert [shower(session).number for _ in range(3)] == [501, 502, 503]


def test_a_department_sees_and_judges_its_own_only(
    session: Session, staff: Staff, zhao: Person
) -> None:
    suggestion = handed(session, staff)
    fresh = shower(session)
    other = of_department(session, "shop-suggestions", Department.SHOP)
    assert find_visible(session, suggestion.number, zhao) is suggestion
    for number, person in (
        (fresh.number, zhao), (suggestion.number, other), (suggestion.number, staff.chen),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            find_visible(session, number, person)
    assert list_suggestions(session, zhao, Sought()).total == 1
    assert list_suggestions(session, other, Sought()).total == 0
    assert list_suggestions(session, staff.wang, Sought()).total == 2
    for person in (other, staff.wang, staff.chen):
        with pytest.raises(NotAllowed):
            decline(session, suggestion, "不需要", by=person, now=NEXT_DAY)
        session.expire(suggestion)
    decline(session, suggestion, "电路负荷不够", by=staff.li, now=NEXT_DAY)


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "很" * 2001])
def test_what_says_nothing_or_too_much_is_refused(
    session: Session, staff: Staff, zhao: Person, text: str
) -> None:
    with pytest.raises(BadInput):
        receive(session, text, channel=Channel.PHONE, now=AFTERNOON)
    suggestion = handed(session, staff)
    with pytest.raises(BadInput) as refused:
        adopt(session, suggestion, "好主意", text, by=zhao, now=AFTERNOON)
    assert refused.value.field == "plan"
    with pytest.raises(BadInput):
        decline(session, suggestion, text, by=zhao, now=AFTERNOON)
    assert suggestion.state is SuggestionState.CLASSIFIED


def test_a_month_is_summed_by_what_came_in_it(session: Session, staff: Staff, zhao: Person) -> None:
    november = shanghai(2026, 11, 30, 23, 59)
    december = shanghai(2026, 12, 1)
    told_late, declined = handed(session, staff, november), handed(session, staff, november)
    adopt(session, told_late, "好", "换", by=zhao, now=december)
    thank(
        session,
        told_late,
        "谢谢",
        Channel.PHONE,
        by=staff.wang.id,
        now=november + timedelta(days=8),
    )
    decline(session, declined, "不合适", by=zhao, now=december)
    shower(session, december)
    sums = sum_month(session, date(2026, 11, 18))
    total = sums.total
    assert (total.received, total.adopted, total.declined, total.waiting) == (2, 1, 1, 0)
    assert (total.thanked, total.in_time) == (1, 0)
    assert [each.label for each in sums.by_department] == ["场地部"]
    later = sum_month(session, date(2026, 12, 1))
    assert [each.label for each in later.by_department] == ["尚未分类"]
    assert later.total.waiting == 1


def test_months_begin_at_midnight_in_shanghai() -> None:
    begin, end = month_bounds(date(2026, 12, 31))
    assert begin.astimezone(UTC) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_no_verb_leaves_half_an_act(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        number = shower(session).number

    def act(session: Session) -> None:
        suggestion = find_suggestion(session, number)
        classify(
            session, suggestion, Category.VENUE, Department.VENUE, by=staff.wang.id, now=AFTERNOON
        )
        decline(session, suggestion, "电路负荷不够", by=staff.li, now=AFTERNOON)
        thank(session, suggestion, "谢谢您", Channel.PHONE, by=staff.wang.id, now=NEXT_DAY)

    assert fail_at_each_write(sqlite, act) >= 8
    assert fail_at_each_write(sqlite, shower) >= 2
    with sqlite.writing() as session:
        adopted = handed(session, staff).number
    assert fail_at_each_write(sqlite, lambda session: adopt(
        session, find_suggestion(session, adopted), "常有人问", "12月装上", by=staff.li,
        now=AFTERNOON,
    )) >= 2  # fmt: skip


class Life(RuleBasedStateMachine):
    """Any verb at any time, against the table of moves."""

    database: ClassVar[Database]
    staff: ClassVar[Staff]

    def __init__(self) -> None:
        super().__init__()
        with self.database.writing() as session:
            self.number = shower(session).number
        self.state = SuggestionState.RECEIVED
        self.moves = 1

    @rule(move=st.sampled_from(Move))
    def try_move(self, move: Move) -> None:
        legal = self.state in MOVES[move].origins
        try:
            with self.database.writing() as session:
                _make(session, find_suggestion(session, self.number), move, self.staff)
        except Conflict:
            assert not legal
        else:
            assert legal
            self.state = MOVES[move].target
            self.moves += 1

    @invariant()
    def records_agree(self) -> None:
        with self.database.reading() as session:
            suggestion = find_suggestion(session, self.number)
            course = course_of(session, suggestion)
            events = events_of(session, "suggestion", self.number)
        assert suggestion.state is self.state
        assert len(events) == self.moves
        judged = self.state not in (SuggestionState.RECEIVED, SuggestionState.CLASSIFIED)
        assert (course.judgement is not None) == judged
        assert (course.thanks is not None) == (self.state is SuggestionState.THANKED)


def test_only_legal_moves_succeed_and_each_leaves_its_record(sqlite: Database) -> None:
    Life.database = sqlite
    with sqlite.writing() as session:
        Life.staff = hire_staff(session)
    few = settings(max_examples=25, stateful_step_count=8, deadline=None)
    run_state_machine_as_test(Life, settings=few)


def _make(session: Session, suggestion: Suggestion, move: Move, staff: Staff) -> None:
    match move:
        case Move.CLASSIFY:
            classify(
                session, suggestion, Category.SHOP, Department.SHOP, by=staff.wang.id, now=AFTERNOON
            )
        case Move.ADOPT:
            adopt(session, suggestion, "好", "换", by=staff.li, now=AFTERNOON)
        case Move.DECLINE:
            decline(session, suggestion, "不合适", by=staff.li, now=AFTERNOON)
        case Move.THANK:
            thank(session, suggestion, "谢谢", Channel.PHONE, by=staff.wang.id, now=AFTERNOON)
