"""What a ticket's history says of those who worked on it: pure, in any order of rows."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.kpi.agents import score_agents
from kb.kpi.canonical import canonical, checksum
from kb.kpi.course import Course, Happening
from kb.kpi.inputs import Counted, Rated, Round, ServiceInputs, Timed
from kb.period import month_of
from kb.policy.kpi import KpiPolicy
from kb.terms import Level
from world import AFTERNOON, shanghai

WANG, LI = 1, 2
WEEK = timedelta(days=7)


def course(*rows: tuple[float, str, int | None], **more: object) -> Course:
    """Rows of minutes, verb, who; `more` by the verb it belongs to."""
    return Course(
        1001,
        [
            replace(
                Happening(number, AFTERNOON + timedelta(minutes=minutes), by, verb),
                **more.get(verb, {}),  # type: ignore[arg-type]
            )
            for number, (minutes, verb, by) in enumerate(rows, start=1)
        ],
    )


def seconds(_level: Level, begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds())


@pytest.mark.parametrize(
    ("rows", "holder"),
    [
        ((), None),
        (((1, "taken", WANG),), WANG),
        (((1, "replied", WANG),), WANG),
        (((1, "taken", WANG), (2, "handed_on", WANG)), LI),
        (((1, "assigned", LI),), WANG),
        (((1, "assigned", None),), WANG),
        (((1, "taken", WANG), (2, "closed", WANG), (3, "reopened", None)), WANG),
        (((1, "taken", WANG), (2, "taken_over", LI)), LI),
        (((1, "taken", WANG), (2, "given_back", WANG)), None),
        (((1, "taken", WANG), (2, "updated", LI)), WANG),
    ],
)
def test_who_holds_it(rows: tuple[tuple[float, str, int]], holder: int | None) -> None:
    made = course((0, "opened", None), *rows, handed_on={"to": LI},
                  assigned={"to": WANG})  # fmt: skip
    assert made.stand_at(AFTERNOON + timedelta(minutes=5)).holder == holder


def test_it_goes_back_to_the_queue_when_its_holder_is_gone() -> None:
    made = course((0, "opened", None), (1, "taken", WANG), (2, "closed", WANG),
                  (3, "reopened", None), reopened={"freed": True})  # fmt: skip
    assert made.stand_at(AFTERNOON + timedelta(minutes=5)).holder is None


@pytest.mark.parametrize(
    ("rows", "who"),
    [
        ((), None),
        (((3, "taken", WANG),), WANG),
        (((5, "taken", WANG),), WANG),
        (((1, "taken", WANG), (4, "handed_on", WANG)), WANG),
        (((3, "taken", WANG), (3.5, "handed_on", WANG)), LI),
        (((1, "taken", WANG), (4, "given_back", WANG)), WANG),
        (((1, "taken", WANG), (2, "given_back", WANG)), None),
        (((1, "taken", WANG), (2, "given_back", WANG), (4.5, "taken", LI)), None),
        (((-3, "taken", WANG), (1, "taken_over", LI)), LI),
    ],
)
def test_what_was_missed_is_theirs_who_held_it_longest(
    rows: tuple[tuple[float, str, int]], who: int | None
) -> None:
    """From the beginning of the round; passing it on at the last moment helps nobody."""
    made = course((-4, "opened", None), *rows, handed_on={"to": LI})
    assert made.held_longest(AFTERNOON, AFTERNOON + timedelta(minutes=5), seconds) == who


SPOKEN = ((0, "opened", WANG), (4, "replied", WANG), (4, "closed", WANG))
BACK = ((60, "reopened", None), (70, "replied", LI), (80, "closed", LI))


@pytest.mark.parametrize(
    ("rows", "kinds", "closed"),
    [
        (SPOKEN, ["on_the_spot"], []),
        ((*SPOKEN, *BACK), ["on_the_spot", "reopening"], [LI]),
    ],
)
def test_what_was_answered_on_the_spot_is_counted_by_itself(
    rows: tuple[tuple[float, str, int | None]], kinds: list[str], closed: list[int]
) -> None:
    made = Course(1001, course(*rows).happenings, on_the_spot=True)
    assert [each.kind for each in made.counted(WEEK)] == kinds
    assert [each.person for each in made.closings(seconds)] == closed
    assert list(made.responses(seconds)) == []
    assert made.first_time(WEEK) is None


def test_only_a_members_rating_counts() -> None:
    done = ((0, "opened", None), (5, "replied", WANG), (9, "closed", WANG))
    bad = {"satisfaction": "dissatisfied"}
    by_member, by_colleague = (course(*done, (10, "rated", by), rated=bad) for by in (None, WANG))
    assert [len(list(each.ratings())) for each in (by_member, by_colleague)] == [1, 0]
    told = [each.first_time(WEEK) for each in (by_member, by_colleague)]
    assert [each.right for each in told if each] == [False, True]


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        (((5, "replied", WANG),), None),
        (((5, "replied", WANG), (9, "closed", WANG)), True),
        (((5, "replied", WANG), (6, "reopened", None), (9, "closed", WANG)), False),
        (((5, "replied", WANG), (9, "closed", WANG), (99, "reopened", None)), False),
        (((5, "replied", WANG), (9, "closed", WANG), (99, "rated", None)), False),
        (((5, "replied", WANG), (9, "closed", WANG), (9 + 7 * 1440, "reopened", None)), True),
        (((5, "replied", WANG), (9, "closed", WANG), (8 + 7 * 1440, "reopened", None)), False),
    ],
)
def test_right_the_first_time(
    rows: tuple[tuple[float, str, int | None]], right: bool | None
) -> None:
    made = course((0, "opened", None), *rows, rated={"satisfaction": "neutral",
                                                     "reason": "unsolved"})  # fmt: skip
    found = made.first_time(WEEK)
    assert (found.right if found else None) == right
    assert found is None or found.person == WANG


def test_a_changed_rating_counts_once_and_after_another_closing_anew() -> None:
    made = course(
        (0, "opened", None), (5, "replied", WANG), (9, "closed", WANG), (10, "rated", None),
        (20, "rated", None), (30, "reopened", None), (40, "replied", LI), (50, "closed", LI),
        (60, "rated", None), rated={"satisfaction": "satisfied"},
    )  # fmt: skip
    given = [(each.person, each.at, each.source) for each in made.ratings()]
    assert given == [
        (WANG, AFTERNOON + timedelta(minutes=10), "history:5"),
        (LI, AFTERNOON + timedelta(minutes=60), "history:9"),
    ]


@pytest.mark.parametrize(
    ("moment", "in_month"),
    [
        (shanghai(2026, 12, 31, 23, 59), "2026-12"),
        (shanghai(2027, 1, 1), "2027-01"),
        (shanghai(2026, 10, 31, 23, 59), "2026-10"),
        (shanghai(2026, 11, 1), "2026-11"),
    ],
)
def test_a_year_and_a_month_turn_at_midnight_in_shanghai(moment: datetime, in_month: str) -> None:
    assert month_of(moment).key == in_month


def facts(chance: Random) -> ServiceInputs:
    def at() -> datetime:
        return AFTERNOON + timedelta(minutes=chance.randrange(10**4))

    people = (WANG, LI, 3)
    return ServiceInputs(
        responses=tuple(
            Timed(chance.choice(people), 1000 + n, chance.choice(list(Level)), at(),
                  chance.randrange(9000), f"history:{n}")
            for n in range(12)
        ),
        rounds=tuple(
            Round(chance.choice((None, *people)), None, "answer", at(), chance.random() < 0.7,
                  f"clock_event:{n}")
            for n in range(12)
        ),
        ratings=tuple(
            Rated(chance.choice(people), at(), chance.choice(("satisfied", "dissatisfied")), None,
                  f"history:{100 + n}")
            for n in range(6)
        ),
        counted=tuple(
            Counted(chance.choice(people), chance.choice(("advice", "reopening")), at(),
                    f"history:{200 + n}")
            for n in range(6)
        ),
    )  # fmt: skip


@given(st.integers(0, 10**6))
@settings(max_examples=50)
def test_the_order_of_facts_changes_no_byte(seed: int) -> None:
    chance, policy = Random(seed), KpiPolicy()
    given_facts = facts(chance)
    shuffled = ServiceInputs(
        **{
            name: tuple(chance.sample(kind, len(kind)))
            for name in ServiceInputs.__slots__
            if (kind := getattr(given_facts, name)) is not None
        }
    )
    assert checksum(shuffled) == checksum(given_facts)
    one, other = (score_agents(each, {}, {}, policy) for each in (given_facts, shuffled))
    assert canonical(one) == canonical(other)
    agents, _ = one
    for agent in agents:
        assert agent.scored.score is None or 0 <= agent.scored.score <= 100
