"""Public holidays and 调休 workdays of a year, from the `holidays` library: no request comes
here, only the act of importing a year."""

from dataclasses import dataclass
from datetime import date

from kb.deadlines.calendar import DayKind
from kb.deadlines.special_day import DaySource


@dataclass(frozen=True, slots=True)
class Holidays:
    """Before a year is announced its festivals are known by rule, its working weekends are not."""

    source: DaySource
    days: dict[date, tuple[DayKind, str]]


def holidays_of(year: int) -> Holidays:
    import holidays  # 100 ms, and needed a few times a year

    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    days = {day: (DayKind.HOLIDAY, found[day]) for day in sorted(found) if day.year == year}
    workdays: set[date] = found.weekend_workdays
    days |= {day: (DayKind.WORKDAY, "调休上班") for day in sorted(workdays) if day.year == year}
    announced = year in found.special_public_holidays
    return Holidays(DaySource.ANNOUNCED if announced else DaySource.BY_RULE, days)
