"""Which suggestions somebody may see, and judge."""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from kb.errors import NotAllowed, NotFound
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.suggestions.suggestion import Suggestion


def visible_to(by: Person) -> ColumnElement[bool]:
    """Who works with members sees all; a department's people those handed to theirs."""
    if may(by, Right.WORK_TICKETS):
        return true()
    if may(by, Right.ANSWER_REFERRED) and by.departments:
        return Suggestion.department.in_(by.departments)
    return false()


def find_visible(session: Session, number: int, by: Person) -> Suggestion:
    """NotFound also where it is not for these eyes: nothing tells that it exists."""
    found = session.scalar(select(Suggestion).where(Suggestion.number == number, visible_to(by)))
    if found is None:
        raise NotFound(f"没有建议 {number}。")
    return found


def may_judge(suggestion: Suggestion, by: Person) -> bool:
    if may(by, Right.LEAD_SERVICE):
        return True
    return may(by, Right.ANSWER_REFERRED) and suggestion.department in by.departments


def require_judge(suggestion: Suggestion, by: Person) -> None:
    if not may_judge(suggestion, by):
        raise NotAllowed("这条建议由责任部门或客服主管判断。", mend="需要时请联系客服主管。")
