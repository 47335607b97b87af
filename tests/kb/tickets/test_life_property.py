"""Whatever five colleagues and a member do to two tickets, in whatever order: only what the model
allows happens, each act is told once in the history, and states and records agree."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from house import ROOT
from kb.db import Database
from kb.deadlines.firing import fire_due
from kb.policy import adopt, read_policies
from kb.terms import Category, Level
from kb.tickets import Ticket, TicketState, close, find_ticket, reply, take
from kb.tickets.consult import advise, consult, consults_of
from kb.tickets.correction import correct
from kb.tickets.handing import give_back, hand_on, take_over
from kb.tickets.level_change import change_level
from kb.tickets.merge import merge
from kb.tickets.refer import Case, refer, withdraw
from kb.tickets.reopening import reopen
from kb.tickets.settling import plan, report_solved, reschedule, return_referral
from kb.tickets.update import update
from ticket_life import IN_DEPARTMENT, WatchedTickets
from ticket_model import AGENT, ALIVE, LEAD, OTHER, SHOP, VENUE, hire_five
from world import MORNING

OPEN, IN_PROGRESS, REFERRED, ANSWERED, CLOSED, MERGED = TicketState
NUMBERS = st.sampled_from([1001, 1002])
SERVICE = st.sampled_from([AGENT, OTHER, LEAD])
DEPARTMENTS = st.sampled_from([VENUE, SHOP])
CASE = Case("灯坏了", "今天")


class Life(WatchedTickets):
    @rule(minutes=st.sampled_from([5, 90]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def clocks_tell(self) -> None:
        told = [each.key for each in fire_due(self.session, now=self.now)]
        assert len(told) == len({*told}), told
        assert self.fired.isdisjoint(told)
        self.fired.update(told)

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


def test_no_sequence_of_acts_breaks_the_promises(sqlite: Database) -> None:
    with sqlite.writing() as session:
        ids = hire_five(session)
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
    with sqlite.writing() as session:
        here = type("LifeHere", (Life,), {"session": session, "ids": ids})
        often = settings(max_examples=12, stateful_step_count=25, deadline=None)
        run_state_machine_as_test(here, settings=often)
