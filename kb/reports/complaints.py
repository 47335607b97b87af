"""What a month's or a quarter's complaints come to: those that were registered in it, and what
became of them until now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.corrective import (
    RUNNING,
    ActionState,
    CorrectiveAction,
    RepeatedComplaint,
)
from kb.complaints.letter_version import LetterSending
from kb.complaints.steps import CallBack, ComplaintJudgement, Satisfaction, Verdict
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.period import Period
from kb.terms import Category, Department


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of one kind; `unjudged` are neither valid nor invalid yet."""

    label: str
    total: int
    valid: int
    invalid: int

    @property
    def unjudged(self) -> int:
        return self.total - self.valid - self.invalid


@dataclass(frozen=True, slots=True)
class ClockTally:
    """Of the clocks of one stage; `running` are neither met nor late yet."""

    label: str
    met: int
    late: int
    running: int


@dataclass(frozen=True, slots=True)
class ActionTally:
    """Opened in the period; `repeats`: the complaints that called them."""

    opened: int
    repeats: int
    running: int
    verified: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`satisfaction`: of the last call-back of each complaint that was called back."""

    period: Period
    whole: Tally
    withdrawn: int
    closed: int
    letters: int
    by_category: Sequence[Tally]
    by_department: Sequence[Tally]
    by_place: Sequence[Tally]
    clocks: Sequence[ClockTally]
    satisfaction: Sequence[tuple[Satisfaction, int]]
    actions: ActionTally


def complaint_figures(session: Session, period: Period) -> Figures:
    complaints = _registered(session, period)
    numbers = [each.number for each in complaints]
    verdicts = _verdicts(session, numbers)
    tally = _Tallying(complaints, verdicts)
    return Figures(
        period=period,
        whole=tally.of("合计", complaints),
        withdrawn=_count(complaints, ComplaintState.WITHDRAWN),
        closed=_count(complaints, ComplaintState.CLOSED),
        letters=_letters(session, numbers),
        by_category=tally.by(lambda each: each.category.label, [each.label for each in Category]),
        by_department=tally.by(_department, [*(each.label for each in Department), UNHANDED]),
        by_place=tally.by(lambda each: each.place),
        clocks=_clocks(session, numbers),
        satisfaction=_satisfaction(session, numbers),
        actions=_actions(session, period),
    )


UNHANDED = "未转部门"


def _department(complaint: Complaint) -> str:
    return complaint.department.label if complaint.department else UNHANDED


@dataclass(frozen=True)
class _Tallying:
    complaints: Sequence[Complaint]
    verdicts: dict[int, Verdict]

    def of(self, label: str, some: Iterable[Complaint]) -> Tally:
        counted = [self.verdicts.get(each.number) for each in some]
        return Tally(
            label, len(counted), counted.count(Verdict.VALID), counted.count(Verdict.INVALID)
        )

    def by(self, key: Callable[[Complaint], str], order: Sequence[str] = ()) -> list[Tally]:
        """In this order, or the most first; what there was none of is left out."""
        groups: dict[str, list[Complaint]] = {}
        for each in self.complaints:
            groups.setdefault(key(each), []).append(each)
        tallies = [self.of(label, some) for label, some in groups.items()]
        if order:
            return sorted(tallies, key=lambda each: order.index(each.label))
        return sorted(tallies, key=lambda each: (-each.total, each.label))


def _registered(session: Session, period: Period) -> list[Complaint]:
    found = select(Complaint).where(
        Complaint.registered_at >= period.begin, Complaint.registered_at < period.end
    )
    return list(session.scalars(found.order_by(Complaint.number)))


def _count(complaints: Iterable[Complaint], state: ComplaintState) -> int:
    return sum(each.state is state for each in complaints)


def _verdicts(session: Session, numbers: Sequence[int]) -> dict[int, Verdict]:
    """The last judgement on each."""
    found = (
        select(ComplaintJudgement)
        .where(ComplaintJudgement.complaint_number.in_(numbers))
        .order_by(ComplaintJudgement.id)
    )
    return {each.complaint_number: each.verdict for each in session.scalars(found)}


def _clocks(session: Session, numbers: Sequence[int]) -> list[ClockTally]:
    """In the order in which the stages begin."""
    found = (
        select(StageClock)
        .where(StageClock.matter == Matter.COMPLAINT, StageClock.number.in_(numbers))
        .order_by(StageClock.id)
    )
    stages: dict[str, list[StageClock]] = {}
    for each in session.scalars(found):
        stages.setdefault(each.said.label, []).append(each)
    return [_clock_tally(label, clocks) for label, clocks in stages.items()]


def _clock_tally(label: str, clocks: Sequence[StageClock]) -> ClockTally:
    late = sum(_is_late(each) for each in clocks)
    met = sum(each.state is ClockState.STOPPED and not _is_late(each) for each in clocks)
    return ClockTally(label, met, late, len(clocks) - met - late)


def _is_late(clock: StageClock) -> bool:
    if clock.breached_at is not None:
        return True
    return clock.stopped_at is not None and clock.stopped_at > clock.due_at


def _satisfaction(session: Session, numbers: Sequence[int]) -> list[tuple[Satisfaction, int]]:
    found = select(CallBack).where(CallBack.complaint_number.in_(numbers)).order_by(CallBack.id)
    last = {each.complaint_number: each.satisfaction for each in session.scalars(found)}
    said = list(last.values())
    return [(each, said.count(each)) for each in Satisfaction]


def _actions(session: Session, period: Period) -> ActionTally:
    found = select(CorrectiveAction).where(
        CorrectiveAction.opened_at >= period.begin,
        CorrectiveAction.opened_at < period.end,
        CorrectiveAction.state != ActionState.DISMISSED,
    )
    opened = list(session.scalars(found))
    repeats = select(func.count()).where(
        RepeatedComplaint.action_id.in_([each.id for each in opened])
    )
    return ActionTally(
        len(opened),
        session.scalar(repeats) or 0,
        sum(each.state in RUNNING for each in opened),
        sum(each.state is ActionState.VERIFIED for each in opened),
    )


def _letters(session: Session, numbers: Sequence[int]) -> int:
    sent = select(func.count(LetterSending.complaint_number.distinct()))
    return session.scalar(sent.where(LetterSending.complaint_number.in_(numbers))) or 0
