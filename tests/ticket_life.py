"""A machine that compares two tickets with their model after each act; its acts are the rules of
who derives from it."""

from datetime import datetime, timedelta

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict, NotFound
from kb.history import Event
from kb.terms import Department
from kb.tickets import Closure, find_ticket
from kb.tickets.course import course_of
from kb.tickets.merge import merge_of, worked_on_as
from kb.tickets.referral import find_referral, referrals_of
from ticket_model import CLOSED, MERGED, REFERRED, SHOP, VENUE, Expected, clocks_out_of_place
from world import AFTERNOON, ask_for_person

IN_DEPARTMENT = {VENUE: Department.VENUE, SHOP: Department.SHOP}
SECOND = timedelta(seconds=1)


class WatchedTickets(RuleBasedStateMachine):
    session: Session
    ids: tuple[int, ...]

    @initialize()
    def begin(self) -> None:
        self.example = self.session.begin_nested()
        self.fired: set[str] = set()
        for _ in range(2):
            ask_for_person(self.session)
        self.model = {1001: Expected(), 1002: Expected()}
        self.now = AFTERNOON

    def teardown(self) -> None:
        for number in self.model:
            course = [
                each.at for each in course_of(self.session, find_ticket(self.session, number))
            ]
            assert course == sorted(course)
        self.example.rollback()
        self.session.expunge_all()

    def attempt(self, number: int, verb, *given, legal: bool, then: Expected, **named) -> None:  # type: ignore[no-untyped-def]
        """The model says whether it happens, and what is so afterwards."""
        ticket, told = find_ticket(self.session, number), self.events()
        self.now += SECOND
        try:
            verb(self.session, ticket, *given, now=self.now, **named)
        except (BadInput, Conflict, NotFound):
            happened = False
        else:
            happened = True
            self.model[number] = then
        assert happened == legal, verb
        assert self.events() == told + happened

    def events(self) -> int:
        self.session.flush()
        about = select(func.count()).where(
            Event.subject_type == "ticket", Event.verb != "clock_breached"
        )
        return self.session.scalar(about) or 0

    def later(self) -> datetime:
        return self.now + timedelta(hours=1)

    @invariant()
    def the_tickets_are_as_expected(self) -> None:
        for number, model in self.model.items():
            ticket = find_ticket(self.session, number)
            owner = None if model.owner is None else self.ids[model.owner]
            assert (ticket.state, ticket.owner_id, ticket.level) == (
                model.state, owner, model.level,
            )  # fmt: skip

    @invariant()
    def the_records_agree_with_the_state(self) -> None:
        for number in self.model:
            ticket = find_ticket(self.session, number)
            assert (merge_of(self.session, number) is not None) == (ticket.state is MERGED)
            assert worked_on_as(self.session, ticket).state is not MERGED
            still = [each for each in referrals_of(self.session, number) if not each.ended]
            assert len(still) == (ticket.state is REFERRED)
            if ticket.state is CLOSED:
                assert self.session.get(Closure, number) is not None

    @invariant()
    def clocks_run_only_where_there_is_something_to_do(self) -> None:
        for number, model in self.model.items():
            assert list(clocks_out_of_place(self.session, number, model)) == []

    @invariant()
    def a_department_sees_only_what_was_rightly_referred_to_it(self) -> None:
        for number, model in self.model.items():
            for who, department in IN_DEPARTMENT.items():
                try:
                    find_referral(self.session, number, {department})
                except NotFound:
                    assert model.department != who
                else:
                    assert who in model.seen
