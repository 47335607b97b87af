"""A member who is not satisfied is followed up until they are, or a supervisor ends it."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, CourtsideError, NotFound
from kb.history import events_of
from kb.notices.notice import Notice
from kb.people.person import Person
from kb.tickets.follow_up import (
    GOING_ON,
    MOVES,
    ContactResult,
    FollowUp,
    FollowUpMove,
    FollowUpState,
    find_follow_up,
    follow_ups_for,
    follow_ups_of,
)
from kb.tickets.following import contact, end_follow_up, feed_back, satisfied_by_rating
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate
from serious import Case, close_case, serious_case
from world import NEXT_DAY, NIGHT

BAD = Rated(Satisfaction.DISSATISFIED, RatingReason.UNSOLVED, "赔得太少")


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def case(session: Session) -> Case:
    """小王 owned the ticket; it is the venue department's, and the member is not satisfied."""
    return dissatisfied(session)


@pytest.fixture
def follow_up(session: Session, case: Case) -> FollowUp:
    return follow_ups_of(session, case.ticket)[0]


def dissatisfied(session: Session) -> Case:
    case = serious_case(session)
    close_case(session, case)
    case.ticket.owner_id = case.staff.wang.id
    rate(session, case.ticket.conversation_id, case.ticket.number, BAD, now=NIGHT)
    return case


def told_to(session: Session, person: Person) -> list[str]:
    return [each.text for each in session.query(Notice).filter_by(person_id=person.id)][-1:]


def test_the_owner_and_the_department_are_told_why(
    session: Session, case: Case, follow_up: FollowUp
) -> None:
    assert (follow_up.state, follow_up.owner_id) == (FollowUpState.WAITING, case.staff.wang.id)
    assert told_to(session, case.staff.wang) == ["工单 1001：会员不满意，请跟进。"]
    assert told_to(session, case.others.zhao) == [
        "工单 1001：会员不满意：问题没有解决：赔得太少，请反馈。"
    ]


def test_it_goes_on_until_the_member_is_satisfied(
    session: Session, case: Case, follow_up: FollowUp
) -> None:
    wang = {"by": case.staff.wang.id, "now": NEXT_DAY}
    feed_back(session, follow_up, "可以再补偿一次体检。", by=case.zhao, now=NIGHT)
    assert told_to(session, case.staff.wang) == ["工单 1001：责任部门已反馈，请联系会员。"]
    contact(session, follow_up, ContactResult.NOT_REACHED, **wang)
    assert follow_up.state is FollowUpState.TO_CONTACT
    contact(session, follow_up, ContactResult.STILL_DISSATISFIED, "还要误工费", **wang)
    assert follow_up.state is FollowUpState.WAITING
    feed_back(session, follow_up, "同意误工费。", by=case.zhao, now=NEXT_DAY)
    contact(session, follow_up, ContactResult.SATISFIED, "谢谢，可以了", **wang)
    assert (follow_up.state, follow_up.ended_by_id, follow_up.end_why) == (
        *(FollowUpState.SATISFIED, case.staff.wang.id),
        "谢谢，可以了",
    )
    story = [each.verb for each in events_of(session, "ticket", 1001)][-7:]
    assert story == [
        *("follow_up_opened", "follow_up_answered", "followed_up", "followed_up"),
        *("follow_up_answered", "followed_up", "follow_up_ended"),
    ]


def test_a_supervisor_may_end_it_with_a_reason(
    session: Session, case: Case, follow_up: FollowUp
) -> None:
    end_follow_up(session, follow_up, "要求超出合同", by=case.li, now=NEXT_DAY)
    assert (follow_up.state, follow_up.end_why) == (FollowUpState.CLOSED, "要求超出合同")


def test_everybody_sees_what_is_theirs(session: Session, case: Case, follow_up: FollowUp) -> None:
    seen = (case.staff.wang, case.staff.li, case.others.zhao)
    for each in seen:
        assert follow_ups_for(session, each) == [follow_up]
        assert find_follow_up(session, follow_up.id, each) is follow_up
    for each in (case.staff.chen, case.others.liu):
        assert follow_ups_for(session, each) == []
        with pytest.raises(NotFound):
            find_follow_up(session, follow_up.id, each)
    assert follow_ups_for(session, case.staff.li, ended=True) == []


Act = Callable[[Session, FollowUp, Case], object]
REFUSED: dict[str, tuple[Act, type[CourtsideError], str]] = {
    "no feedback": (
        lambda session, each, case: feed_back(session, each, " ", by=case.zhao, now=NIGHT),
        BadInput, "还没有写反馈",
    ),
    "feedback too long": (
        lambda session, each, _: feed_back(session, each, "长" * 4001, by=1, now=NIGHT),
        BadInput, "反馈超过 4000 字",
    ),
    "satisfied without a word": (
        lambda session, each, case: contact(
            session, each, ContactResult.SATISFIED, by=case.li, now=NIGHT
        ),
        BadInput, "还没有写会员说了什么",
    ),
    "ended for no reason": (
        lambda session, each, case: end_follow_up(session, each, "", by=case.li, now=NIGHT),
        BadInput, "结束跟进的原因",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused(
    session: Session, case: Case, follow_up: FollowUp, what: str
) -> None:
    act, error, told = REFUSED[what]
    with pytest.raises(error, match=told):
        act(session, follow_up, case)
    assert follow_up.state is FollowUpState.WAITING


def test_the_database_refuses_an_end_without_its_fields(
    session: Session, follow_up: FollowUp
) -> None:
    follow_up.state = FollowUpState.CLOSED
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


class Life(RuleBasedStateMachine):
    """Against the table of moves."""

    session: Session

    @initialize()
    def begin(self) -> None:
        self.savepoint = self.session.begin_nested()
        self.case = dissatisfied(self.session)
        self.follow_up = follow_ups_of(self.session, self.case.ticket)[0]
        self.expected = FollowUpState.WAITING

    def attempt(self, move: FollowUpMove, act: Callable[[], object]) -> None:
        legal = self.expected in MOVES[move].origins
        try:
            act()
        except Conflict:
            assert not legal
        else:
            assert legal
            self.expected = MOVES[move].target or self.expected

    @rule()
    def feeds_back(self) -> None:
        by = self.case.zhao
        self.attempt(
            FollowUpMove.FEED_BACK,
            lambda: feed_back(self.session, self.follow_up, "再看看。", by=by, now=NIGHT),
        )

    @rule(result=st.sampled_from(list(ContactResult)))
    def calls(self, result: ContactResult) -> None:
        moves = (FollowUpMove.CONTACT, FollowUpMove.ASK_AGAIN, FollowUpMove.SATISFY)
        move = dict(zip(ContactResult, moves, strict=True))[result]
        by = self.case.li
        self.attempt(
            move, lambda: contact(self.session, self.follow_up, result, "说了", by=by, now=NIGHT)
        )

    @rule()
    def rates_anew(self) -> None:
        done = satisfied_by_rating(self.session, self.case.ticket, now=NIGHT)
        assert (done is not None) == (self.expected in GOING_ON)
        if done:
            self.expected = FollowUpState.SATISFIED

    @rule()
    def is_ended(self) -> None:
        by = self.case.li
        self.attempt(
            FollowUpMove.CLOSE,
            lambda: end_follow_up(self.session, self.follow_up, "到此为止", by=by, now=NIGHT),
        )

    @invariant()
    def state_and_fields_agree(self) -> None:
        follow_up = self.follow_up
        assert follow_up.state is self.expected
        assert (follow_up.ended_at is None) == (self.expected in GOING_ON)
        ends = [each.verb for each in events_of(self.session, "ticket", 1001)]
        assert ends.count("follow_up_ended") == (self.expected not in GOING_ON)

    def teardown(self) -> None:
        self.savepoint.rollback()
        self.session.expunge_all()


def test_any_order_of_acts_keeps_to_the_table(sqlite: Database) -> None:
    with sqlite.writing() as opened:

        class Here(Life):
            session = opened

        run_state_machine_as_test(
            Here, settings=settings(max_examples=40, stateful_step_count=25, deadline=None)
        )
