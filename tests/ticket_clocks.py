"""A desk where tickets are worked on while their clocks run."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clockwork import after
from house import ROOT
from kb.acts.change_level import change_level
from kb.acts.tick import tick
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockEvent, ClockState, StageClock
from kb.deadlines.turning import clocks_of
from kb.people.accounts import hire
from kb.people.role import Role
from kb.policy import adopt, read_policies
from kb.terms import Department, Level
from kb.tickets import Ticket
from kb.tickets.refer import Case, refer
from world import (
    MORNING,
    PASSWORD,
    PASSWORDS,
    ask_for_person,
    hire_staff,
)

LAMP = Case("3号场的灯坏了", "今天下午")
SERIOUS = {"supervisor-3", "task-force-3", "meeting-3"}


class Desk:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.staff = hire_staff(session)
        self.wang, self.li = self.staff.wang.id, self.staff.li.id
        self.zhao = hire(
            session, "zhao", "赵师傅", PASSWORD, roles=[Role.DEPARTMENT],
            departments=[Department.VENUE], passwords=PASSWORDS, by=None, now=MORNING,
        ).id  # fmt: skip
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)

    def ask(self, level: Level = Level.ONE) -> Ticket:
        return ask_for_person(self.session, level=level)[1]

    def refer(self, ticket: Ticket, minutes: float) -> None:
        venue = Department.VENUE
        refer(self.session, ticket, venue, LAMP, "要修", by=self.wang, now=after(minutes))

    def level(self, ticket: Ticket, level: Level, minutes: float) -> None:
        now = after(minutes)
        change_level(self.session, ticket.number, level, "看情况", by=self.wang, now=now)

    def tick(self, minutes: float) -> None:
        tick(self.session, now=after(minutes))

    def clock(self, ticket: Ticket, rule: str) -> StageClock:
        return [each for each in self.clocks(ticket) if each.rule == rule][-1]

    def clocks(self, ticket: Ticket) -> list[StageClock]:
        return list(clocks_of(self.session, Subject(Matter.TICKET, ticket.number)))

    def live(self, ticket: Ticket) -> set[str]:
        clocks = self.clocks(ticket)
        return {each.rule for each in clocks if each.state is not ClockState.STOPPED}

    def events(self, clock: StageClock) -> list[str]:
        found = select(ClockEvent).where(ClockEvent.clock_id == clock.id).order_by(ClockEvent.id)
        return [each.kind.value for each in self.session.scalars(found)]
