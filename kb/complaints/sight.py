"""Which complaints somebody may see. Of a department's people each sees those handed to theirs."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.steps import Handing
from kb.errors import NotAllowed, NotFound
from kb.people.person import Person
from kb.people.rights import Right, may

SEES_ALL = (Right.WORK_TICKETS, Right.DECIDE_PLANS)


def find_visible(session: Session, number: int, by: Person) -> Complaint:
    """NotFound also where it is not for these eyes: nothing tells that it exists."""
    seen = select(Complaint).where(Complaint.number == number, visible_to(by))
    found = session.scalar(seen)
    if found is None:
        raise NotFound("没有这件投诉。")
    return found


def visible_among(session: Session, numbers: Collection[int], by: Person) -> list[Complaint]:
    return list(
        session.scalars(select(Complaint).where(Complaint.number.in_(numbers), visible_to(by)))
    )


def visible_to(by: Person) -> ColumnElement[bool]:
    others = or_(Complaint.about_id.is_(None), Complaint.about_id != by.id)
    if any(may(by, right) for right in SEES_ALL):
        return others
    if not (may(by, Right.ANSWER_REFERRED) and by.departments):
        return false()
    handed = select(Handing.id).where(Handing.complaint_number == Complaint.number)
    return and_(Complaint.department.in_(by.departments), handed.exists(), others)


def require_some_sight(by: Person) -> None:
    if not any(may(by, right) for right in (*SEES_ALL, Right.ANSWER_REFERRED)):
        raise NotAllowed("您的账号没有查看投诉的权限。", mend="需要时请联系系统管理员。")


def may_reach(complaint: Complaint, by: Person) -> bool:
    """Who talks to the complainant, and the department that has to put it right."""
    return may(by, Right.WORK_TICKETS) or (
        may(by, Right.ANSWER_REFERRED) and complaint.department in by.departments
    )
