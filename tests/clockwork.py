"""A desk whose clocks run: says what happens, and reads what they made of it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from house import ROOT
from kb.deadlines.firing import Fired, fire_due
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.deadlines.stage_clock import ClockEvent, ClockState, StageClock
from kb.deadlines.turning import clocks_of
from kb.policy import adopt, read_policies
from world import AFTERNOON, MORNING, Staff, hire_staff

CASE = Subject(Matter.TICKET, 1001)
COMPLAINT = Subject(Matter.COMPLAINT, 1)
SHIPPED = ROOT / "corpus" / "policy"


def after(minutes: float) -> datetime:
    return AFTERNOON + timedelta(minutes=minutes)


class Desk:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.staff: Staff = hire_staff(session)
        adopt(session, read_policies(SHIPPED), by=None, now=MORNING)

    def hear(
        self, signal: Signal, minutes: float = 0, *, subject: Subject = CASE, **more: object
    ) -> None:
        hear(
            self.session, subject, signal, by=self.staff.wang.id, now=after(minutes), **more  # type: ignore[arg-type]
        )  # fmt: skip

    def fire(self, minutes: float) -> list[tuple[str, str]]:
        return told(fire_due(self.session, now=after(minutes)))

    def clock(self, rule: str, subject: Subject = CASE) -> StageClock:
        """The latest of this rule."""
        return [each for each in clocks_of(self.session, subject) if each.rule == rule][-1]

    def live(self, subject: Subject = CASE) -> set[str]:
        clocks = clocks_of(self.session, subject)
        return {each.rule for each in clocks if each.state is not ClockState.STOPPED}

    def events(self, rule: str) -> list[str]:
        found = select(ClockEvent.kind).join(StageClock).where(StageClock.rule == rule)
        return [each.value for each in self.session.scalars(found.order_by(ClockEvent.id))]


def told(fired: list[Fired]) -> list[tuple[str, str]]:
    return [(each.rule.name, each.kind.value) for each in fired]
