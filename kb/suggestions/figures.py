"""A month's suggestions, summed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.clock import SHANGHAI
from kb.suggestions.steps import SuggestionJudgement, Thanks
from kb.suggestions.suggestion import Suggestion

TOLD_WITHIN = timedelta(days=7)
"""counted from the day a suggestion came"""


@dataclass(frozen=True, slots=True)
class Sums:
    """`in_time`: of those thanked, how many within a week."""

    label: str
    received: int
    adopted: int
    declined: int
    thanked: int
    in_time: int

    @property
    def waiting(self) -> int:
        return self.received - self.adopted - self.declined


@dataclass(frozen=True, slots=True)
class MonthOfSuggestions:
    month: date
    total: Sums
    by_category: Sequence[Sums]
    by_department: Sequence[Sums]


@dataclass(frozen=True, slots=True)
class _Line:
    suggestion: Suggestion
    adopted: bool | None
    thanked_at: datetime | None


def sum_month(session: Session, month: date) -> MonthOfSuggestions:
    """Of what came in the month, whatever became of it until today."""
    begin, end = month_bounds(month)
    found = (
        select(Suggestion, SuggestionJudgement.adopted, Thanks.at)
        .outerjoin(SuggestionJudgement, SuggestionJudgement.suggestion_number == Suggestion.number)
        .outerjoin(Thanks, Thanks.suggestion_number == Suggestion.number)
        .where(Suggestion.received_at >= begin, Suggestion.received_at < end)
    )
    lines = [_Line(*each) for each in session.execute(found)]
    return MonthOfSuggestions(
        month.replace(day=1),
        _sums("合计", lines),
        _grouped(lines, lambda each: each.category.label),
        _grouped(lines, lambda each: each.department.label if each.department else "尚未分类"),
    )


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """From its first midnight in Shanghai to that of the next month."""
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    begin, end = (datetime(each.year, each.month, 1, tzinfo=SHANGHAI) for each in (first, after))
    return begin, end


def _grouped(lines: Sequence[_Line], label_of: Callable[[Suggestion], str]) -> list[Sums]:
    counts = Counter(label_of(each.suggestion) for each in lines)
    return [
        _sums(label, [each for each in lines if label_of(each.suggestion) == label])
        for label, _ in counts.most_common()
    ]


def _sums(label: str, lines: Sequence[_Line]) -> Sums:
    thanked = [each for each in lines if each.thanked_at is not None]
    return Sums(
        label,
        received=len(lines),
        adopted=sum(each.adopted is True for each in lines),
        declined=sum(each.adopted is False for each in lines),
        thanked=len(thanked),
        in_time=sum(_in_time(each) for each in thanked),
    )


def _in_time(line: _Line) -> bool:
    thanked = line.thanked_at
    return thanked is not None and thanked - line.suggestion.received_at <= TOLD_WITHIN
