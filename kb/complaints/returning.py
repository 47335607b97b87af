"""A complaint on its way back to the complainant: the result, the call-back, the end."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.moves import Move, enter, require_legal
from kb.complaints.registering import subject_of
from kb.complaints.steps import (
    CallBack,
    CallBackWay,
    ComplaintEnding,
    Ending,
    GivenResult,
    Satisfaction,
)
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Signal
from kb.history import record
from kb.text.field import limit_text, require_text


def give_result(
    session: Session, complaint: Complaint, text: str, *, by: int, now: datetime
) -> GivenResult:
    told = require_text(text, "text", "处理结果")
    require_legal(session, complaint, Move.GIVE_RESULT, by)
    enter(complaint, Move.GIVE_RESULT)
    result = GivenResult(complaint_number=complaint.number, text=told, by_id=by, at=now)
    session.add(result)
    session.flush()
    record(session, "result_given", "complaint", complaint.number, by=by, now=now)
    hear(session, subject_of(complaint), Signal.RESULT_GIVEN, by=by, now=now)
    return result


def call_back(
    session: Session,
    complaint: Complaint,
    way: CallBackWay,
    satisfaction: Satisfaction,
    words: str,
    *,
    by: int,
    now: datetime,
) -> CallBack:
    """Who is not satisfied is called back again: it stays open, and the clock starts anew."""
    dissatisfied = satisfaction is Satisfaction.DISSATISFIED
    if dissatisfied:
        heard = require_text(words, "words", "会员为什么不满意", most=2000)
    else:
        heard = limit_text(words, "words", "会员的话", 2000)
    require_legal(session, complaint, Move.CALL_BACK, by)
    if not dissatisfied:
        enter(complaint, Move.CALL_BACK)
    called = CallBack(
        complaint_number=complaint.number, way=way, satisfaction=satisfaction, words=heard,
        by_id=by, at=now,
    )  # fmt: skip
    session.add(called)
    session.flush()
    record(
        session, "called_back", "complaint", complaint.number, by=by, now=now,
        way=way, satisfaction=satisfaction,
    )  # fmt: skip
    subject = subject_of(complaint)
    hear(session, subject, Signal.CALLED_BACK, by=by, now=now)
    if dissatisfied:
        hear(session, subject, Signal.RESULT_GIVEN, by=by, now=now, cause="会员不满意，再次回访")
    return called


def close_complaint(
    session: Session, complaint: Complaint, reason: str, *, by: int, now: datetime
) -> ComplaintEnding:
    return _end(session, complaint, Move.CLOSE, Ending.CLOSED, reason, by=by, now=now)


def withdraw(
    session: Session, complaint: Complaint, reason: str, *, by: int, now: datetime
) -> ComplaintEnding:
    """By the complainant, who says why."""
    return _end(session, complaint, Move.WITHDRAW, Ending.WITHDRAWN, reason, by=by, now=now)


def _end(
    session: Session,
    complaint: Complaint,
    move: Move,
    ending: Ending,
    reason: str,
    *,
    by: int,
    now: datetime,
) -> ComplaintEnding:
    why = require_text(reason, "reason", f"{ending.label}的原因", most=2000)
    require_legal(session, complaint, move, by)
    before = complaint.state
    enter(complaint, move)
    ended = ComplaintEnding(
        complaint_number=complaint.number, ending=ending, reason=why, by_id=by, at=now
    )
    session.add(ended)
    session.flush()
    record(
        session, ending.value, "complaint", complaint.number, by=by, now=now, before=before,
    )  # fmt: skip
    hear(session, subject_of(complaint), Signal.CLOSED, by=by, now=now)
    return ended
