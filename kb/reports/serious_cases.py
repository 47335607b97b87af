"""Level-3 cases whose final report was handed in before its time was over."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, StageClock
from kb.kpi.figure import source
from kb.kpi.honours import SeriousCase
from kb.period import Period
from kb.tickets.final_report import FinalReport


def reported_in_time(session: Session, period: Period) -> list[SeriousCase]:
    found = (
        select(FinalReport.submitted_by_id, ClockEvent.id)
        .join(StageClock, StageClock.number == FinalReport.ticket_number)
        .join(ClockEvent, ClockEvent.clock_id == StageClock.id)
        .where(
            StageClock.matter == Matter.TICKET, StageClock.stage == "report",
            ClockEvent.kind == ClockEventKind.STOPPED, ClockEvent.at <= ClockEvent.due_at,
            FinalReport.submitted_at >= period.begin, FinalReport.submitted_at < period.end,
        )
        .order_by(ClockEvent.id)
    )  # fmt: skip
    rows = session.execute(found)
    return [SeriousCase(by, source("clock_event", event)) for by, event in rows if by is not None]
