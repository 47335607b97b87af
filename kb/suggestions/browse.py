from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.suggestions.sight import visible_to
from kb.suggestions.steps import Classification, SuggestionJudgement, Thanks
from kb.suggestions.suggestion import Suggestion, SuggestionState
from kb.terms import Category, Department

PAGE = 25


@dataclass(frozen=True, slots=True)
class Sought:
    state: SuggestionState | None = None
    category: Category | None = None
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """`number` counts from 1; `total` is of suggestions on all pages."""

    rows: Sequence[Suggestion]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Course:
    """What was done with one suggestion, in order."""

    classifications: Sequence[Classification]
    judgement: SuggestionJudgement | None
    thanks: Thanks | None


def list_suggestions(
    session: Session, by: Person, sought: Sought, number: int = 1
) -> SuggestionPage:
    """What waits first, oldest first; then what is done, newest first."""
    found = select(Suggestion).where(visible_to(by))
    if sought.state:
        found = found.where(Suggestion.state == sought.state)
    if sought.category:
        found = found.where(Suggestion.category == sought.category)
    if sought.department:
        found = found.where(Suggestion.department == sought.department)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    done = Suggestion.state == SuggestionState.THANKED
    page = found.order_by(done, Suggestion.number).offset((number - 1) * PAGE).limit(PAGE)
    return SuggestionPage(list(session.scalars(page)), number, total)


def course_of(session: Session, suggestion: Suggestion) -> Course:
    steps = (
        select(Classification)
        .where(Classification.suggestion_number == suggestion.number)
        .order_by(Classification.id)
    )
    return Course(
        list(session.scalars(steps)),
        session.get(SuggestionJudgement, suggestion.number),
        session.get(Thanks, suggestion.number),
    )
