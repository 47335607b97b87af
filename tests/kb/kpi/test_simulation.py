"""The half year in which honest colleagues and those who trick work side by side."""

from house import ROOT
from kb.kpi.simulation import HONEST, half_year, simulate
from kb.policy import ContributionPolicy, read_policies
from kb.reports.bars import Bar, draw_bars

POLICY = ContributionPolicy()


def test_whoever_works_honestly_comes_out_ahead() -> None:
    [first, second, *others] = simulate(POLICY, range(7, 8))
    assert {first.way, second.way} == HONEST
    assert second.middle > others[0].middle
    assert half_year(POLICY, 7)[first.way] == first.middle


def test_the_shipped_policy_is_the_one_that_is_simulated() -> None:
    assert read_policies(ROOT / "corpus" / "policy").contribution == POLICY


def test_bars_below_nothing_are_drawn_to_the_left_of_it() -> None:
    drawn = draw_bars("谁<领先", [Bar("写", 10, 8, 12, True), Bar("刷", -5, -8, -2, False)])
    assert "谁&lt;领先" in drawn
    assert "● 写" in drawn
    assert "○ 刷" in drawn
    assert 'width="-' not in drawn
