"""What clocks go by: the rules and the service calendar in force."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.deadlines.calendar import ServiceCalendar
from kb.deadlines.service import calendar_of
from kb.errors import NotReady
from kb.policy import ClocksPolicy, current


@dataclass(frozen=True, slots=True)
class Timing:
    rules: ClocksPolicy
    calendar: ServiceCalendar
    version: int


def timing_of(session: Session) -> Timing | None:
    """None before any policy was adopted: nothing is promised yet."""
    try:
        policies = current(session)
    except NotReady:
        return None
    calendar = calendar_of(session, policies.service.hours)
    return Timing(policies.clocks, calendar, policies.version)
