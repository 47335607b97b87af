"""Figures of a month or a year, and closing a month."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import click
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_month import close_month
from kb.appraisals.restatement import standing
from kb.errors import BadInput
from kb.kpi.canonical import canonical
from kb.kpi.figure import Figure
from kb.kpi.measures import MEASURES
from kb.kpi.month import MonthResult
from kb.kpi.scoring import Scored
from kb.kpi.year import YearResult, YearScore
from kb.people.person import by_login, person
from kb.period import month_of, read_month, read_year
from kb.policy import current
from kb.reports.closed_months import closed_result
from kb.reports.month import compute_month
from kb.reports.year import year_result
from kb.terms import Department
from webapp.cli.installed import open_database, read_config


@click.command()
@click.option("--month", default="", metavar="MONTH", help="哪一月，如 2026-10；不写就是本月。")
@click.option("--year", default="", metavar="YEAR", help="哪一年，如 2026：已结账各月的加权平均。")
@click.option("--person", "login", default="", metavar="LOGIN", help="只看这位同事，写用户名。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；同样的记录总得到同样的字节。")
def kpi(month: str, year: str, login: str, *, as_json: bool) -> None:
    """绩效：每个人和每个部门的数字、总分和等级。已结账的月份照结账时的结果。"""
    now = clock.now()
    with open_database(read_config()).reading() as session:
        result: MonthResult | YearResult
        if year:
            result = year_result(session, read_year(year))
        else:
            period = read_month(month) if month else month_of(now)
            closed = closed_result(session, period.key)
            result = closed or compute_month(session, period, until=now)
        if login:
            result = _only(result, _person_id(session, login))
        if as_json:
            click.echo(canonical(result))
            return
        if isinstance(result, MonthResult):
            click.echo("\n".join(_month(session, result)))
        else:
            click.echo("\n".join(_year(session, result)))


@click.command("close-month")
@click.argument("month")
def close_month_command(month: str) -> None:
    """给一个过完的月份结账：结果从此封存，要更正就另做重述。到了日子会自动结账。"""
    period, now = read_month(month), clock.now()
    with open_database(read_config()).writing() as session:
        made = close_month(session, period, by=None, now=now)
    click.echo(f"{period.label}已结账，校验值 {made.checksum[:12]}。")


def _only(result: MonthResult | YearResult, who: int) -> MonthResult | YearResult:
    """One person's part; the team's stays, to compare with."""
    if isinstance(result, YearResult):
        theirs = tuple(each for each in result.agents if each.who == who)
        return replace(result, agents=theirs, departments=())
    return replace(
        result,
        agents=tuple(each for each in result.agents if each.person == who),
        departments=(),
        contributions=tuple(each for each in result.contributions if each.person == who),
    )


def _month(session: Session, result: MonthResult) -> Iterator[str]:
    stands = "已结账" if standing(session, result.month) else "未结账"
    yield f"{result.month}　{stands}　规则第 {result.policy} 版　算法第 {result.method} 版"
    labels = _grades(session)
    for agent in result.agents:
        yield ""
        yield f"{person(session, agent.person).name}　{_score(agent.scored, labels)}"
        yield from _figures(agent.figures)
    for each in result.departments:
        yield ""
        yield f"{each.department.label}　{_score(each.scored, labels)}"
        yield from _figures(each.figures)
    if not result.agents and not result.departments:
        yield "这个月还没有可以计算的记录。"


def _year(session: Session, result: YearResult) -> Iterator[str]:
    yield f"{result.year}年　{'' if result.agents else '还没有结账的月份。'}"
    labels = _grades(session)
    rows: Sequence[tuple[str, YearScore]] = [
        *((person(session, int(each.who)).name, each) for each in result.agents),
        *((Department(each.who).label, each) for each in result.departments),
    ]
    for name, each in rows:
        months = "，".join(f"{one.month} {one.score}×{one.weight}" for one in each.months)
        yield f"{name}　{each.score} 分（{labels.get(each.grade, each.grade)}）　{months}"


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    for each in figures:
        if each.value is not None and each.count:
            measure = MEASURES[each.measure]
            yield f"  {measure.label}　{each.value} {measure.unit}（{each.count} 件）"


def _score(scored: Scored, labels: dict[str, str]) -> str:
    if scored.score is None or scored.grade is None:
        return f"依据不足，不给总分（有数据的权重 {scored.measured}%）"
    return f"{scored.score} 分（{labels.get(scored.grade, scored.grade)}）"


def _grades(session: Session) -> dict[str, str]:
    return {each.name: each.label for each in current(session).kpi.grades}


def _person_id(session: Session, login: str) -> int:
    found = by_login(session, login)
    if found is None:
        raise BadInput(f"没有用户名为“{login}”的同事。", field="person", code="no_such_person")
    return found.id
