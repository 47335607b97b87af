from datetime import datetime

from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.handling import plan
from kb.complaints.steps import ResolutionPlan
from kb.notices.notice import NoticeKind, notify
from kb.people.rights import Right, holders


def plan_complaint(
    session: Session,
    complaint: Complaint,
    text: str,
    due_at: datetime | None,
    *,
    by: int,
    now: datetime,
) -> ResolutionPlan:
    """The department's plan; who decides on plans is told."""
    made = plan(session, complaint, text, due_at, by=by, now=now)
    for each in holders(session, Right.DECIDE_PLANS):
        if each.id not in (by, complaint.about_id):
            notify(
                session, each.id, NoticeKind.DECISION,
                f"投诉 {complaint.shown_number} 的方案等您审批",
                about=("complaint", complaint.number), path=f"/complaints/{complaint.number}",
                key=f"complaint:{complaint.number}:plan:{made.id}", now=now,
            )  # fmt: skip
    return made
