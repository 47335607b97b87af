"""A corrective action's course: the complaints that called it, and what was said on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.corrective import (
    CorrectiveAction,
    CorrectiveCheck,
    CorrectiveDismissal,
    CorrectiveReport,
    RepeatedComplaint,
)


@dataclass(frozen=True, slots=True)
class Said:
    what: str
    text: str
    by_id: int
    at: datetime


def complaints_of(session: Session, action: CorrectiveAction) -> Sequence[Complaint]:
    found = (
        select(Complaint)
        .join(RepeatedComplaint, RepeatedComplaint.complaint_number == Complaint.number)
        .where(RepeatedComplaint.action_id == action.id)
    )
    return list(session.scalars(found.order_by(Complaint.number)))


def story_of(session: Session, action: CorrectiveAction) -> list[Said]:
    """Oldest first."""
    reports = select(CorrectiveReport).where(CorrectiveReport.action_id == action.id)
    checks = select(CorrectiveCheck).where(CorrectiveCheck.action_id == action.id)
    said = [
        *(Said("完成", each.text, each.by_id, each.at) for each in session.scalars(reports)),
        *(
            Said("验证有效" if each.works else "验证无效", each.note, each.by_id, each.at)
            for each in session.scalars(checks)
        ),
    ]
    end = session.get(CorrectiveDismissal, action.id)
    if end is not None:
        said.append(Said("不是同一回事", end.reason, end.by_id, end.at))
    return sorted(said, key=lambda each: each.at)
