"""October as docs/kpi.md works it out by hand, from the desk's own verbs to the score."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from kb.db import Database
from kb.kpi.agents import AgentMonth
from kb.kpi.figure import Figure
from kb.kpi.month import MonthResult
from kb.period import Period
from kb.reports.boards import open_view
from kb.reports.boards.department import department
from kb.reports.month import compute_month
from kb.terms import Department
from october import CLOSING, NOVEMBER, OCTOBER, lived_file

WANG = {
    "cases": "7",
    "first_response_1_mean": "8.20",
    "first_response_1_median": "6.00",
    "first_response_1_p90": "15.00",
    "first_response_2_mean": "12.00",
    "first_response_3_mean": None,
    "resolution_1_mean": "122.33",
    "resolution_1_median": "30.00",
    "resolution_1_p90": "584.00",
    "resolution_2_median": "210.00",
    "clocks_met": "76.47",
    "satisfied": "2",
    "neutral": "1",
    "dissatisfied": "1",
    "reason_slow": "1",
    "reason_attitude": "0",
    "satisfaction_raw": "60.00",
    "satisfaction": "64.44",
    "right_first_time": "60.00",
    "reopenings": "1",
    "escalations": "0",
    "contribution": "0.00",
    "quiz": None,
    "teamwork": "0.00",
    "supervisor_view": "4.50",
    "own_view": None,
}
LI = {"first_response_1_mean": "3.00", "satisfaction_raw": "100.00", "satisfaction": "73.33",
      "right_first_time": "100.00", "teamwork": "3.00", "clocks_met": "100.00"}  # fmt: skip
TEAM = {"clocks_met": "71.43", "satisfaction_raw": "68.00", "cases": "4.00", "teamwork": "1.50"}
POINTS = {
    "clocks_met": "52.94", "first_response_1_median": "92.00", "resolution_1_median": "100.00",
    "satisfaction": "65.92", "right_first_time": "20.00", "escalations": "100.00",
    "contribution": "0.00", "quiz": None, "teamwork": "0.00", "supervisor_view": "90.00",
}  # fmt: skip
VENUE = {"department_in_time": "100.00", "department_kept": "100.00",
         "department_solved": "100.00", "department_cooperation": "5.00"}  # fmt: skip


@pytest.fixture(scope="module")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    file = lived_file(sqlite_template, tmp_path_factory.mktemp("october"))
    with closing(Database(f"sqlite:///{file}")) as database:
        yield database


def result(database: Database, period: Period) -> MonthResult:
    with database.reading() as session:
        return compute_month(session, period, until=CLOSING)


def test_the_golden_month(lived: Database) -> None:
    october = result(lived, OCTOBER)
    wang, li = agents(october, 1, 2)
    assert values(wang.figures, WANG) == WANG
    assert values(li.figures, LI) == LI
    assert values(october.team, TEAM) == TEAM
    points = {each.measure: each.points for each in wang.scored.parts}
    assert {key: text(value) for key, value in points.items()} == POINTS
    assert (text(wang.scored.measured), text(wang.scored.score)) == ("95.00", "48.29")
    assert wang.scored.grade == "weak"
    (venue,) = october.departments
    assert (venue.department, venue.received) == (Department.VENUE, 1)
    assert values(venue.figures, VENUE) == VENUE
    assert (venue.scored.score, venue.scored.grade) == (Decimal(100), "excellent")


def test_a_departments_board_says_the_same_as_its_score(lived: Database) -> None:
    (venue,) = result(lived, OCTOBER).departments
    with lived.reading() as session:
        board = department(open_view(session, OCTOBER, now=CLOSING), {Department.VENUE})
    told = {each.measure: (each.value, each.count) for each in board.tiles}
    in_time = next(each for each in venue.figures if each.measure == "department_in_time")
    assert told["department_in_time"] == (in_time.value, in_time.count)


def test_what_falls_after_midnight_is_novembers(lived: Database) -> None:
    november = result(lived, NOVEMBER)
    (li,) = [each for each in november.agents if each.person == 2]
    three = {"first_response_3_mean": "15.00", "cases": "0"}
    assert values(li.figures, three) == three
    # settled on the 7th: not yet looked at on the 5th
    assert not [each for each in november.agents if each.person == 1]


def test_every_figure_names_its_rows(lived: Database) -> None:
    (wang, _) = agents(result(lived, OCTOBER), 1, 2)
    for each in wang.figures:
        assert bool(each.count) == bool(each.sources), each.measure
        assert len(each.sources) == each.count, each.measure


def agents(of: MonthResult, *people: int) -> list[AgentMonth]:
    return [each for person in people for each in of.agents if each.person == person]


def values(
    figures: tuple[Figure, ...], wanted: dict[str, str | None] | dict[str, str]
) -> dict[str, str | None]:
    known = {each.measure: text(each.value) for each in figures}
    return {measure: known[measure] for measure in wanted}


def text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
