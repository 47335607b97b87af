"""Which complaints say the same of the same: one category, department and place, and about the
same meaning. Likeness of texts is given, as meaning belongs to a room above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.corrective import RUNNING, CorrectiveAction, RepeatedComplaint
from kb.contributions.likeness import alike, pairs
from kb.text import fold

Alike = Callable[[Sequence[str]], Sequence[Sequence[bool]]]
"""of so many texts, (texts, texts): whether each two mean about the same"""

NOT_COUNTED = (ComplaintState.REGISTERED, ComplaintState.INVALID, ComplaintState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Repeat:
    """`complaints`: alike and in no action yet, with the one that was asked about; `action`: one
    that runs already about the same."""

    complaints: tuple[Complaint, ...]
    action: CorrectiveAction | None


def alike_in_words(least: float) -> Alike:
    """By pairs of neighbouring characters, for a machine without an embedder."""

    def compare(texts: Sequence[str]) -> list[list[bool]]:
        cut = [pairs(each) for each in texts]
        return [[alike(one, other) >= least for other in cut] for one in cut]

    return compare


def find_repeat(
    session: Session, complaint: Complaint, is_alike: Alike, within_days: int
) -> Repeat:
    """Looks back from the registration of this one."""
    near = [*_same_of(session, complaint, within_days), complaint]
    flags = is_alike([each.text for each in near]) if len(near) > 1 else [[True]]
    same = [near[at] for at in all_alike(flags)]
    joined = _actions(session, [each.number for each in same])
    running = [each for each in joined.values() if each.state in RUNNING]
    free = tuple(each for each in same if each.number not in joined)
    return Repeat(free, running[-1] if running else None)


def all_alike(flags: Sequence[Sequence[bool]]) -> list[int]:
    """The most of them, the last included, of which each two are alike: one that resembles two
    others which do not resemble each other joins them to nothing."""
    last = len(flags) - 1
    near = [at for at in range(last) if flags[last][at]]
    best = [last]
    for first in near:
        group = [first, last]
        for each in near:
            if each != first and all(flags[each][one] for one in group):
                group.append(each)
        best = max(best, group, key=len)
    return sorted(best)


def _same_of(session: Session, complaint: Complaint, within_days: int) -> list[Complaint]:
    """Oldest first; what the place is called is compared folded."""
    found = select(Complaint).where(
        Complaint.number != complaint.number,
        Complaint.category == complaint.category,
        Complaint.department == complaint.department,
        Complaint.state.not_in(NOT_COUNTED),
        Complaint.registered_at >= complaint.registered_at - timedelta(days=within_days),
        Complaint.registered_at <= complaint.registered_at,
    )
    place = fold(complaint.place)
    ordered = session.scalars(found.order_by(Complaint.registered_at, Complaint.number))
    return [each for each in ordered if fold(each.place) == place]


def _actions(session: Session, numbers: Sequence[int]) -> dict[int, CorrectiveAction]:
    """By complaint, in the order in which the actions were opened."""
    found = (
        select(RepeatedComplaint.complaint_number, CorrectiveAction)
        .join(CorrectiveAction, CorrectiveAction.id == RepeatedComplaint.action_id)
        .where(RepeatedComplaint.complaint_number.in_(numbers))
        .order_by(CorrectiveAction.id)
    )
    return {row.complaint_number: row.CorrectiveAction for row in session.execute(found)}
