"""When a text in force has to be looked at again. Days are those of Shanghai."""

from datetime import date, datetime, timedelta

from kb.clock import to_local
from kb.knowledge.published import PublishedEntry
from kb.policy.rechecks import Rechecks, WhenOverdue


def due_on(entry: PublishedEntry, rechecks: Rechecks) -> date | None:
    """None for a text that nobody ever said anything of: it was not published here."""
    if entry.review_on is not None:
        return entry.review_on
    if entry.checked_at is None:
        return None
    return to_local(entry.checked_at).date() + timedelta(days=rechecks.days_of(entry.category))


def is_due(entry: PublishedEntry, rechecks: Rechecks, now: datetime) -> bool:
    """For colleagues: on the day itself."""
    due = due_on(entry, rechecks)
    return due is not None and due <= to_local(now).date()


def overdue_since(
    entry: PublishedEntry, rechecks: Rechecks, now: datetime
) -> tuple[date, WhenOverdue] | None:
    """For members: the day on which it should have been looked at, once the days of grace are
    over, and what then becomes of it."""
    due = due_on(entry, rechecks)
    if due is None or to_local(now).date() <= due + timedelta(days=rechecks.grace_days):
        return None
    return due, rechecks.when_overdue(entry.category)


def next_due(entry: PublishedEntry, rechecks: Rechecks, now: datetime) -> date:
    """When a text found right today is due again."""
    return to_local(now).date() + timedelta(days=rechecks.days_of(entry.category))
