"""When complaints repeat, and when a month's are summed."""

from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy

Likeness = Annotated[float, Field(gt=0, lt=1)]


class ComplaintsPolicy(StrictPolicy):
    repeat_at: Annotated[int, Field(ge=2, le=100, strict=True)] = 3
    """so many alike call a corrective action"""
    within_days: Annotated[int, Field(ge=1, le=366, strict=True)] = 92
    alike_in_meaning: Likeness = 0.9
    alike_in_words: Likeness = 0.35
    """for a machine without an embedder"""
    monthly_day: Annotated[int, Field(ge=1, le=28, strict=True)] = 5
    """a month's complaints are summed for the manager by this day of the next"""
