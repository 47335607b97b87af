"""What holds of contributions whatever happened."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

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
    on,
    points,
)  # fmt: skip
from kb.contributions import ContributionKind, Grade, Uncredited
from kb.kpi.contributing import (
    Act,
    Answer,
    ContributionInputs,
    Past,
    Reuse,
    Reversed,
    Text,
    Upheld,
    score_contributions,
)  # fmt: skip
from kb.kpi.contributing.rules import Rule

MONTHS = (OCTOBER, NOVEMBER, DECEMBER)
ENTRIES = ("a", "b", "c")
PEOPLE = (WANG, CHEN, ZHOU, LI)
WHEN = st.integers(0, 91 * 24).map(lambda hours: on(1) + timedelta(hours=hours))
GRADES = st.sampled_from(Grade)
COUNTS = st.integers(1, 6)


@st.composite
def histories(draw: st.DrawFn) -> ContributionInputs:
    """A quarter in which anything happens to three entries."""
    acts, texts = [], []
    moments = sorted(draw(st.lists(WHEN, min_size=1, max_size=12)))
    seen: set[str] = set()
    for number, at in enumerate(moments, start=1):
        entry = draw(st.sampled_from(ENTRIES))
        kind = draw(st.sampled_from(ContributionKind)) if entry in seen else _FIRST
        who, reviewer = draw(st.permutations(PEOPLE))[:2]
        acts.append(
            act(
                number, kind, entry, at, contributor=who, grade=draw(GRADES),
                reviewer=None if kind is ContributionKind.RECHECK else reviewer,
                uncredited=draw(st.sampled_from((None, None, None, *Uncredited))),
                asked=draw(COUNTS), wordings=draw(COUNTS), begins=entry not in seen,
            )
        )  # fmt: skip
        said = draw(st.sampled_from(("x", "y", "z"))) if draw(st.integers(0, 9)) else None
        texts.append(Text(number, entry, at, said, "q"))
        seen.add(entry)
    return draw(outcomes(tuple(acts), tuple(texts)))


@st.composite
def outcomes(draw: st.DrawFn, acts: tuple[Act, ...], texts: tuple[Text, ...]) -> ContributionInputs:
    named = st.sampled_from(sorted({each.entry for each in acts}))
    answers = [
        Answer(n, n // 2, (draw(named),), draw(WHEN), joined=(draw(st.sampled_from(PEOPLE)),))
        for n in range(draw(st.integers(0, 20)))
    ]
    reused = [
        Reuse(n, draw(named), draw(st.sampled_from(PEOPLE)), draw(WHEN))
        for n in range(draw(st.integers(0, 6)))
    ]
    reversed_acts = draw(st.sets(st.sampled_from(range(1, len(acts) + 1)), max_size=3))
    reversals = [
        Reversed(n, max(acts[n - 1].at, draw(WHEN)), "看漏了") for n in sorted(reversed_acts)
    ]
    upheld = [
        Upheld(n, draw(named), draw(st.booleans()), at, at + timedelta(days=2))
        for n, at in enumerate(draw(st.lists(WHEN, max_size=2)))
    ]
    return ContributionInputs(
        acts=acts, texts=texts, reversals=tuple(reversals), reused=tuple(reused),
        confirmed=tuple(answers), answered=tuple(answers[::2]), upheld=tuple(upheld),
    )  # fmt: skip


_FIRST = ContributionKind.NEW_ENTRY
_MANY = settings(max_examples=50, deadline=None)


@_MANY
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(history: ContributionInputs, random: Random) -> None:
    shuffled = {
        name: tuple(random.sample(rows, len(rows)))
        for name in history.__dataclass_fields__
        if (rows := getattr(history, name))
    }
    for month in MONTHS:
        was = score_contributions(history, POLICY, month)
        assert score_contributions(replace(history, **shuffled), POLICY, month) == was


@_MANY
@given(histories(), st.lists(st.integers(0, 20), min_size=1, max_size=4))
def test_what_was_reckoned_before_changes_no_score(
    history: ContributionInputs, known: list[int]
) -> None:
    """As outcomes come in, and whatever was known in between."""
    for month in MONTHS:
        past = Past(history, POLICY, month)
        for count in (*known, 20):
            so_far = replace(
                history,
                confirmed=history.confirmed[:count],
                answered=history.answered[:count],
                reused=history.reused[: count // 3],
                upheld=history.upheld[: count // 9],
            )
            fresh = score_contributions(so_far, POLICY, month)
            assert score_contributions(so_far, POLICY, month, past) == fresh


@_MANY
@given(histories())
def test_no_cap_is_passed_and_points_are_the_sum_of_their_items(
    history: ContributionInputs,
) -> None:
    caps = dict(POLICY.caps)
    for month in MONTHS:
        for score in score_contributions(history, POLICY, month):
            assert score.points == sum((each.points for each in score.items), Decimal(0))
            earned = [each for each in score.items if each.points > 0]
            assert sum((each.points for each in earned), Decimal(0)) <= caps["total"]
            for rule in Rule:
                found = [each.points for each in earned if each.measure == rule.value]
                assert sum(found, Decimal(0)) <= caps.get(rule.name.lower(), Decimal(0))


@_MANY
@given(histories(), histories())
def test_what_happens_later_moves_no_earlier_month(
    history: ContributionInputs, more: ContributionInputs
) -> None:
    """Another such quarter follows on the same entries, and everything is reversed in it."""
    end = timedelta(days=92)
    later = joined(
        _moved(more, end),
        ContributionInputs(
            reversals=tuple(
                Reversed(each.id, DECEMBER.end + timedelta(days=9), "看漏了")
                for each in history.acts
            )
        ),
    )
    for month in MONTHS:
        was = score_contributions(history, POLICY, month)
        assert score_contributions(joined(history, later), POLICY, month) == was


def _moved(history: ContributionInputs, by: timedelta) -> ContributionInputs:
    far = 1000
    return ContributionInputs(
        acts=tuple(
            replace(
                each, id=each.id + far, number=each.number + far, at=each.at + by,
                since=each.since + by, begins=False,
            )
            for each in history.acts
        ),
        texts=tuple(replace(e, number=e.number + far, at=e.at + by) for e in history.texts),
        confirmed=tuple(
            replace(e, outcome=e.outcome + far, at=e.at + by) for e in history.confirmed
        ),
        reused=tuple(replace(e, ticket=e.ticket + far, at=e.at + by) for e in history.reused),
        upheld=tuple(
            replace(e, task=e.task + far, at=e.at + by, reported_at=e.reported_at + by)
            for e in history.upheld
        ),
    )  # fmt: skip


@_MANY
@given(histories())
def test_what_is_reversed_sums_to_zero_over_all_months(history: ContributionInputs) -> None:
    """Every act is reversed at the end: what is left are the costs, and nobody's gain."""
    end = on(30, 12) + timedelta(days=3)
    known = {each.act for each in history.reversals}
    everything = tuple(
        Reversed(each.id, end, "看漏了") for each in history.acts if each.id not in known
    )
    after = replace(history, reversals=(*history.reversals, *everything))
    january = OCTOBER.__class__("2027-01", "", DECEMBER.end, DECEMBER.end + timedelta(days=31))
    costs = {Rule.WRONG.value, Rule.OUTDATED.value, Rule.DUPLICATE.value}
    left: dict[int, Decimal] = {}
    for month in (*MONTHS, january):
        for score in score_contributions(after, POLICY, month):
            for item in score.items:
                if item.measure not in costs:
                    left[score.person] = left.get(score.person, Decimal(0)) + item.points
    assert not any(left.values())


@_MANY
@given(histories(), st.sampled_from(ENTRIES), COUNTS)
def test_honest_success_never_costs_anybody_anything(
    history: ContributionInputs, entry: str, count: int
) -> None:
    more = ContributionInputs(confirmed=confirmations(9000, count, entry, on(20, 11)))
    before, after = points(history, NOVEMBER), points(joined(history, more), NOVEMBER)
    assert all(after[person] >= was for person, was in before.items())
