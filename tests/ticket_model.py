"""What a ticket should be after each act, told in a few fields; which clocks may run then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockState
from kb.deadlines.turning import clocks_of
from kb.people.accounts import hire
from kb.people.role import Role
from kb.terms import Department, Level
from kb.tickets import TicketState
from world import AFTERNOON, PASSWORD, PASSWORDS, hire_others, hire_staff

OPEN, IN_PROGRESS, REFERRED, ANSWERED, CLOSED, MERGED = TicketState
ALIVE = {OPEN, IN_PROGRESS, REFERRED, ANSWERED}
AGENT, OTHER, LEAD, VENUE, SHOP = range(5)


@dataclass(frozen=True)
class Expected:
    """`seen`: departments that had it at some time; `asked`: by whom, where nobody advised."""

    state: TicketState = OPEN
    owner: int | None = None
    department: int | None = None
    planned: bool = False
    level: Level = Level.ONE
    asked: int | None = None
    seen: frozenset[int] = field(default_factory=frozenset)

    def may(self, who: int, *, free: bool = False, lead: bool = False) -> bool:
        return self.owner == who or (free and self.owner is None) or (lead and who == LEAD)

    def back(self) -> "Expected":
        return replace(self, state=IN_PROGRESS, department=None, planned=False)


def hire_five(session: Session) -> tuple[int, ...]:
    """Two agents, a supervisor, and a person of each of two departments, in that order."""
    staff, others = hire_staff(session), hire_others(session)
    extra = [
        hire(
            session, login, name, PASSWORD, roles=[role], departments=where,
            passwords=PASSWORDS, by=None, now=AFTERNOON,
        ).id
        for login, name, role, where in (
            ("wu", "小吴", Role.AGENT, ()),
            ("qian", "钱师傅", Role.DEPARTMENT, (Department.SHOP,)),
        )
    ]  # fmt: skip
    return (staff.wang.id, extra[0], staff.li.id, others.zhao.id, extra[1])


def of_level(level: Level) -> Callable[[Expected], bool]:
    return lambda what: what.level is level


MAY_RUN: dict[str, Callable[[Expected], bool]] = {
    "find-1": of_level(Level.ONE),
    # A promise to the member stands when the level changes.
    **dict.fromkeys(("answer-1", "answer-2", "answer-3"), lambda what: what.state is not ANSWERED),
    "hand-2": lambda what: what.level is Level.TWO and what.state is not REFERRED,
    "update-2": of_level(Level.TWO),
    "plan-2": lambda what: what.state is REFERRED and not what.planned,
    "expected": lambda what: what.state is REFERRED and what.planned,
    **dict.fromkeys(
        ("supervisor-3", "task-force-3", "meeting-3", "update-3", "report-3"), of_level(Level.THREE)
    ),
}
"""clock of a ticket that is not over → at which of its stages"""


def clocks_out_of_place(session: Session, number: int, what: Expected) -> Iterator[str]:
    """Those that run where they must not, and those of the department that should run and do
    not."""
    clocks = clocks_of(session, Subject(Matter.TICKET, number))
    live = {each.rule for each in clocks if each.state is not ClockState.STOPPED}
    yield from (each for each in live if what.state not in ALIVE or not MAY_RUN[each](what))
    if what.state is REFERRED and not live & {"plan-2", "expected"}:
        yield "no clock of the department"
