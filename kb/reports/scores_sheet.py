"""A month's scores as a workbook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from kb.kpi.figure import Figure
from kb.kpi.measures import MEASURES
from kb.kpi.month import MonthResult
from kb.kpi.scoring import Scored
from kb.reports.workbook import Book, Cell, Tell

WIDTHS = (24, 24)
HEAD = ("姓名或部门", "项目", "数值", "单位", "件数", "全组", "目标", "折算分", "权重")


def write_scores(
    result: MonthResult, names: Mapping[int, str], grades: Mapping[str, str], tell: Tell = str
) -> bytes:
    book = Book(tell)
    team = {each.measure: each.value for each in result.team}
    book.add("总分", ("姓名或部门", "总分", "等级", "有数据的权重（%）"), [
        *(_score(names.get(each.person, ""), each.scored, grades) for each in result.agents),
        *(_score(each.department.label, each.scored, grades) for each in result.departments),
    ], widths=WIDTHS)  # fmt: skip
    agents = (
        row
        for each in result.agents
        for row in _figures(names.get(each.person, ""), each.figures, each.scored, team)
    )
    book.add("客服专员", HEAD, agents, widths=WIDTHS)
    departments = (
        row
        for each in result.departments
        for row in _figures(each.department.label, each.figures, each.scored, {})
    )
    book.add("责任部门", HEAD, departments, widths=WIDTHS)
    book.add("指标说明", ("项目", "单位", "说明"), _definitions(result), widths=WIDTHS)
    return book.written()


def _score(name: str, scored: Scored, grades: Mapping[str, str]) -> Sequence[Cell]:
    grade = grades.get(scored.grade, scored.grade) if scored.grade else "依据不足"
    return name, scored.score, grade, scored.measured


def _figures(
    name: str, figures: Iterable[Figure], scored: Scored, team: Mapping[str, Decimal | None]
) -> Iterator[Sequence[Cell]]:
    parts = {each.measure: each for each in scored.parts}
    for each in figures:
        measure, part = MEASURES[each.measure], parts.get(each.measure)
        scoring = (part.target, part.points, part.weight) if part else (None, None, None)
        yield (
            name, measure.label, each.value, measure.unit, each.count, team.get(each.measure),
            *scoring,
        )  # fmt: skip


def _definitions(result: MonthResult) -> Iterator[Sequence[Cell]]:
    agents = [each.measure for one in result.agents for each in one.figures]
    departments = [each.measure for one in result.departments for each in one.figures]
    for key in dict.fromkeys(["score", *agents, *departments]):
        yield MEASURES[key].label, MEASURES[key].unit, MEASURES[key].definition
