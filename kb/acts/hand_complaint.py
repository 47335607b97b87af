from collections.abc import Sequence
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.correcting import join_action, open_action
from kb.complaints.corrective import CorrectiveAction
from kb.complaints.handling import hand
from kb.complaints.repeats import Alike, alike_in_words, find_repeat
from kb.notices.notice import NoticeKind, notify
from kb.people.rights import Right, holders
from kb.policy import current
from kb.policy.complaints import ComplaintsPolicy
from kb.search import Meaning
from kb.terms import Department
from kb.text import fold


def hand_complaint(
    session: Session,
    complaint: Complaint,
    department: Department,
    note: str,
    *,
    meaning: Meaning | None,
    by: int,
    now: datetime,
) -> CorrectiveAction | None:
    """To the department, whose people are told. The corrective action that this complaint called
    or joined, where it says what others said before it."""
    hand(session, complaint, department, note, by=by, now=now)
    _tell_department(session, complaint, department, now)
    policy = current(session).complaints
    return _follow_repeats(session, complaint, policy, meaning, now=now)


def _follow_repeats(
    session: Session,
    complaint: Complaint,
    policy: ComplaintsPolicy,
    meaning: Meaning | None,
    *,
    now: datetime,
) -> CorrectiveAction | None:
    if meaning is None:
        is_alike = alike_in_words(policy.alike_in_words)
    else:
        is_alike = alike_in_meaning(meaning, policy.alike_in_meaning)
    found = find_repeat(session, complaint, is_alike, policy.within_days)
    if complaint not in found.complaints:
        return None
    if found.action is not None:
        join_action(session, found.action, complaint, by=None, now=now)
        return found.action
    if len(found.complaints) < policy.repeat_at:
        return None
    action = open_action(session, found.complaints, by=None, now=now)
    _tell_leads(session, action, len(found.complaints), now)
    return action


def alike_in_meaning(meaning: Meaning, least: float) -> Alike:
    def compare(texts: Sequence[str]) -> list[list[bool]]:
        vectors = np.stack([meaning.vector(fold(each)) for each in texts])
        return [[bool(each) for each in row] for row in vectors @ vectors.T >= least]

    return compare


def _tell_department(
    session: Session, complaint: Complaint, department: Department, now: datetime
) -> None:
    for each in holders(session, Right.ANSWER_REFERRED):
        if department in each.departments and each.id != complaint.about_id:
            notify(
                session, each.id, NoticeKind.ASSIGNED,
                f"投诉 {complaint.shown_number} 转给了{department.label}，请提出处理方案",
                about=("complaint", complaint.number), path=f"/complaints/{complaint.number}",
                key=f"complaint:{complaint.number}:handed:{now.isoformat()}", now=now,
            )  # fmt: skip


def _tell_leads(session: Session, action: CorrectiveAction, count: int, now: datetime) -> None:
    for each in holders(session, Right.LEAD_SERVICE):
        notify(
            session, each.id, NoticeKind.DECISION,
            f"{action.place}同样的投诉已有 {count} 件，需要纠正措施",
            about=("corrective_action", action.id), path=f"/complaints/actions/{action.id}",
            key=f"corrective_action:{action.id}:opened", now=now,
        )  # fmt: skip
