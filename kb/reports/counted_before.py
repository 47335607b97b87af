"""What counted in an earlier month already: said or done again, it counts no more."""

from datetime import datetime

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from kb.conversations import Outcome, Verdict
from kb.history import Event
from kb.period import month_of
from kb.tickets import KnowledgeUse, TicketLink


def helped_before(session: Session, since: datetime, end: datetime) -> frozenset[int]:
    """Outcomes whose member said so before the month in which they said it last."""
    found = (
        select(Outcome.id, Verdict.at, Event.at.label("before"), Event.details)
        .join(Verdict, Verdict.outcome_id == Outcome.id)
        .join(Event, Event.subject_id == cast(Outcome.message_id, String))
        .where(Event.subject_type == "message", Event.verb == "judged", Event.at < Verdict.at)
        .where(Verdict.at >= since, Verdict.at < end)
    )
    return frozenset(
        outcome
        for outcome, at, before, details in session.execute(found)
        if details["helpful"] and before < month_of(at).begin
    )


def linked_before(session: Session, since: datetime, end: datetime) -> frozenset[int]:
    """Tickets that were closed with the same entry before, and came back."""
    found = (
        select(
            TicketLink.ticket_number, TicketLink.entry_id, TicketLink.at,
            Event.at.label("before"), Event.details,
        )
        .join(Event, Event.subject_id == cast(TicketLink.ticket_number, String))
        .where(Event.subject_type == "ticket", Event.verb == "linked", Event.at < TicketLink.at)
        .where(TicketLink.at >= since, TicketLink.at < end)
    )  # fmt: skip
    return frozenset(
        number
        for number, entry, at, before, details in session.execute(found)
        if (details["use"], details["entry"]) == (KnowledgeUse.REUSED, entry)
        and before < month_of(at).begin
    )
