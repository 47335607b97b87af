"""Complaints in figures: counted in the month in which they were registered, in Shanghai."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from complaining import Desk, S, hire_team
from house import ROOT
from kb.complaints.correcting import open_action
from kb.complaints.steps import Satisfaction
from kb.db import Database
from kb.errors import BadInput
from kb.period import (
    due_of,
    month,
    month_of,
    neighbour,
    quarter,
    quarter_of,
    read_period,
)
from kb.policy import adopt, read_policies
from kb.reports.complaints import complaint_figures
from kb.terms import Category
from world import shanghai


@pytest.fixture
def desk(sqlite: Database) -> Iterator[Desk]:
    with sqlite.writing() as session:
        adopt(session, read_policies(ROOT / "corpus/policy"), by=None, now=Desk.now)
        yield Desk(session, hire_team(session))


@pytest.mark.parametrize(
    ("moment", "in_month", "in_quarter"),
    [
        (shanghai(2026, 11, 30, 23, 59), "2026-11", "2026-Q4"),
        (shanghai(2026, 12, 1), "2026-12", "2026-Q4"),
        (shanghai(2026, 9, 30, 23, 59), "2026-09", "2026-Q3"),
        (shanghai(2026, 10, 1), "2026-10", "2026-Q4"),
        (shanghai(2026, 12, 31, 23, 59), "2026-12", "2026-Q4"),
        (shanghai(2027, 1, 1), "2027-01", "2027-Q1"),
        (shanghai(2028, 2, 29, 12), "2028-02", "2028-Q1"),
    ],
)
def test_a_moment_belongs_to_one_month_and_one_quarter(
    moment: datetime, in_month: str, in_quarter: str
) -> None:
    for period, key in ((month_of(moment), in_month), (quarter_of(moment), in_quarter)):
        assert period.key == key
        assert period.begin <= moment < period.end
        assert read_period(key) == period
        assert neighbour(period, -1).end == period.begin
        assert neighbour(period, 1).begin == period.end


def test_the_summary_is_due_in_the_month_that_follows() -> None:
    assert due_of(month(2026, 12), 5) == date(2027, 1, 5)
    assert due_of(quarter(2026, 3), 5) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "key",
    ["", "2026", "2026-13", "2026-0", "2026-Q5", "1999-01", "9999-12", "２０２６-11", "2026-1"],
)
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(BadInput, match="不是月份"):
        read_period(key)


def test_figures_of_the_month(desk: Desk) -> None:
    desk.now = shanghai(2026, 10, 31, 23, 59)
    desk.register()
    desk.now = shanghai(2026, 11, 1, 15)
    desk.register()
    desk.at(S.EXPLAINED, category=Category.OTHER, place="馆外")
    desk.at(S.CLOSED)
    unhappy = desk.at(S.RESULT_GIVEN)
    desk.call_back(unhappy, Satisfaction.NEUTRAL)
    again = desk.at(S.RESULT_GIVEN)
    desk.call_back(again, Satisfaction.DISSATISFIED, "还闪")
    open_action(desk.session, [unhappy, again], by=None, now=desk.now)
    found = complaint_figures(desk.session, month(2026, 11))
    whole = found.whole
    assert (whole.total, whole.valid, whole.invalid, whole.unjudged) == (5, 3, 1, 1)
    assert [(each.label, each.total) for each in found.by_category] == [("场地", 4), ("其他", 1)]
    assert [(each.label, each.total) for each in found.by_department] == [
        *(("场地部", 3), ("未转部门", 2))
    ]
    assert found.by_place[0].label == "羽毛球馆3号场"
    assert dict(found.satisfaction) == dict.fromkeys(Satisfaction, 1)
    assert (found.actions.opened, found.actions.repeats, found.actions.running) == (1, 2, 1)
    assert found.closed == 1
    assert complaint_figures(desk.session, month(2026, 10)).whole.total == 1
    assert complaint_figures(desk.session, quarter(2026, 4)).whole.total == 6


def test_clocks_that_were_met_and_missed(desk: Desk) -> None:
    desk.now = shanghai(2026, 11, 18, 15)
    desk.at(S.HANDED)
    late = desk.at(S.VALID)
    desk.now = shanghai(2026, 11, 18, 17)
    desk.step(late, S.HANDED)
    tallies = {each.label: each for each in complaint_figures(desk.session, month(2026, 11)).clocks}
    assert (1, 1) in {(each.met, each.late) for each in tallies.values()}
