"""What contributions are worth: the golden month of docs/kpi.md, and each rule by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from contributing import (
    CHEN,
    DECEMBER,
    LI,
    NOVEMBER,
    OCTOBER,
    POLICY,
    WANG,
    ZHOU,
    act,
    confirmations,
    new_entry,
    of,
    on,
    points,
    total,
)  # fmt: skip
from kb.contributions import ContributionKind, Grade, Uncredited
from kb.kpi.contributing import (
    Act,
    Answer,
    ContributionInputs,
    Reuse,
    Reversed,
    Text,
    Upheld,
    cap_lines,
    score_contributions,
)
from kb.kpi.contributing.rules import Rule
from kb.kpi.measures import MEASURES
from kb.period import month

GOLDEN = ContributionInputs(
    acts=(
        new_entry(31, "tennis-price", on(8), grade=Grade.A),
        act(32, ContributionKind.VARIANTS, "tennis-price", on(12), contributor=CHEN, wordings=3),
        act(33, ContributionKind.GAP_CLOSED, "locker", on(15), reviewer=CHEN, asked=5, begins=True),
        act(34, ContributionKind.RECHECK, "parking", on(20), contributor=CHEN,
            due=date(2026, 10, 25)),
        new_entry(35, "locker-2", on(21), reviewer=CHEN, uncredited=Uncredited.DUPLICATE,
                  because="和条目 locker 重复"),
    ),
    confirmed=confirmations(501, 8, "tennis-price", on(16)),
    answered=confirmations(601, 6, "locker", on(18)),
    reused=(Reuse(1001, "tennis-price", LI, on(19)), Reuse(1002, "tennis-price", WANG, on(22))),
    upheld=(Upheld(7, "tennis-price", outdated=False, reported_at=on(23), at=on(24)),),
)  # fmt: skip


def test_the_golden_month() -> None:
    """Worked by hand in docs/kpi.md."""
    found = {
        each.person: [(item.measure.removeprefix("contribution_"), str(item.points))
                      for item in each.items]
        for each in score_contributions(GOLDEN, POLICY, OCTOBER)
    }  # fmt: skip
    assert found == {
        WANG: [
            ("gap_closed", "3.40"),
            ("new_entry", "3.83"),
            ("new_entry", "0.00"),
            ("confirmed", "1.20"),
            ("reused", "0.38"),
            ("gap_answers", "1.28"),
            ("wrong", "-2.55"),
            ("duplicate", "-1.00"),
        ],
        CHEN: [
            ("variants", "0.51"),
            ("recheck", "0.30"),
            ("fresh", "0.20"),
            ("review", "0.60"),
            ("confirmed", "0.16"),
            ("reused", "0.10"),
            ("gap_answers", "0.23"),
        ],
        ZHOU: [
            ("review", "0.68"),
            ("review", "0.09"),
            ("confirmed", "0.21"),
            ("confirmed", "0.03"),
            ("reused", "0.13"),
            ("reused", "0.02"),
            ("wrong", "-0.45"),
        ],
    }
    assert points(GOLDEN) == {
        WANG: Decimal("6.54"), CHEN: Decimal("2.10"), ZHOU: Decimal("0.71")
    }  # fmt: skip


def test_every_line_names_its_rule_its_rows_and_why() -> None:
    items = [item for each in score_contributions(GOLDEN, POLICY, OCTOBER) for item in each.items]
    for item in items:
        assert item.measure in MEASURES
        assert item.sources
        assert item.about
        assert item.why.endswith("。")
        assert item.why.count("。") == 1
    assert items[3].sources == ("contribution:31", *(f"outcome:{n}" for n in range(501, 509)))
    assert dict(of(GOLDEN, WANG).activity)["new_entry"] == 2
    assert dict(of(GOLDEN, ZHOU).activity)["reviewed"] == 2
    assert {rule.value for rule in Rule} <= MEASURES.keys()


@pytest.mark.parametrize(
    ("made", "earned"),
    [
        (new_entry(1, "a", on(1), grade=Grade.C), "1.28"),
        (act(1, ContributionKind.BETTER_ANSWER, "a", on(1)), "1.70"),
        (act(1, ContributionKind.CORRECTION, "a", on(1)), "0.43"),
        (act(1, ContributionKind.VARIANTS, "a", on(1), wordings=40), "0.85"),
        (act(1, ContributionKind.VARIANTS, "a", on(1)), "0.00"),
        (act(1, ContributionKind.GAP_CLOSED, "a", on(1), asked=1), "3.40"),
        (act(1, ContributionKind.GAP_CLOSED, "a", on(1), begins=True), "2.55"),
        (act(1, ContributionKind.GAP_CLOSED, "a", on(1), wordings=2), "0.34"),
        (act(1, ContributionKind.RECHECK, "a", on(9), due=date(2026, 10, 9)), "0.50"),
        (act(1, ContributionKind.RECHECK, "a", on(9), due=date(2026, 10, 8)), "0.30"),
        (act(1, ContributionKind.RECHECK, "a", on(9), due=date(2027, 3, 1)), "0.00"),
        (act(1, ContributionKind.RECHECK, "a", on(9)), "0.30"),
        (new_entry(1, "a", on(1), reviewer=None, uncredited=Uncredited.OWN_APPROVAL), "0.00"),
        (new_entry(1, "a", on(1), uncredited=Uncredited.SPLIT), "-1.00"),
    ],
)
def test_what_one_accepted_act_earns(made: Act, earned: str) -> None:
    assert str(points(ContributionInputs(acts=(made,)))[WANG]) == earned


def test_the_same_entry_again_is_worth_half_each_time_until_it_is_long_ago() -> None:
    kind = ContributionKind.BETTER_ANSWER
    days = (on(1), on(5), on(9), on(20, 12) + timedelta(days=30))
    acts = tuple(
        act(number, kind, "a", at, contributor=who)
        for number, (at, who) in enumerate(zip(days, (WANG, LI, WANG, WANG), strict=True), 1)
    )
    inputs = ContributionInputs(acts=acts)
    assert [str(item.points) for item in of(inputs, WANG).items] == ["1.70", "0.43"]
    assert str(points(inputs)[LI]) == "0.85"
    assert str(points(inputs, month(2027, 1))[WANG]) == "1.70"


def test_one_word_mended_in_a_shipped_text_earns_little_of_its_success() -> None:
    made = (act(1, ContributionKind.CORRECTION, "a", on(1)),)
    inputs = ContributionInputs(acts=made, confirmed=confirmations(1, 40, "a", on(2)))
    confirmed = [i for i in of(inputs, WANG).items if i.measure == Rule.CONFIRMED.value]
    assert str(confirmed[0].points) == "0.24"  # 2 × 0.5/3.5 × 85 %


@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        (confirmations(1, 3, "a", on(2)), 3),
        (confirmations(1, 3, "a", on(2), joined=(WANG,)), 0),
        (confirmations(1, 3, "a", on(2), joined=(LI,)), 3),
        (confirmations(1, 3, "a", on(2), by_colleague=True), 0),
        (confirmations(1, 3, "a", on(1) - timedelta(hours=1)), 0),
        (tuple(Answer(n, 77, ("a",), on(2)) for n in range(5)), 1),
    ],
)
def test_which_confirmations_count(answers: tuple[Answer, ...], counted: int) -> None:
    inputs = ContributionInputs(acts=(new_entry(1, "a", on(1)),), confirmed=answers)
    items = [item for item in of(inputs, WANG).items if item.measure == Rule.CONFIRMED.value]
    assert sum((item.points for item in items), Decimal(0)) == Decimal("0.17") * counted


def test_credit_for_success_does_not_last_for_ever() -> None:
    acts = (new_entry(1, "a", on(1)),)
    for year, counts in ((2026, True), (2027, False)):
        at = on(30).replace(year=year)
        inputs = ContributionInputs(acts=acts, confirmed=confirmations(1, 3, "a", at))
        found = score_contributions(inputs, POLICY, month(year, 10))
        told = {item.measure for each in found for item in each.items}
        assert (Rule.CONFIRMED.value in told) is counts


def test_what_a_reversed_act_earned_in_every_month_is_taken_back_in_the_month_of_it() -> None:
    before = ContributionInputs(
        acts=(new_entry(1, "a", on(1)),),
        confirmed=(*confirmations(1, 5, "a", on(2)), *confirmations(50, 2, "a", on(3, 11))),
    )
    reversal = (Reversed(1, on(9, 12), "审核时看漏了"),)
    after = ContributionInputs(
        acts=before.acts, confirmed=before.confirmed, reversals=reversal
    )  # fmt: skip
    for period in (OCTOBER, NOVEMBER):
        assert points(after, period) == points(before, period)
    assert total(before, OCTOBER, NOVEMBER) > 0
    assert total(after, OCTOBER, NOVEMBER, DECEMBER) == 0
    [item] = of(after, WANG, DECEMBER).items
    assert item.sources == ("contribution:1", "reversal:1")
    assert "审核时看漏了" in item.why


def test_a_text_soon_withdrawn_earns_nothing_unless_its_time_was_over() -> None:
    made = (new_entry(1, "a", on(20)),)
    for expected, at, left in (
        (False, on(5, 11), Decimal(0)),
        (True, on(5, 11), Decimal("3.00")),
        (False, on(5, 12), Decimal("3.00")),
    ):
        texts = (Text(1, "a", on(20), "x", "q"), Text(2, "a", at, None, expected=expected))
        inputs = ContributionInputs(acts=made, texts=texts)
        assert total(inputs, OCTOBER, NOVEMBER, DECEMBER) == left


def test_going_back_to_an_earlier_wording_undoes_both_and_doing_it_again_counts_once() -> None:
    kind = ContributionKind.BETTER_ANSWER
    wordings = ("x", "y", "x", "y")
    acts = tuple(act(n, kind, "a", on(1 + 7 * n), contributor=n % 2 + 1) for n in (1, 2, 3))
    texts = tuple(Text(n, "a", on(1 + 7 * n), word, "q") for n, word in enumerate(wordings))
    back = ContributionInputs(acts=acts[:2], texts=texts[:3])
    assert total(back) == 0
    again = ContributionInputs(acts=acts, texts=texts)
    assert 0 < total(again) < total(ContributionInputs(acts=acts[:1], texts=texts[:2]))
    other_tags = Text(9, "a", on(28), "x", "q")
    assert total(ContributionInputs(acts=back.acts, texts=(*back.texts, other_tags))) == 0


def test_whoever_checked_a_text_answers_for_it_being_up_to_date() -> None:
    acts = (
        new_entry(1, "a", on(1)),
        act(2, ContributionKind.RECHECK, "a", on(5), contributor=CHEN),
    )
    for outdated, who, cost in ((True, CHEN, "-1.00"), (False, WANG, "-2.55")):
        found = ContributionInputs(acts=acts, upheld=(Upheld(1, "a", outdated, on(9), on(10)),))
        assert str(min(item.points for item in of(found, who).items)) == cost


def test_caps_are_told_where_they_bite() -> None:
    acts = tuple(new_entry(n, f"e{n}", on(n)) for n in range(1, 9))
    score = of(ContributionInputs(acts=acts), WANG)
    assert score.points == POLICY.caps.new_entry
    assert "到了每月上限，2.55 分只计 2.25 分" in score.items[5].why
    assert [(line.label, line.is_full) for line in cap_lines(score, POLICY)] == [
        ("新条目", True), ("合计", False),
    ]  # fmt: skip


def test_those_who_always_approve_each_other_review_for_nothing_and_at_most_a_b() -> None:
    trading = tuple(
        new_entry(n, f"e{n}", on(n), grade=Grade.A, contributor=who, reviewer=other)
        for n, (who, other) in enumerate([(WANG, CHEN), (CHEN, WANG)] * 4, start=1)
    )
    honest = tuple(
        new_entry(n, f"e{n}", on(n), grade=Grade.A, contributor=who, reviewer=ZHOU)
        for n, who in enumerate([WANG, CHEN] * 4, start=1)
    )
    assert points(ContributionInputs(acts=trading)) == {
        WANG: Decimal("10.20"),
        CHEN: Decimal("10.20"),
    }
    assert points(ContributionInputs(acts=honest))[WANG] == Decimal("15.00")
    reuse = tuple(Reuse(n, "e1", CHEN, on(20)) for n in range(4))
    assert points(ContributionInputs(acts=trading, reused=reuse))[WANG] == Decimal("10.20")
