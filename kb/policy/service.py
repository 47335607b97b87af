"""When people answer."""

import re
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from kb.policy.strict import StrictPolicy

MINUTES_A_DAY = 24 * 60


def _to_minute(text: object) -> int:
    found = re.fullmatch(r"(\d\d):([0-5]\d)", text) if isinstance(text, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else MINUTES_A_DAY + 1
    if minute > MINUTES_A_DAY:
        raise ValueError("时刻应写成 00:00 到 24:00")
    return minute


def minute_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# Minutes since midnight in Shanghai, "HH:MM" in files.
Minute = Annotated[int, BeforeValidator(_to_minute), PlainSerializer(minute_text)]
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
    holiday: Periods | None = None
    """on public holidays; None: as on Sunday"""

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

    def periods(self, day: date) -> tuple[Period, ...]:
        return self.week()[day.weekday()]

    @model_validator(mode="after")
    def _some_service(self) -> Self:
        if not any(self.week()):
            raise ValueError("一周内至少要有一段服务时间")
        return self


class ServicePolicy(StrictPolicy):
    hours: ServiceHours
    one_question_seconds: int = Field(default=20, ge=0, le=120)
    """what a member says no longer than that after one another may be one question; 0: never"""

    @property
    def one_question(self) -> timedelta:
        return timedelta(seconds=self.one_question_seconds)
