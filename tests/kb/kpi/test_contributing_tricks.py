"""That no trick pays: each is set beside honest work of the same effort, as many acts reviewed as
often."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

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
    joined,
    new_entry,
    on,
    points,
    total,
    uncapped,
)  # fmt: skip
from kb.contributions import ContributionKind, Grade, Uncredited
from kb.kpi.contributing import Act, ContributionInputs, Text

MONTHS = (OCTOBER, NOVEMBER, DECEMBER)
GRADES = st.sampled_from(Grade)

_MANY = settings(max_examples=50, deadline=None)


@_MANY
@given(st.integers(2, 8), st.integers(0, 60), GRADES)
def test_splitting_one_entry_does_not_pay(pieces: int, asked: int, grade: Grade) -> None:
    """What was split off is found by its wording, as when publishing."""
    whole = ContributionInputs(
        acts=(new_entry(1, "e0", on(1), grade=grade),),
        confirmed=confirmations(1, asked, "e0", on(2)),
    )
    parts = tuple(
        new_entry(n + 1, f"e{n}", on(1), grade=grade,
                  uncredited=Uncredited.SPLIT if n else None)
        for n in range(pieces)
    )  # fmt: skip
    spread = tuple(
        replace(each, entries=(f"e{each.conversation % pieces}",)) for each in whole.confirmed
    )
    assert total(ContributionInputs(acts=parts, confirmed=spread)) < total(whole)


@_MANY
@given(st.integers(4, 10), GRADES)
def test_trading_approvals_does_not_pay(times: int, honest: Grade) -> None:
    """The two give each other an A for what a third would have graded honestly with an A or a B."""
    grade = honest if honest is not Grade.C else Grade.B
    pairs = [(WANG, CHEN), (CHEN, WANG)] * times
    traded = tuple(
        new_entry(n, f"e{n}", on(1) + timedelta(hours=n), contributor=who, reviewer=other,
                  grade=Grade.A)
        for n, (who, other) in enumerate(pairs, 1)
    )  # fmt: skip
    reviewed = tuple(replace(each, reviewer=ZHOU, grade=grade) for each in traded)
    policy = uncapped()
    swap, fair = (
        points(ContributionInputs(acts=each), OCTOBER, policy) for each in (traded, reviewed)
    )
    assert swap[WANG] + swap[CHEN] <= fair[WANG] + fair[CHEN]
    assert sum(swap.values()) < sum(fair.values())


@_MANY
@given(st.integers(4, 8))
def test_approving_each_other_in_a_circle_does_not_pay(times: int) -> None:
    """Three who pass their texts on to the next one, against the same texts seen by whoever."""
    people = (WANG, CHEN, ZHOU)
    after = {WANG: CHEN, CHEN: ZHOU, ZHOU: WANG}
    before = {after[who]: who for who in people}
    circle = tuple(
        new_entry(n, f"e{n}", on(1) + timedelta(hours=n), contributor=who, reviewer=after[who],
                  grade=Grade.A)
        for n, who in enumerate(people * times, 1)
    )  # fmt: skip
    mixed = tuple(
        replace(each, grade=Grade.B, reviewer=(after, before)[n // 3 % 2][each.contributor])
        for n, each in enumerate(circle)
    )
    policy = uncapped()
    around, fair = (
        points(ContributionInputs(acts=each), OCTOBER, policy) for each in (circle, mixed)
    )
    assert all(around[who] < fair[who] for who in people)


@_MANY
@given(st.integers(1, 60))
def test_asking_and_rating_oneself_does_not_pay(times: int) -> None:
    """In conversations that a colleague opened, or that one wrote in."""
    made = ContributionInputs(acts=(new_entry(1, "a", on(1)),))
    for way in ({"by_colleague": True}, {"joined": (WANG, ZHOU)}):
        own = ContributionInputs(confirmed=confirmations(1, times, "a", on(2), **way))
        assert points(joined(made, own)) == points(made)
    gap = act(1, ContributionKind.GAP_CLOSED, "a", on(1), asked=0, begins=True)
    asked = ContributionInputs(
        acts=(gap,), answered=confirmations(1, times, "a", on(2), by_colleague=True)
    )
    assert points(asked) == points(made)


@_MANY
@given(st.integers(2, 12), st.sampled_from((Uncredited.DUPLICATE, Uncredited.SPLIT)), st.booleans())
def test_publishing_near_duplicates_does_not_pay(
    copies: int, why: Uncredited, found_at_once: bool
) -> None:
    """Found while publishing it costs a point; found later it is withdrawn."""
    acts = tuple(
        new_entry(n, f"e{n}", on(1) + timedelta(hours=n),
                  uncredited=why if found_at_once else None)
        for n in range(1, copies + 1)
    )  # fmt: skip
    texts = tuple(Text(99 + n, f"e{n}", on(25), None) for n in range(1, copies + 1))
    history = ContributionInputs(acts=acts, texts=() if found_at_once else texts)
    assert total(history) <= 0


@_MANY
@given(st.integers(1, 6), st.sampled_from(((WANG,), (WANG, LI))))
def test_editing_back_and_forth_does_not_pay(turns: int, editors: tuple[int, ...]) -> None:
    kind = ContributionKind.BETTER_ANSWER
    acts = tuple(
        act(n, kind, "a", on(1) + timedelta(days=3 * n), contributor=editors[n % len(editors)])
        for n in range(1, 2 * turns + 1)
    )
    texts = tuple(
        Text(n, "a", on(1) + timedelta(days=3 * n), "xy"[n % 2], "q") for n in range(2 * turns + 1)
    )
    there_and_back = ContributionInputs(acts=acts, texts=texts)
    assert total(there_and_back, *MONTHS) == 0
    ends_elsewhere = ContributionInputs(acts=acts[:-1], texts=texts[:-1])
    once = ContributionInputs(acts=acts[:1], texts=texts[:2])
    assert total(ends_elsewhere, *MONTHS) <= total(once, *MONTHS)


@_MANY
@given(st.integers(1, 40), st.integers(1, 200))
def test_mass_variants_do_not_pay(acts: int, wordings: int) -> None:
    """So many on one entry, against one careful set of five and as many honest acts elsewhere."""
    flood = tuple(
        act(n, ContributionKind.VARIANTS, "a", on(1) + timedelta(hours=n), wordings=wordings)
        for n in range(1, acts + 1)
    )
    spread = tuple(replace(each, entry=f"e{each.id}", wordings=5) for each in flood)
    policy = uncapped()
    flooded, honest = (
        points(ContributionInputs(acts=each), OCTOBER, policy)[WANG] for each in (flood, spread)
    )
    assert flooded <= honest
    assert flooded <= 2 * POLICY.points.variants * POLICY.points.most_variants


@_MANY
@given(st.integers(1, 40))
def test_checking_again_what_is_not_due_does_not_pay(times: int) -> None:
    due = on(1).date() + timedelta(days=200)
    acts: tuple[Act, ...] = tuple(
        act(n, ContributionKind.RECHECK, f"e{n}", on(2), due=due) for n in range(1, times + 1)
    )
    assert total(ContributionInputs(acts=acts)) == 0
