"""A valid complaint at its department: handed over, planned, decided on, carried out."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.moves import Move, enter, require_legal
from kb.complaints.registering import subject_of
from kb.complaints.steps import Execution, Handing, PlanDecision, ResolutionPlan
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Signal
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.terms import Department
from kb.text.field import limit_text, require_text

FURTHEST = timedelta(days=366)


def hand(
    session: Session,
    complaint: Complaint,
    department: Department,
    note: str,
    *,
    by: int,
    now: datetime,
) -> Handing:
    """Also to another department, and anew when the complainant is not satisfied."""
    told = limit_text(note, "note", "给部门的话", 2000)
    again = complaint.state is ComplaintState.RESULT_GIVEN
    move = Move.HAND_AGAIN if again else Move.HAND
    require_legal(session, complaint, move, by)
    if complaint.department is department and complaint.state is ComplaintState.HANDED:
        raise Conflict(f"已经转给{department.label}了。", code="already_there")
    enter(complaint, move)
    complaint.department = department
    handing = Handing(
        complaint_number=complaint.number, department=department, note=told, by_id=by, at=now
    )
    session.add(handing)
    session.flush()
    record(
        session, "handed", "complaint", complaint.number, by=by, now=now,
        department=department, again=again,
    )  # fmt: skip
    hear(session, subject_of(complaint), Signal.HANDED, by=by, now=now)
    return handing


def plan(
    session: Session,
    complaint: Complaint,
    text: str,
    due_at: datetime | None,
    *,
    by: int,
    now: datetime,
) -> ResolutionPlan:
    """`due_at`: when it will be carried out."""
    wanted = require_text(text, "text", "处理方案")
    if due_at is None or due_at <= now:
        raise BadInput(
            "还没有写预计什么时候办好。" if due_at is None else "预计办好的时间已经过去了。",
            field="due_at",
            code="bad_due",
            mend="请写一个将来的时间。",
        )
    if due_at > now + FURTHEST:
        raise BadInput(
            "预计办好的时间在一年以后。", field="due_at", code="bad_due", mend="请核对年份。"
        )
    require_legal(session, complaint, Move.PLAN, by)
    enter(complaint, Move.PLAN)
    made = ResolutionPlan(
        complaint_number=complaint.number, text=wanted, due_at=due_at, by_id=by, at=now
    )
    session.add(made)
    session.flush()
    record(
        session, "planned", "complaint", complaint.number, by=by, now=now,
        plan=made.id, due_at=due_at,
    )  # fmt: skip
    hear(session, subject_of(complaint), Signal.PLANNED, by=by, now=now, due=due_at)
    return made


def decide(
    session: Session, complaint: Complaint, approved: bool, reason: str, *, by: int, now: datetime
) -> PlanDecision:
    """Nobody decides on a plan of their own; a plan that is returned is told why."""
    if approved:
        why = limit_text(reason, "reason", "批示", 2000)
    else:
        why = require_text(reason, "reason", "退回的原因", most=2000)
    move = Move.APPROVE if approved else Move.RETURN
    require_legal(session, complaint, move, by)
    waiting = last_plan(session, complaint)
    if waiting.by_id == by:
        raise Conflict(
            "这个方案是您自己写的，不能由您审批。", code="own_plan", mend="请另一位经理审批。"
        )
    enter(complaint, move)
    decision = PlanDecision(
        complaint_number=complaint.number, plan_id=waiting.id, approved=approved, reason=why,
        by_id=by, at=now,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    record(
        session, "decided", "complaint", complaint.number, by=by, now=now,
        plan=waiting.id, approved=approved,
    )  # fmt: skip
    signal = Signal.DECIDED if approved else Signal.RETURNED
    hear(session, subject_of(complaint), signal, by=by, now=now)
    return decision


def carry_out(
    session: Session, complaint: Complaint, text: str, *, by: int, now: datetime
) -> Execution:
    done = require_text(text, "text", "做了什么")
    require_legal(session, complaint, Move.CARRY_OUT, by)
    enter(complaint, Move.CARRY_OUT)
    execution = Execution(complaint_number=complaint.number, text=done, by_id=by, at=now)
    session.add(execution)
    session.flush()
    record(session, "carried_out", "complaint", complaint.number, by=by, now=now)
    hear(session, subject_of(complaint), Signal.CARRIED_OUT, by=by, now=now)
    return execution


def last_plan(session: Session, complaint: Complaint) -> ResolutionPlan:
    """Raises NoResultFound where none was ever written."""
    plans = select(ResolutionPlan).where(ResolutionPlan.complaint_number == complaint.number)
    return session.scalars(plans.order_by(ResolutionPlan.id.desc()).limit(1)).one()
