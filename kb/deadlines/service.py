"""The service calendar in force: weekly hours of the policy, special days of the table."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.calendar import Day, ServiceCalendar
from kb.deadlines.special_day import SpecialDay
from kb.policy import ServiceHours

_SPECIAL = "special days"
"""where a session keeps them"""


def calendar_of(session: Session, hours: ServiceHours) -> ServiceCalendar:
    """One session reads the days once, until it changes one."""
    days: Mapping[date, Day] | None = session.info.get(_SPECIAL)
    if days is None:
        found = session.scalars(select(SpecialDay))
        days = session.info[_SPECIAL] = {each.day: each.as_day() for each in found}
    return ServiceCalendar(hours, days)


def forget_days(session: Session) -> None:
    """Whoever changed one says so."""
    session.info.pop(_SPECIAL, None)
