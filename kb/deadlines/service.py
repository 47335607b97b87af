"""The service calendar in force: weekly hours of the policy, special days of the table."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.calendar import ServiceCalendar
from kb.deadlines.special_day import SpecialDay
from kb.policy import ServiceHours


def calendar_of(session: Session, hours: ServiceHours) -> ServiceCalendar:
    days = session.scalars(select(SpecialDay))
    return ServiceCalendar(hours, {each.day: each.as_day() for each in days})
