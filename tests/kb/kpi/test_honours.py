"""Who is proposed for which honour, by the figures alone."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraising import Did, month_result
from kb.kpi.contribution import ContributionScore, Item
from kb.kpi.honours import SeriousCase, outstanding
from kb.kpi.measures import MEASURES
from kb.policy.honours import HonoursPolicy
from kb.terms import Department

POLICY = HonoursPolicy()
WANG, LI = 1, 2


def honoured(*months: object, policy: HonoursPolicy = POLICY) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for each in outstanding(months, policy):  # type: ignore[arg-type]
        found.setdefault(each.honour, []).append(each.who)
    return found


@pytest.mark.parametrize(
    ("did", "kinds"),
    [
        (Did("80"), {"agent"}),
        (Did("79.99"), set()),
        (Did("95", cases=9), set()),
        (Did("50", satisfaction="80", ratings=5), {"star"}),
        (Did("50", satisfaction="79.99"), set()),
        (Did("50", satisfaction="99", ratings=4), set()),
        (Did("50", teamwork="5"), {"team"}),
        (Did("50", teamwork="4.99"), set()),
        (Did("50", ideas="0.01"), {"innovation"}),
    ],
)
def test_a_figure_must_reach_its_mark_and_rest_on_enough(did: Did, kinds: set[str]) -> None:
    assert set(honoured(month_result("2026-10", {WANG: did}))) == kinds


def test_the_highest_is_proposed_and_equals_stand_together() -> None:
    both = month_result("2026-10", {WANG: Did("90"), LI: Did("90"), 3: Did("85")})
    assert honoured(both) == {"agent": [WANG, LI]}


def test_departments_need_cases_too() -> None:
    venue, shop = Department.VENUE, Department.SHOP
    month = month_result("2026-10", {}, {venue: ("90", 3), shop: ("99", 2)})
    (only,) = outstanding([month], POLICY)
    assert (only.honour, only.who, only.why.value) == ("department", venue, Decimal("90.00"))


def test_a_year_weighs_its_months_and_asks_for_enough_of_them() -> None:
    months = [
        month_result(f"2026-{number:02}", {WANG: Did("90", cases=30), LI: Did("100", cases=30)})
        for number in range(1, 6)
    ]
    june = month_result("2026-06", {WANG: Did("80", cases=10)})
    (only,) = outstanding([*months, june], POLICY)
    assert (only.who, only.why.value, only.why.count) == (WANG, Decimal("89.38"), 160)


def test_serious_cases_reported_in_time_are_a_special_award() -> None:
    cases = [SeriousCase(LI, "clock_event:9"), SeriousCase(LI, "clock_event:4")]
    (only,) = outstanding([month_result("2026-10", {})], POLICY, cases)
    assert (only.honour, only.who, only.why.count) == ("special", LI, 2)
    assert only.why.sources == ("clock_event:4", "clock_event:9")


def test_whose_answer_was_found_wrong_is_not_proposed_for_a_special_award() -> None:
    item = Item("contribution_wrong", Decimal("-3.00"), "tennis", ("task:1",), "有误")
    wrong = ContributionScore(LI, (), (item,), Decimal("-3.00"))
    result = replace(month_result("2026-10", {}), contributions=(wrong,))
    cases = [SeriousCase(LI, "clock_event:9"), SeriousCase(WANG, "clock_event:4")]
    (only,) = outstanding([result], POLICY, cases)
    assert (only.honour, only.who) == ("special", WANG)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), min_size=1, max_size=8),
       st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_people_and_months_makes_no_difference(
    scores: list[tuple[int, int]], chance: Random
) -> None:
    people = {person: Did(str(score), cases=cases)
              for person, (score, cases) in enumerate(scores)}  # fmt: skip
    months = [month_result(f"2026-{number:02}", people) for number in range(1, 8)]
    shuffled = list(months)
    chance.shuffle(shuffled)
    assert outstanding(months, POLICY) == outstanding(shuffled, POLICY)
    assert all(each.why.measure in MEASURES for each in outstanding(months, POLICY))
