"""A complaint's course, read off its records."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.steps import (
    CallBack,
    ComplaintEnding,
    ComplaintJudgement,
    Execution,
    Explanation,
    GivenResult,
    Handing,
    PlanDecision,
    ReferralSlip,
    ResolutionPlan,
)

STEPS: tuple[type[Any], ...] = (
    ComplaintJudgement,
    Handing,
    ResolutionPlan,
    PlanDecision,
    Execution,
    GivenResult,
    CallBack,
    ReferralSlip,
    Explanation,
)
Kind = TypeVar("Kind")


def story(session: Session, complaint: Complaint) -> Sequence[Any]:
    """Every step in the order in which it was taken."""
    found: list[Any] = []
    for kind in STEPS:
        found += session.scalars(select(kind).where(kind.complaint_number == complaint.number))
    found.sort(key=lambda each: (each.at, STEPS.index(type(each)), each.id))
    ending = session.get(ComplaintEnding, complaint.number)
    return [*found, ending] if ending else found


def last_of(session: Session, kind: type[Kind], complaint: Complaint) -> Kind | None:
    step: Any = kind
    found = select(step).where(step.complaint_number == complaint.number)
    last: Kind | None = session.scalar(found.order_by(step.id.desc()).limit(1))
    return last
