"""How a clock's time is measured: pure functions of a beginning, an allowance and a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.deadlines.calendar import ServiceCalendar, service_after, service_between, workdays_due
from kb.policy import ClockCalendar, ClockRule
from kb.terms import LabelledEnum

A_DAY = 24 * 60 * 60


class Measure(LabelledEnum):
    """`workdays` counts whole days: its seconds are so many times a day's."""

    SERVICE = "service", "按服务时间"
    ALWAYS = "always", "昼夜连续"
    WORKDAYS = "workdays", "按工作日"


@dataclass(frozen=True, slots=True)
class Allowance:
    """`warn_before`: seconds before the end at which somebody is reminded."""

    measure: Measure
    seconds: int
    warn_before: int

    def ends(self, start: datetime, calendar: ServiceCalendar) -> tuple[datetime, datetime]:
        """When to remind, and when the time is over."""
        due = _after(self.measure, start, self.seconds, calendar)
        if self.measure is Measure.WORKDAYS:
            return max(start, due - timedelta(seconds=self.warn_before)), due
        until_warning = max(0, self.seconds - self.warn_before)
        return _after(self.measure, start, until_warning, calendar), due


def allowance_of(rule: ClockRule, *, start: datetime, due: datetime | None = None) -> Allowance:
    """`due` is for rules whose end is named by somebody."""
    measure, seconds = _allowed(rule, start, due)
    return Allowance(measure, seconds, round(seconds * (1 - rule.warn_at)))


def left_between(measure: Measure, now: datetime, due: datetime, calendar: ServiceCalendar) -> int:
    """Seconds; none when it is overdue."""
    if measure is Measure.SERVICE:
        return int(service_between(now, due, calendar).total_seconds())
    return max(0, int((due - now).total_seconds()))


def _allowed(rule: ClockRule, start: datetime, due: datetime | None) -> tuple[Measure, int]:
    if rule.workdays is not None:
        return Measure.WORKDAYS, rule.workdays * A_DAY
    if rule.days is not None:
        return Measure.ALWAYS, rule.days * A_DAY
    if rule.minutes is not None:
        is_service = rule.calendar is ClockCalendar.SERVICE
        return (Measure.SERVICE if is_service else Measure.ALWAYS), rule.minutes * 60
    if due is None:
        raise ValueError(f"{rule.name} ends at a moment that somebody names")
    return Measure.ALWAYS, max(0, int((due - start).total_seconds()))


def _after(measure: Measure, start: datetime, seconds: int, calendar: ServiceCalendar) -> datetime:
    match measure:
        case Measure.SERVICE:
            return service_after(start, timedelta(seconds=seconds), calendar)
        case Measure.ALWAYS:
            return start + timedelta(seconds=seconds)
        case Measure.WORKDAYS:
            return workdays_due(start, seconds // A_DAY, calendar)
