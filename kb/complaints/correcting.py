"""What becomes of a corrective action: opened by repeats, a measure, its report, its check."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.complaints.complaint import Complaint
from kb.complaints.corrective import (
    RUNNING,
    ActionState,
    CorrectiveAction,
    CorrectiveCheck,
    CorrectiveDismissal,
    CorrectiveReport,
    RepeatedComplaint,
)
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.history import record
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.text.field import require_text

LEADS = (Right.LEAD_SERVICE, Right.DECIDE_PLANS)


def open_action(
    session: Session, complaints: Sequence[Complaint], *, by: int | None, now: datetime
) -> CorrectiveAction:
    """Called by complaints alike, all of one department, category and place."""
    first = complaints[0]
    if first.department is None:
        raise ValueError("a complaint without a department calls no action")
    action = CorrectiveAction(
        category=first.category, department=first.department, place=first.place,
        state=ActionState.OPEN, opened_at=now, cause="", measure="",
    )  # fmt: skip
    session.add(action)
    session.flush()
    for each in complaints:
        session.add(RepeatedComplaint(complaint_number=each.number, action_id=action.id, at=now))
    session.flush()
    record(
        session, "opened", "corrective_action", action.id, by=by, now=now,
        complaints=[each.number for each in complaints],
    )  # fmt: skip
    return action


def join_action(
    session: Session,
    action: CorrectiveAction,
    complaint: Complaint,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """The same came again while the action was under way."""
    session.add(RepeatedComplaint(complaint_number=complaint.number, action_id=action.id, at=now))
    session.flush()
    record(
        session, "repeated", "corrective_action", action.id, by=by, now=now,
        complaint=complaint.number,
    )  # fmt: skip


def set_measure(
    session: Session,
    action: CorrectiveAction,
    *,
    cause: str,
    measure: str,
    responsible_id: int,
    due_on: date | None,
    by: int,
    now: datetime,
) -> CorrectiveAction:
    """Also anew, as long as it is not verified."""
    why, what = require_text(cause, "cause", "原因"), require_text(measure, "measure", "措施")
    if due_on is None or due_on < to_local(now).date():
        raise BadInput(
            "还没有写完成日期。" if due_on is None else "完成日期已经过去了。",
            field="due_on",
            code="bad_due",
            mend="请写一个将来的日期。",
        )
    responsible = person(session, responsible_id)
    _lock(session, action, ActionState.OPEN, ActionState.UNDER_WAY)
    require_part(action, person(session, by))
    action.cause, action.measure, action.due_on = why, what, due_on
    action.responsible_id = responsible.id
    action.state = ActionState.UNDER_WAY
    session.flush()
    record(
        session, "measured", "corrective_action", action.id, by=by, now=now,
        responsible=responsible.id, due_on=due_on,
    )  # fmt: skip
    return action


def report_done(
    session: Session, action: CorrectiveAction, text: str, *, by: int, now: datetime
) -> CorrectiveReport:
    """By who is responsible."""
    done = require_text(text, "text", "做了什么")
    _lock(session, action, ActionState.UNDER_WAY)
    if action.responsible_id != by:
        raise NotAllowed("只有这项措施的负责人才能登记完成。", code="not_yours")
    action.state = ActionState.DONE
    report = CorrectiveReport(action_id=action.id, text=done, by_id=by, at=now)
    session.add(report)
    session.flush()
    record(session, "done", "corrective_action", action.id, by=by, now=now)
    return report


def verify_action(
    session: Session, action: CorrectiveAction, works: bool, note: str, *, by: int, now: datetime
) -> CorrectiveCheck:
    """By another person. What does not work goes back to who is responsible."""
    how = require_text(note, "note", "怎样验证的")
    _lock(session, action, ActionState.DONE)
    if action.responsible_id == by:
        raise Conflict(
            "这项措施由您负责，不能由您验证。", code="own_action", mend="请另一位同事验证。"
        )
    require_lead(person(session, by))
    action.state = ActionState.VERIFIED if works else ActionState.UNDER_WAY
    check = CorrectiveCheck(action_id=action.id, works=works, note=how, by_id=by, at=now)
    session.add(check)
    session.flush()
    record(session, "verified", "corrective_action", action.id, by=by, now=now, works=works)
    return check


def dismiss_action(
    session: Session, action: CorrectiveAction, reason: str, *, by: int, now: datetime
) -> CorrectiveDismissal:
    """The complaints only sounded alike. They stay with it, so that they call no other."""
    why = require_text(reason, "reason", "为什么不是同一回事")
    _lock(session, action, ActionState.OPEN)
    require_lead(person(session, by))
    action.state = ActionState.DISMISSED
    dismissal = CorrectiveDismissal(action_id=action.id, reason=why, by_id=by, at=now)
    session.add(dismissal)
    session.flush()
    record(session, "dismissed", "corrective_action", action.id, by=by, now=now)
    return dismissal


def find_action(session: Session, action_id: int, by: Person) -> CorrectiveAction:
    """NotFound also for who has no part in it."""
    found = session.get(CorrectiveAction, action_id)
    if found is None or not has_part(found, by):
        raise NotFound("没有这项纠正措施。")
    return found


def has_part(action: CorrectiveAction, by: Person) -> bool:
    if action.responsible_id == by.id or leads(by):
        return True
    return may(by, Right.ANSWER_REFERRED) and action.department in by.departments


def require_part(action: CorrectiveAction, by: Person) -> None:
    if not has_part(action, by):
        raise NotAllowed("只有责任部门、客服主管或经理才能制定措施。", code="not_yours")


def require_lead(by: Person) -> None:
    if not leads(by):
        raise NotAllowed("只有客服主管或经理才能这样处理。", code="not_yours")


def leads(by: Person) -> bool:
    return any(may(by, right) for right in LEADS)


def actions_for(session: Session, by: Person) -> list[CorrectiveAction]:
    """Those that still run first, the oldest before the others."""
    ended = CorrectiveAction.state.not_in(RUNNING)
    found = select(CorrectiveAction).order_by(ended, CorrectiveAction.id)
    return [each for each in session.scalars(found) if has_part(each, by)]


def _lock(session: Session, action: CorrectiveAction, *states: ActionState) -> None:
    session.flush()
    session.refresh(action, with_for_update=True)
    if action.state not in states:
        raise Conflict(
            f"这项纠正措施{action.state.label}，现在不能这样处理。",
            code="illegal_move",
            mend="请刷新页面。",
        )
