"""How often a text in force is looked at again, and what becomes of one that was not."""

from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy
from kb.terms import Category, LabelledEnum

Days = Annotated[int, Field(ge=1, le=3660, strict=True)]


class WhenOverdue(LabelledEnum):
    ANSWER = "answer", "照常回答"
    CAUTION = "caution", "回答时注明日期"
    HOLD = "hold", "先不回答，转人工"


class Rechecks(StrictPolicy):
    """A text with a review date of its own keeps to that one; `days` count from when it was last
    found right."""

    usual_days: Days = 365
    days: dict[Category, Days] = {}
    """by how soon a category changes"""
    grace_days: Annotated[int, Field(ge=0, le=366, strict=True)] = 0
    """for members a text is overdue only so many days after it fell due"""
    usual_overdue: WhenOverdue = WhenOverdue.CAUTION
    overdue: dict[Category, WhenOverdue] = {}
    spot_check_every: Annotated[int, Field(ge=1, le=1000, strict=True)] = 5
    """of the tickets that name an entry, each so-manieth is looked at by a maintainer"""

    def days_of(self, category: Category) -> int:
        return self.days.get(category, self.usual_days)

    def when_overdue(self, category: Category) -> WhenOverdue:
        return self.overdue.get(category, self.usual_overdue)
