"""What all acts on a level-3 ticket ask first, and who may see what they leave behind."""

from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict, NotFound
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import LabelledEnum, Level
from kb.tickets.moves import ALIVE
from kb.tickets.ticket import Ticket

MOST_CHARACTERS = 4000


class Part(LabelledEnum):
    """What somebody is to a level-3 case."""

    LEADS = "leads", "主管"
    WORKS = "works", "小组成员"
    READS = "reads", "管理层"


def part_of(person: Person, on_the_task_force: bool) -> Part | None:
    if may(person, Right.LEAD_SERVICE):
        return Part.LEADS
    if on_the_task_force and person.active:
        return Part.WORKS
    return Part.READS if may(person, Right.DECIDE_PLANS) else None


def lock_ticket(session: Session, ticket: Ticket) -> None:
    """Reads the ticket anew and keeps it from others until the commit."""
    session.flush()
    session.refresh(ticket, with_for_update=True)


def require_serious(session: Session, ticket: Ticket) -> None:
    """Locks the ticket; it is of level 3 and not over."""
    lock_ticket(session, ticket)
    if ticket.level is not Level.THREE:
        raise Conflict(
            f"工单 {ticket.number} 现在是{ticket.level.label}，不按三级处理。",
            code="not_serious",
            mend="需要时请先升级。",
        )
    if ticket.state not in ALIVE:
        raise Conflict(
            f"工单 {ticket.number} {ticket.state.label}，不能再这样处理。",
            code="illegal_move",
            mend="请刷新页面。",
        )


def colleague(session: Session, person_id: int, field: str) -> Person:
    """Somebody who works here now."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound("没有这个账号。", code="no_such_person")
    if not found.active:
        raise BadInput(
            f"{found.name}的账号已停用。", field=field, code="person_inactive", mend="请另选一位。"
        )
    return found
