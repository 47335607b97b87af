"""What a quiz came to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kb.quizzes.quiz import Quiz
from kb.terms import Category


@dataclass(frozen=True, slots=True)
class Topic:
    category: Category
    right: int
    asked: int


def by_topic(quizzes: Iterable[Quiz]) -> tuple[Topic, ...]:
    """In the order of the categories; what was not answered counts as not right."""
    asked = [each for quiz in quizzes for each in quiz.questions]
    found = (
        (category, [each for each in asked if each.category is category]) for category in Category
    )
    return tuple(
        Topic(category, sum(each.is_right for each in its), len(its))
        for category, its in found
        if its
    )


def counted(quizzes: Iterable[Quiz], counts: str, until: datetime) -> Quiz | None:
    """The month's result of one person: the best or the last of those that were over by then."""
    ended = [each for each in quizzes if each.over_at(until)]
    if counts == "last":
        return max(ended, key=lambda each: each.attempt, default=None)
    return max(ended, key=lambda each: (_share(each), -each.attempt), default=None)


def _share(quiz: Quiz) -> float:
    return quiz.right / len(quiz.questions)
