"""A department's month."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.kpi.figure import Figure
from kb.kpi.inputs import Round, ServiceInputs, sources
from kb.kpi.scoring import Scored, score
from kb.kpi.spread import mean, percent, rounded
from kb.policy.kpi import KpiPolicy
from kb.terms import Department

STAGES = {"department_in_time": "plan", "department_kept": "solve"}
"""measure → the stage of the clocks it is read from"""


@dataclass(frozen=True, slots=True)
class DepartmentMonth:
    """`received`: referrals that were theirs at some time of the month."""

    department: Department
    received: int
    figures: tuple[Figure, ...]
    scored: Scored


def score_departments(inputs: ServiceInputs, policy: KpiPolicy) -> tuple[DepartmentMonth, ...]:
    """Those with anything to tell, by name in the code."""
    known = {
        *(each.department for each in inputs.referrals),
        *(each.department for each in inputs.rounds if each.department),
        *(each.department for each in inputs.cooperation),
    }
    return tuple(_month(inputs, each, policy) for each in sorted(known))


def rounds_for(
    measure: str, rounds: Iterable[Round], departments: Collection[Department]
) -> list[Round]:
    """What a share of kept rounds is taken over, wherever it is shown."""
    stage = STAGES[measure]
    return [each for each in rounds if each.stage == stage and each.department in departments]


def _month(inputs: ServiceInputs, department: Department, policy: KpiPolicy) -> DepartmentMonth:
    figures = tuple(_figures(inputs, department))
    received = sum(each.department == department for each in inputs.referrals)
    scored = score(figures, policy.departments, policy)
    return DepartmentMonth(department, received, figures, scored)


def _figures(inputs: ServiceInputs, department: Department) -> Iterator[Figure]:
    for measure in STAGES:
        yield _kept(measure, rounds_for(measure, inputs.rounds, [department]))
    theirs = [each for each in inputs.referrals if each.department == department]
    solved = percent(sum(each.solved for each in theirs), len(theirs))
    yield Figure("department_solved", solved, len(theirs), sources(theirs))
    marked = [each for each in inputs.cooperation if each.department == department]
    marks = mean(each.mark for each in marked)
    value = None if marks is None else rounded(marks)
    yield Figure("department_cooperation", value, len(marked), sources(marked))


def _kept(measure: str, found: Sequence[Round]) -> Figure:
    share = percent(sum(each.met for each in found), len(found))
    return Figure(measure, share, len(found), sources(found))
