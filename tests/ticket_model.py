"""What a ticket should be after each act, told in a few fields."""

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

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
