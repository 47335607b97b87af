"""What is counted of one conversation and of one clock, whatever the order of its rows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.deadlines.stage_clock import ClockEventKind
from kb.reports.tallies import Cell, Measured
from kb.reports.tallies.counting import Run, Talk, Told, Turned
from world import shanghai

DAY = date(2026, 11, 18)
NOON = shanghai(2026, 11, 18, 12)
LATE = shanghai(2026, 11, 18, 23, 59)


def told(key: int, verb: str, about: str, at: datetime = NOON, **details: Any) -> Told:
    kind, _, number = about.partition(":")
    return Told(key, at, verb, kind, int(number), details)


def answered(key: int, about: str, at: datetime = NOON, **more: Any) -> Told:
    details = {"decision": "answer", "reason": None, "level": 1, "category": "venue"}
    return told(key, "decided", about, at, **(details | {"entries": ["parking"]} | more))


def judged(key: int, about: str, at: datetime, helpful: bool, reason: str | None = None) -> Told:
    return told(key, "judged", about, at, helpful=helpful, reason=reason, before=None)


def opened(key: int, at: datetime = NOON) -> Told:
    return told(key, "opened", "ticket:1001", at, level=1, category="venue", reason="level_2")


def counted(*rows: Told) -> dict[tuple[date, str, str], int]:
    amounts = Talk("online", rows).count()
    return {(cell.day, cell.measure.value, cell.key): count for cell, count in amounts.items()}


def endings(*rows: Told) -> dict[str, int]:
    return {key: n for (_, measure, key), n in counted(*rows).items() if measure == "answers"}


MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("later", "ending"),
    [
        ([], "silent"),
        ([judged(9, "message:1", NOON + A_DAY, True)], "confirmed"),
        ([judged(9, "message:1", NOON, False)], "denied"),
        ([judged(8, "message:1", NOON, False), judged(9, "message:1", NOON, True)], "confirmed"),
        ([answered(9, "message:3", NOON + MINUTE, decision="handoff", reason="no_knowledge")],
         "went_on"),
        ([answered(9, "message:3", NOON + MINUTE, decision="smalltalk")], "silent"),
        ([answered(9, "message:3", NOON + A_DAY + MINUTE, decision="clarify")], "silent"),
        ([opened(9, NOON + MINUTE)], "went_on"),
        ([opened(9, NOON + MINUTE), judged(10, "message:1", NOON, True)], "confirmed"),
    ],
)  # fmt: skip
def test_an_answer_ends_in_one_way(later: list[Told], ending: str) -> None:
    assert endings(answered(5, "message:1"), *later) == {ending: 1}


def test_a_question_counts_on_its_day_in_shanghai_by_what_was_decided() -> None:
    assert counted(
        answered(1, "message:1", LATE),
        answered(2, "message:3", LATE + MINUTE, decision="smalltalk"),
        answered(3, "message:5", LATE + MINUTE, decision="handoff", reason="level_2", entries=[]),
    ) == {
        (DAY, "questions", "answer"): 1,
        (DAY, "hours", "23"): 1,
        (DAY, "entries", "parking"): 1,
        (DAY, "answers", "went_on"): 1,
        (DAY + A_DAY, "questions", "handoff"): 1,
        (DAY + A_DAY, "hours", "00"): 1,
        (DAY + A_DAY, "handovers", "level_2"): 1,
    }


@pytest.mark.parametrize(
    ("reason", "wrong"), [("wrong", 1), ("outdated", 1), ("not_asked", 1), ("incomplete", 0)]
)
def test_an_answer_is_wrong_when_the_member_says_so(reason: str, wrong: int) -> None:
    found = counted(
        answered(1, "message:1"), judged(2, "message:1", NOON + 9 * A_DAY, False, reason)
    )
    assert found[DAY, "verdict_reasons", reason] == 1
    assert found.get((DAY, "entries_wrong", "parking"), 0) == wrong


def test_a_ticket_counts_by_its_last_level_and_category() -> None:
    rows = (
        opened(1),
        told(2, "level_changed", "ticket:1001", before=1, after=2),
        told(3, "triage_corrected", "ticket:1001", level=3, category="shop"),
        told(4, "closed", "ticket:1001", LATE),
        told(5, "rated", "ticket:1001", LATE + MINUTE, satisfaction="dissatisfied", reason=None),
    )
    place = ("shop", "phone", 3)
    assert Talk("phone", rows).count() == {
        Cell(DAY, Measured.OPENED, "level_2", *place): 1,
        Cell(DAY, Measured.CLOSED, "dissatisfied", *place): 1,
        Cell(DAY + A_DAY, Measured.RATINGS, "dissatisfied", *place): 1,
        Cell(DAY + A_DAY, Measured.RATING_REASONS, "unsaid", *place): 1,
    }


def test_a_ticket_opened_again_is_not_closed_and_keeps_its_rating() -> None:
    rows = [
        opened(1),
        told(2, "closed", "ticket:1001"),
        told(3, "rated", "ticket:1001", NOON + MINUTE, satisfaction="neutral", reason=None),
        told(4, "reopened", "ticket:1001", NOON + A_DAY),
    ]
    assert counted(*rows)[DAY, "ratings", "neutral"] == 1
    assert (DAY, "closed", "neutral") not in counted(*rows)
    rows.append(told(5, "closed", "ticket:1001", NOON + 2 * A_DAY))
    assert counted(*rows)[DAY + 2 * A_DAY, "closed", "unsaid"] == 1


STARTED, BREACHED, STOPPED = (
    ClockEventKind.STARTED,
    ClockEventKind.BREACHED,
    ClockEventKind.STOPPED,
)
MET, MISSED = Measured.CLOCKS_MET, Measured.CLOCKS_BREACHED


@pytest.mark.parametrize(
    ("events", "named_end", "wanted"),
    [
        ([(STARTED, 1, NOON), (STOPPED, 1, LATE)], False, {(DAY, MET): 1}),
        ([(STARTED, 1, NOON), (STOPPED, 1, LATE, "not acted")], False, {}),
        ([(STARTED, 1, NOON)], False, {}),
        ([(STARTED, 1, NOON), (BREACHED, 1, LATE + A_DAY)], False, {(DAY, MISSED): 1}),
        ([(BREACHED, 1, LATE), (STOPPED, 1, LATE + A_DAY)], False, {(DAY, MISSED): 1}),
        ([(STARTED, 2, NOON)], False, {(DAY, MET): 1}),
        ([(STARTED, 2, NOON)], True, {}),
        ([(BREACHED, 1, LATE), (STARTED, 2, LATE), (STOPPED, 2, LATE + A_DAY)], False,
         {(DAY, MISSED): 1, (DAY + A_DAY, MET): 1}),
    ],
)  # fmt: skip
def test_a_round_of_a_clock_is_kept_or_missed_once(
    events: list[tuple[Any, ...]], named_end: bool, wanted: dict[Any, int]
) -> None:
    """All of them run out at the end of the day."""
    turned = [
        Turned(key, at, kind, number, LATE, not rest)
        for key, (kind, number, at, *rest) in enumerate(events, 1)
    ]
    found = Run("ticket/answer", 2, named_end, turned).count()
    assert {(cell.day, cell.measure): count for cell, count in found.items()} == wanted


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, 3000).map(lambda minutes: NOON + minutes * MINUTE)


def rows() -> st.SearchStrategy[list[Told]]:
    asked = st.builds(
        lambda number, at, decision: answered(
            0, f"message:{number}", at, decision=decision, reason="level_2"
        ),
        *(st.integers(1, 3), moments(), st.sampled_from(["answer", "handoff", "smalltalk"])),
    )
    said = st.builds(
        lambda number, at, helpful: judged(0, f"message:{number}", at, helpful),
        *(st.integers(1, 3), moments(), st.booleans()),
    )
    verbs = st.sampled_from(["opened", "closed", "reopened", "rated"])
    ticket = st.builds(
        lambda verb, at: told(
            0, verb, "ticket:1001", at, level=1, category="venue", reason="wrong",
            satisfaction="dissatisfied",
        ),
        *(verbs, moments()),
    )  # fmt: skip
    numbered = st.lists(st.one_of(asked, said, ticket), max_size=12)
    return numbered.map(lambda some: [_numbered(each, key) for key, each in enumerate(some, 1)])


def _numbered(row: Told, key: int) -> Told:
    return Told(key, row.at, row.verb, row.subject_type, row.subject_id, row.details)


@given(rows=rows(), data=st.data())
def test_steps_of_any_length_add_up_whatever_the_order(
    rows: list[Told], data: st.DataObject
) -> None:
    talk = Talk("online", data.draw(st.permutations(rows)))
    marks = sorted(data.draw(st.sets(st.integers(0, len(rows)), max_size=4)))
    total = talk.upto(0).count()
    for before, after in zip([0, *marks], [*marks, len(rows)], strict=True):
        total.update(talk.upto(after).count())
        total.subtract(talk.upto(before).count())
    assert +total == Talk("online", rows).count()
    assert not -total
