"""When people answer, and how soon."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from kb.policy.strict import StrictPolicy
from kb.terms import Level

MINUTES_A_DAY = 24 * 60


def _to_minute(text: object) -> int:
    found = re.fullmatch(r"(\d\d):([0-5]\d)", text) if isinstance(text, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else MINUTES_A_DAY + 1
    if minute > MINUTES_A_DAY:
        raise ValueError("时刻应写成 00:00 到 24:00")
    return minute


def _to_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# Minutes since midnight in Shanghai, "HH:MM" in files.
Minute = Annotated[int, BeforeValidator(_to_minute), PlainSerializer(_to_text)]
Period = tuple[Minute, Minute]


def _in_order(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    edges = [edge for period in periods for edge in period]
    if edges != sorted(set(edges)):
        raise ValueError("每段的结束须晚于开始，各段须按先后排列且不相接")
    return periods


Periods = Annotated[tuple[Period, ...], AfterValidator(_in_order)]


class ServiceHours(StrictPolicy):
    """Half-open periods in which people answer; an empty list is a day without service."""

    monday: Periods
    tuesday: Periods
    wednesday: Periods
    thursday: Periods
    friday: Periods
    saturday: Periods
    sunday: Periods

    def week(self) -> tuple[tuple[Period, ...], ...]:
        """The periods of the seven days, Monday first: week()[date.weekday()]."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )

    @model_validator(mode="after")
    def _some_service(self) -> Self:
        if not any(self.week()):
            raise ValueError("一周内至少要有一段服务时间")
        return self


Minutes = Annotated[int, Field(ge=1, le=7 * MINUTES_A_DAY, strict=True)]


class AnswerWithin(StrictPolicy):
    level_1: Minutes
    level_2: Minutes
    level_3: Minutes


class ServicePolicy(StrictPolicy):
    hours: ServiceHours
    answer_within_minutes: AnswerWithin

    def minutes(self, level: Level) -> int:
        """How long a person may take to answer: service time, for level 3 calendar time."""
        within = self.answer_within_minutes
        return {1: within.level_1, 2: within.level_2, 3: within.level_3}[level]
