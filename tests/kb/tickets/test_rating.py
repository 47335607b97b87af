"""What the member says of a closed ticket: once, to be changed within a day, by the link only."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.tickets import Ticket, close
from kb.tickets.follow_up import FollowUpState, follow_ups_of
from kb.tickets.rating import (
    CHANGEABLE,
    Rated,
    RatingReason,
    Satisfaction,
    may_change,
    rate,
    rating_of,
)
from world import AFTERNOON, NIGHT, Staff, ask_for_person, hire_staff

GOOD, SO_SO, BAD = (Rated(each) for each in Satisfaction)
SLOW = Rated(Satisfaction.DISSATISFIED, RatingReason.SLOW, "等了两天")
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def ticket(session: Session, staff: Staff) -> Ticket:
    return closed_ticket(session, staff)


def closed_ticket(session: Session, staff: Staff) -> Ticket:
    _, ticket = ask_for_person(session)
    close(session, ticket, "已答复", by=staff.wang.id, now=AFTERNOON)
    return ticket


def given_words(session: Session, ticket: Ticket) -> list[str]:
    events = events_of(session, "ticket", ticket.number)
    return [each.details["satisfaction"] for each in events if each.verb == "rated"]


def test_it_is_kept_and_a_double_click_counts_once(session: Session, ticket: Ticket) -> None:
    for _ in range(3):
        rating = rate(session, ticket.conversation_id, ticket.number, SLOW, now=NIGHT)
    assert (rating.satisfaction, rating.reason, rating.words) == (
        *(Satisfaction.DISSATISFIED, RatingReason.SLOW),
        "等了两天",
    )
    assert given_words(session, ticket) == ["dissatisfied"]
    assert len(follow_ups_of(session, ticket)) == 1


@pytest.mark.parametrize(
    ("after", "accepted"),
    [
        (timedelta(0), True),
        (CHANGEABLE - A_SECOND, True),
        (CHANGEABLE, False),
        (CHANGEABLE + A_SECOND, False),
    ],
)
def test_it_may_be_changed_for_a_day_and_the_former_stays_in_the_history(
    session: Session, ticket: Ticket, after: timedelta, accepted: bool
) -> None:
    first = rate(session, ticket.conversation_id, ticket.number, SO_SO, now=NIGHT)
    then = NIGHT + after
    assert may_change(first, then) is accepted
    if accepted:
        rate(session, ticket.conversation_id, ticket.number, GOOD, now=then)
        assert given_words(session, ticket) == ["neutral", "satisfied"]
        assert (first.at, first.changed_at) == (NIGHT, then)
    else:
        with pytest.raises(Conflict, match="超过 24 小时"):
            rate(session, ticket.conversation_id, ticket.number, GOOD, now=then)
        same = rate(session, ticket.conversation_id, ticket.number, SO_SO, now=then)
        assert same.changed_at is None


@settings(deadline=None, max_examples=30)
@given(
    said=st.lists(
        st.tuples(st.sampled_from([GOOD, SO_SO, BAD, SLOW]), st.integers(0, 2000)), max_size=6
    )
)
def test_the_window_opens_with_the_first_word_and_never_moves(
    one_database: Database, said: list[tuple[Rated, int]]
) -> None:
    with one_database.writing() as session:
        ticket = closed_ticket(session, hire_staff(session))
        kept: Rated | None = None
        first = now = NIGHT
        for words, minutes in said:
            now += timedelta(minutes=minutes)
            if kept is None:
                first = now
            legal = kept is None or kept == words or now < first + CHANGEABLE
            try:
                rate(session, ticket.conversation_id, ticket.number, words, now=now)
            except Conflict:
                assert not legal
            else:
                assert legal
                kept = words
            rating = rating_of(session, ticket)
            assert rating is not None
            assert kept is not None
            assert rating.satisfaction is kept.satisfaction
            assert rating.at == first
            going_on = [each for each in follow_ups_of(session, ticket) if each.ended_at is None]
            assert len(going_on) <= 1
            if kept.satisfaction is Satisfaction.DISSATISFIED:
                assert going_on
            if kept.satisfaction is Satisfaction.SATISFIED:
                assert not going_on
        session.rollback()


@pytest.fixture(scope="module")
def one_database(sqlite_template, tmp_path_factory) -> Iterator[Database]:  # type: ignore[no-untyped-def]
    """For all examples of a property: each is rolled back."""
    file = tmp_path_factory.mktemp("ratings") / "courtside.db"
    file.write_bytes(sqlite_template.read_bytes())
    opened = Database(f"sqlite:///{file}")
    yield opened
    opened.close()


def test_only_the_conversation_of_the_ticket_rates_it(
    session: Session, ticket: Ticket, staff: Staff
) -> None:
    other = closed_ticket(session, staff)
    for number in (ticket.number, 99):
        with pytest.raises(NotFound, match="这个对话里没有这个问题"):
            rate(session, other.conversation_id, number, GOOD, now=NIGHT)
    assert rating_of(session, ticket) is None


def test_what_is_not_closed_is_not_rated(session: Session, staff: Staff) -> None:
    assert staff
    _, waiting = ask_for_person(session)
    with pytest.raises(Conflict, match="还在处理"):
        rate(session, waiting.conversation_id, waiting.number, GOOD, now=NIGHT)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Rated(Satisfaction.SATISFIED, RatingReason.SLOW), "不需要选原因"),
        (Rated(Satisfaction.NEUTRAL, None, "长" * 1001), "超过 1000 字"),
    ],
)
def test_what_does_not_fit_is_refused(
    session: Session, ticket: Ticket, said: Rated, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        rate(session, ticket.conversation_id, ticket.number, said, now=NIGHT)


def test_a_new_word_that_is_satisfied_ends_the_follow_up(session: Session, ticket: Ticket) -> None:
    for each in (SLOW, GOOD, BAD):
        rate(session, ticket.conversation_id, ticket.number, each, now=NIGHT)
    ended, opened = follow_ups_of(session, ticket)
    assert (ended.state, ended.ended_by_id) == (FollowUpState.SATISFIED, None)
    assert opened.state is FollowUpState.WAITING
