from datetime import datetime

from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.handling import decide, last_plan
from kb.complaints.steps import PlanDecision
from kb.notices.notice import NoticeKind, notify


def decide_plan(
    session: Session, complaint: Complaint, approved: bool, reason: str, *, by: int, now: datetime
) -> PlanDecision:
    """Whoever wrote the plan is told."""
    decision = decide(session, complaint, approved, reason, by=by, now=now)
    case = f"投诉 {complaint.shown_number}"
    told = f"{case}：方案已批准，请执行" if approved else f"{case}：方案退回：{decision.reason}"
    notify(
        session, last_plan(session, complaint).by_id,
        NoticeKind.NEWS if approved else NoticeKind.RETURNED,
        told,
        about=("complaint", complaint.number), path=f"/complaints/{complaint.number}",
        key=f"complaint:{complaint.number}:decision:{decision.id}", now=now,
    )  # fmt: skip
    return decision
