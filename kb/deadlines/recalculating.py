"""Running clocks follow the service calendar when it is edited."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.measure import Measure
from kb.deadlines.service import forget_days
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.deadlines.timing import timing_of
from kb.deadlines.turning import Moved, move


def recalculate(session: Session, cause: str, *, by: int | None, now: datetime) -> list[StageClock]:
    """The clocks whose end has moved. What was breached stays breached: nobody's delay is undone
    by an edited day. A paused clock is counted by the new calendar when it goes on."""
    forget_days(session)
    timing = timing_of(session)
    if timing is None:
        return []
    session.flush()
    running = (
        select(StageClock)
        .where(
            StageClock.state == ClockState.RUNNING,
            StageClock.measure.in_([Measure.SERVICE, Measure.WORKDAYS]),
        )
        .order_by(StageClock.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    moved, calendar = Moved(by, now, cause), timing.calendar
    clocks = session.scalars(running).all()
    return [each for each in clocks if move(session, each, calendar, moved)]
