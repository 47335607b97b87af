from datetime import datetime

from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.moves import Move, enter, require_legal
from kb.complaints.registering import subject_of
from kb.complaints.steps import ComplaintJudgement, Explanation, ReferralSlip, Verdict
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Signal
from kb.history import record
from kb.members.particulars import read_phone
from kb.text.field import require_text

MOVE = {Verdict.VALID: Move.JUDGE_VALID, Verdict.INVALID: Move.JUDGE_INVALID}
SIGNAL = {Verdict.VALID: Signal.JUDGED_VALID, Verdict.INVALID: Signal.JUDGED_INVALID}


def judge_complaint(
    session: Session, complaint: Complaint, verdict: Verdict, reason: str, *, by: int, now: datetime
) -> ComplaintJudgement:
    """Also the other way round than it was judged before, until a plan is approved."""
    why = require_text(reason, "reason", "判断的依据")
    require_legal(session, complaint, MOVE[verdict], by)
    before = complaint.state
    enter(complaint, MOVE[verdict])
    judged = ComplaintJudgement(
        complaint_number=complaint.number, verdict=verdict, reason=why, by_id=by, at=now
    )
    session.add(judged)
    session.flush()
    record(
        session, "judged", "complaint", complaint.number, by=by, now=now,
        verdict=verdict, before=before,
    )  # fmt: skip
    hear(session, subject_of(complaint), SIGNAL[verdict], by=by, now=now)
    return judged


def open_slip(
    session: Session,
    complaint: Complaint,
    *,
    name: str,
    phone: str,
    address: str,
    note: str = "",
    by: int,
    now: datetime,
) -> ReferralSlip:
    """To the owner of the asset: who is responsible, and how to reach them."""
    slip = ReferralSlip(
        complaint_number=complaint.number,
        name=require_text(name, "name", "由谁负责", most=60),
        phone=read_phone(phone),
        address=require_text(address, "address", "对方的地址", most=200),
        note=note.strip(),
        by_id=by,
        at=now,
    )
    require_legal(session, complaint, Move.SLIP, by)
    enter(complaint, Move.SLIP)
    session.add(slip)
    session.flush()
    record(session, "slipped", "complaint", complaint.number, by=by, now=now)
    hear(session, subject_of(complaint), Signal.SLIPPED, by=by, now=now)
    return slip


def explain(
    session: Session, complaint: Complaint, text: str, *, by: int, now: datetime
) -> Explanation:
    """What the complainant was told: why, and who is responsible."""
    told = require_text(text, "text", "怎样向会员说明的")
    require_legal(session, complaint, Move.EXPLAIN, by)
    enter(complaint, Move.EXPLAIN)
    explanation = Explanation(complaint_number=complaint.number, text=told, by_id=by, at=now)
    session.add(explanation)
    session.flush()
    record(session, "explained", "complaint", complaint.number, by=by, now=now)
    hear(session, subject_of(complaint), Signal.EXPLAINED, by=by, now=now)
    return explanation
