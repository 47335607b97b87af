"""Whatever five colleagues and a member do to two tickets, in whatever order: only what the model
allows happens, each act is told once in the history, and states and records agree."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import Event
from kb.terms import Category, Department, Level
from kb.tickets import Closure, Ticket, TicketState, close, find_ticket, reply, take
from kb.tickets.consult import advise, consult, consults_of
from kb.tickets.correction import correct
from kb.tickets.course import course_of
from kb.tickets.handing import give_back, hand_on, take_over
from kb.tickets.level_change import change_level
from kb.tickets.merge import merge, merge_of, worked_on_as
from kb.tickets.refer import Case, refer, withdraw
from kb.tickets.referral import find_referral, referrals_of
from kb.tickets.reopening import reopen
from kb.tickets.settling import plan, report_solved, reschedule, return_referral
from kb.tickets.update import update
from ticket_model import AGENT, ALIVE, LEAD, OTHER, SHOP, VENUE, Expected, hire_five
from world import AFTERNOON, ask_for_person

OPEN, IN_PROGRESS, REFERRED, ANSWERED, CLOSED, MERGED = TicketState
NUMBERS = st.sampled_from([1001, 1002])
SERVICE = st.sampled_from([AGENT, OTHER, LEAD])
DEPARTMENTS = st.sampled_from([VENUE, SHOP])
IN_DEPARTMENT = {VENUE: Department.VENUE, SHOP: Department.SHOP}
CASE = Case("灯坏了", "今天")


class Life(RuleBasedStateMachine):
    session: Session
    ids: tuple[int, ...]

    @initialize()
    def begin(self) -> None:
        self.example = self.session.begin_nested()
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
        about = select(func.count()).select_from(Event).where(Event.subject_type == "ticket")
        return self.session.scalar(about) or 0

    def later(self) -> datetime:
        return self.now + timedelta(hours=1)

    @rule(minutes=st.sampled_from([5, 90]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(number=NUMBERS, who=SERVICE)
    def takes(self, number: int, who: int) -> None:
        was = self.model[number]
        if (was.state, was.owner) == (IN_PROGRESS, who):
            take(self.session, find_ticket(self.session, number), by=self.ids[who], now=self.now)
            return
        then = replace(was, state=IN_PROGRESS, owner=who)
        self.attempt(number, take, legal=was.state is OPEN, then=then, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE)
    def replies(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state in ALIVE - {REFERRED} and was.may(who, free=True)
        then = replace(was, state=ANSWERED, owner=who)
        self.attempt(number, reply, "好", legal=legal, then=then, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE)
    def updates(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state in ALIVE
        self.attempt(number, update, "在办", legal=legal, then=was, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE, why=st.sampled_from(["", "会员不要了"]))
    def closes(self, number: int, who: int, why: str) -> None:
        was = self.model[number]
        legal = was.state in ALIVE and was.may(who, free=True, lead=True)
        legal = legal and (was.state is not REFERRED or bool(why))
        legal = legal and was.level is not Level.THREE  # without a report of what happened
        then = replace(was.back(), state=CLOSED)
        self.attempt(number, close, "完", unsolved=why, legal=legal, then=then, by=self.ids[who])

    @rule(number=NUMBERS, by_member=st.booleans())
    def reopens(self, number: int, by_member: bool) -> None:
        was = self.model[number]
        then = replace(was, state=OPEN if was.owner is None else IN_PROGRESS)
        self.attempt(
            number, reopen, "又坏了", due_at=self.later(),
            legal=was.state in {ANSWERED, CLOSED}, then=then,
            by=None if by_member else self.ids[AGENT],
        )  # fmt: skip

    @rule(number=NUMBERS, who=SERVICE, to=SERVICE)
    def hands_on(self, number: int, who: int, to: int) -> None:
        was = self.model[number]
        legal = was.state in ALIVE - {OPEN} and was.may(who, lead=True) and to != was.owner
        then = replace(was, owner=to)
        self.attempt(
            number, hand_on, self.ids[to], "下班", legal=legal, then=then, by=self.ids[who]
        )

    @rule(number=NUMBERS, who=SERVICE)
    def takes_over(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state in ALIVE - {OPEN} and was.owner != who
        then = replace(was, owner=who)
        self.attempt(number, take_over, "没人管", legal=legal, then=then, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE)
    def gives_back(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state is IN_PROGRESS and was.may(who, lead=True)
        then = replace(was, state=OPEN, owner=None)
        self.attempt(number, give_back, "下班", legal=legal, then=then, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE)
    def consults(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state in {IN_PROGRESS, REFERRED} and was.owner == who
        then = replace(was, asked=who)
        self.attempt(number, consult, "能退吗", legal=legal, then=then, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE)
    def advises(self, number: int, who: int) -> None:
        was = self.model[number]
        asked = consults_of(self.session, number)
        if not asked:
            return
        asker = asked[-1].by_id
        legal = was.state in ALIVE and who == LEAD and asker != self.ids[LEAD]

        def last(session: Session, _ticket: Ticket, *, by: int, now: datetime) -> object:
            return advise(session, asked[-1].id, "可以", by=by, now=now)

        self.attempt(number, last, legal=legal, then=was, by=self.ids[who])

    @rule(number=NUMBERS, who=SERVICE, to=DEPARTMENTS)
    def refers(self, number: int, who: int, to: int) -> None:
        was = self.model[number]
        legal = was.state in ALIVE and was.may(who, free=True) and was.department != to
        then = replace(
            was, state=REFERRED, owner=who, department=to, planned=False, seen=was.seen | {to}
        )
        self.attempt(
            number, refer, IN_DEPARTMENT[to], CASE, "要修",
            legal=legal, then=then, by=self.ids[who],
        )  # fmt: skip

    @rule(number=NUMBERS, who=SERVICE)
    def withdraws(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state is REFERRED and was.may(who, lead=True)
        self.attempt(number, withdraw, "不用了", legal=legal, then=was.back(), by=self.ids[who])

    @rule(number=NUMBERS, who=DEPARTMENTS)
    def plans(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state is REFERRED and was.department == who and not was.planned
        then = replace(was, planned=True)
        self.attempt(number, plan, "换灯", self.later(), legal=legal, then=then, by=self.ids[who])

    @rule(number=NUMBERS, who=DEPARTMENTS, late=st.booleans())
    def reschedules(self, number: int, who: int, late: bool) -> None:
        was = self.model[number]
        legal = was.state is REFERRED and was.department == who and was.planned and not late
        moved = self.now if late else self.later() + timedelta(seconds=self.events())
        self.attempt(number, reschedule, moved, "缺货", legal=legal, then=was, by=self.ids[who])

    @rule(number=NUMBERS, who=DEPARTMENTS)
    def solves(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state is REFERRED and was.department == who
        self.attempt(number, report_solved, "好了", legal=legal, then=was.back(), by=self.ids[who])

    @rule(number=NUMBERS, who=DEPARTMENTS)
    def returns(self, number: int, who: int) -> None:
        was = self.model[number]
        legal = was.state is REFERRED and was.department == who
        self.attempt(
            number, return_referral, "不归我们", legal=legal, then=was.back(), by=self.ids[who]
        )

    @rule(number=NUMBERS, who=SERVICE, level=st.sampled_from(Level), blames=st.booleans())
    def changes_level(self, number: int, who: int, level: Level, blames: bool) -> None:
        was = self.model[number]
        legal = was.state in ALIVE and level is not was.level
        legal = legal and (not blames or (level > was.level and was.owner is not None))
        then = replace(was, level=level)
        self.attempt(
            number, change_level, level, "变了", due_at=self.later(), blames_handler=blames,
            legal=legal, then=then, by=self.ids[who],
        )  # fmt: skip

    @rule(number=NUMBERS, who=SERVICE, level=st.sampled_from(Level))
    def corrects(self, number: int, who: int, level: Level) -> None:
        was = self.model[number]
        legal = was.state in ALIVE and level is not was.level
        then = replace(was, level=level)
        self.attempt(
            number, correct, level, Category.VENUE, "判错了", due_at=self.later(),
            legal=legal, then=then, by=self.ids[who],
        )  # fmt: skip

    @rule(number=NUMBERS, into=NUMBERS, who=SERVICE)
    def merges(self, number: int, into: int, who: int) -> None:
        was = self.model[number]
        legal = was.state in ALIVE - {REFERRED} and was.may(who, free=True, lead=True)
        legal = legal and number != into and self.model[into].state in ALIVE
        legal = legal and was.level <= self.model[into].level
        target = find_ticket(self.session, into)
        then = replace(was, state=MERGED)
        self.attempt(number, merge, target, "同一件事", legal=legal, then=then, by=self.ids[who])

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
    def a_department_sees_only_what_was_rightly_referred_to_it(self) -> None:
        for number, model in self.model.items():
            for who, department in IN_DEPARTMENT.items():
                try:
                    find_referral(self.session, number, {department})
                except NotFound:
                    assert model.department != who
                else:
                    assert who in model.seen


def test_no_sequence_of_acts_breaks_the_promises(sqlite: Database) -> None:
    with sqlite.writing() as session:
        ids = hire_five(session)
    with sqlite.writing() as session:
        here = type("LifeHere", (Life,), {"session": session, "ids": ids})
        often = settings(max_examples=12, stateful_step_count=25, deadline=None)
        run_state_machine_as_test(here, settings=often)
