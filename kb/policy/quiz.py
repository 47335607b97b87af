"""How colleagues' knowledge is tested."""

from typing import Annotated, Literal

from pydantic import Field

from kb.policy.strict import StrictPolicy


class QuizPolicy(StrictPolicy):
    questions: Annotated[int, Field(ge=1, le=50, strict=True)] = 10
    """fewer where the base has not so many that can be asked"""
    minutes: Annotated[int, Field(ge=1, le=120, strict=True)] = 5
    attempts_a_month: Annotated[int, Field(ge=1, le=31, strict=True)] = 3
    counts: Literal["best", "last"] = "best"
    """which of a month's attempts is the month's result"""
