"""What members are told from texts that nobody looked at again in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.answering.assistant import hidden_because
from kb.answering.caution import with_caution
from kb.answering.decision import Decision, Option
from kb.knowledge import PublishedEntry
from kb.policy.rechecks import Rechecks, WhenOverdue
from kb.search import ResidentIndex, index_entries
from kb.terms import Audience, DecisionKind, Reason
from kb.text import Analyzer, Lexicon
from shelves import entry

CHECKED = datetime(2026, 1, 1, tzinfo=UTC)
LATE = CHECKED + timedelta(days=100)
IN_TIME = CHECKED + timedelta(days=20)


def rules(when: WhenOverdue) -> Rechecks:
    return Rechecks(usual_days=30, usual_overdue=when)


def text(key: str, days: int = 0) -> PublishedEntry:
    return replace(entry(key), checked_at=CHECKED + timedelta(days=days))


@pytest.fixture
def index(cache: Path) -> ResidentIndex:
    never = entry("never-published-here")
    entries = [text("parking"), text("showers", days=5), never]
    return index_entries(entries, Analyzer(Lexicon(), cache))


def answered(*keys: str) -> Decision:
    options = tuple(Option(key, "问", "答", 0.9) for key in keys)
    return Decision(
        kind=DecisionKind.ANSWER, text="停车免费。", explanation="就是它。", entries=options
    )


def said(index: ResidentIndex, when: WhenOverdue, now: datetime, *keys: str) -> Decision:
    return with_caution(answered(*keys), index, rules(when), now)


def test_an_overdue_answer_says_since_when(index: ResidentIndex) -> None:
    found = said(index, WhenOverdue.CAUTION, LATE, "parking")
    assert found.text.startswith("停车免费。\n\n提醒您：这条内容应在2026年1月31日前核对")
    assert "2026-01-31" in found.explanation


def test_of_several_the_oldest_day_is_said(index: ResidentIndex) -> None:
    assert "1月31日" in said(index, WhenOverdue.CAUTION, LATE, "showers", "parking").text


@pytest.mark.parametrize(
    ("when", "now", "key"),
    [
        (WhenOverdue.CAUTION, IN_TIME, "parking"),
        (WhenOverdue.ANSWER, LATE, "parking"),
        (WhenOverdue.CAUTION, LATE, "never-published-here"),
        (WhenOverdue.CAUTION, LATE, "withdrawn-meanwhile"),
    ],
)
def test_otherwise_the_answer_is_as_it_was(
    index: ResidentIndex, when: WhenOverdue, now: datetime, key: str
) -> None:
    assert said(index, when, now, key) == answered(key)


def test_who_is_asked_back_is_not_warned(index: ResidentIndex) -> None:
    decision = replace(answered("parking", "showers"), kind=DecisionKind.CLARIFY)
    assert with_caution(decision, index, rules(WhenOverdue.CAUTION), LATE) is decision


@pytest.mark.parametrize(
    ("when", "audience", "now", "reason"),
    [
        (WhenOverdue.HOLD, Audience.MEMBER, LATE, Reason.OVERDUE),
        (WhenOverdue.HOLD, Audience.INTERNAL, LATE, None),
        (WhenOverdue.HOLD, Audience.MEMBER, IN_TIME, None),
        (WhenOverdue.CAUTION, Audience.MEMBER, LATE, None),
    ],
)
def test_what_policy_holds_back_is_shown_to_colleagues_only(
    index: ResidentIndex,
    when: WhenOverdue,
    audience: Audience,
    now: datetime,
    reason: Reason | None,
) -> None:
    document = index.documents["parking"]
    assert hidden_because(document, audience, now, rules(when)) is reason
