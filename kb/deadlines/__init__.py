"""What must be done by when: calendars, stage clocks, and what they tell when time runs out."""

from kb.deadlines.calendar import ServiceCalendar, is_open, next_opening, service_due
from kb.deadlines.service import calendar_of

__all__ = ["ServiceCalendar", "calendar_of", "is_open", "next_opening", "service_due"]
