"""What members suggest, and what became of it."""

from kb.suggestions.browse import (
    Course,
    Sought,
    SuggestionPage,
    course_of,
    list_suggestions,
)
from kb.suggestions.figures import MonthOfSuggestions, month_bounds, sum_month
from kb.suggestions.sight import find_visible, may_judge
from kb.suggestions.suggestion import Suggestion, SuggestionState, find_suggestion
from kb.suggestions.work import adopt, classify, decline, receive, thank

__all__ = [
    "Course",
    "MonthOfSuggestions",
    "Sought",
    "Suggestion",
    "SuggestionPage",
    "SuggestionState",
    "adopt",
    "classify",
    "course_of",
    "decline",
    "find_suggestion",
    "find_visible",
    "list_suggestions",
    "may_judge",
    "month_bounds",
    "receive",
    "sum_month",
    "thank",
]
