"""When, and for whom, what a clause states holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from kb.text.query import Mention

ALL_DAY = (0, 24 * 60)
WEEK = frozenset(range(1, 8))
HOLIDAY = 8
TO = r" ?[到至\-~–—] ?"
_DAY = {day: number for number, day in enumerate("一二三四五六日", 1)} | {"天": 7}
DAYS = re.compile(
    rf"周([一二三四五六日天])(?:{TO}周?([一二三四五六日天]))?|(周末|(?<![\d个])工作日|平时|每天|每日|每晚|节假日)"
)
_NAMED = {
    "周末": frozenset({6, 7}),
    "工作日": frozenset(range(1, 6)),
    "平时": frozenset(range(1, 6)),
    **dict.fromkeys(("每天", "每日", "每晚"), WEEK),
    "节假日": frozenset({HOLIDAY}),
}
HOURS = re.compile(
    rf"(\d{{1,2}}):(\d\d)(?:{TO}(?:次日)?(\d{{1,2}}):(\d\d))? ?(以后|之后|后|起|以前|之前|前)?"
)
_LIMIT = re.compile(
    r"(?P<least>不低于|不小于|(?<![不未])满|超过)?(?P<most>不满|未满|不超过|低于)?"
    r"(?P<number>\d{1,9}(?:\.\d{1,4})?)(?:周?(?P<age>岁)|米)(?:(?P<upward>及?以上)|(?P<downward>及?以下|以内))?"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is not named is left open. `limits`: from and until which age (岁) or height (米)."""

    days: frozenset[int] = frozenset()
    """1 to 7, and 8 for holidays"""
    holidays: frozenset[str] = frozenset()
    """those with a name: 国庆"""
    window: tuple[int, int] = ALL_DAY
    """the part of the day, in minutes"""
    limits: tuple[tuple[str, float, float], ...] = ()

    @property
    def names_a_day(self) -> bool:
        return bool(self.days or self.holidays)

    def within(self, above: "Condition") -> "Condition":
        """What is left open here is as the text above says."""
        day = self if self.names_a_day else above
        return Condition(
            days=day.days,
            holidays=day.holidays,
            window=above.window if self.window == ALL_DAY else self.window,
            limits=self.limits or above.limits,
        )

    def may_meet(self, other: "Condition", *, any_day: bool = False) -> bool:
        """Both may hold at one moment, for one person."""
        hours = self.window[0] < other.window[1] and other.window[0] < self.window[1]
        return hours and self._of_one_size(other) and (any_day or self._on_one_day(other))

    def _on_one_day(self, other: "Condition") -> bool:
        """What is said of a holiday alone is an exception from what is said of no day."""
        if not (self.names_a_day and other.names_a_day):
            return not (self.is_exception or other.is_exception)
        return bool(
            self.days & other.days
            or self.holidays & other.holidays
            or (HOLIDAY in self.days and other.holidays)
            or (HOLIDAY in other.days and self.holidays)
        )

    def _of_one_size(self, other: "Condition") -> bool:
        return all(
            low < high and least < most
            for what, low, most in self.limits
            for same, least, high in other.limits
            if what == same
        )

    @property
    def is_exception(self) -> bool:
        return bool(self.holidays or HOLIDAY in self.days) and not self.days - {HOLIDAY}


def condition_of(text: str, mentions: Iterable[Mention]) -> Condition:
    return Condition(
        days=_days_of(text),
        holidays=frozenset(value for kind, value in mentions if kind == "holiday") - {"节假日"},
        window=_window_of(text),
        limits=_limits_of(text),
    )


def _days_of(clause: str) -> frozenset[int]:
    """1 to 7, and 8 for holidays; empty where no day is named."""
    found: set[int] = set()
    for each in DAYS.finditer(clause):
        if each[3]:
            found |= _NAMED[each[3]]
        else:
            first = _DAY[each[1]]
            found |= set(range(first, _DAY[each[2]] + 1)) if each[2] else {first}
    return frozenset(found)


def _window_of(clause: str) -> tuple[int, int]:
    each = HOURS.search(clause)
    if each is None:
        return ALL_DAY
    start = int(each[1]) * 60 + int(each[2])
    if each[3]:
        return start, int(each[3]) * 60 + int(each[4])
    if each[5] and each[5].endswith("前"):
        return 0, start
    return (start, ALL_DAY[1]) if each[5] else ALL_DAY


def _limits_of(clause: str) -> tuple[tuple[str, float, float], ...]:
    found: list[tuple[str, float, float]] = []
    for each in _LIMIT.finditer(clause):
        number = float(each["number"])
        if each["most"] or each["downward"]:
            found.append((each["age"] or "米", 0, number))
        elif each["least"] or each["upward"]:
            found.append((each["age"] or "米", number, inf))
    return tuple(found)
