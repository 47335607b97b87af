"""Lets the demo club's clocks tell what they would have told until now."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.acts.tick import tick
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, StageClock


def seed_clocks(session: Session, now: datetime) -> None:
    told = (ClockEventKind.WARNED, ClockEventKind.BREACHED)
    if session.scalar(select(ClockEvent.id).where(ClockEvent.kind.in_(told)).limit(1)):
        return
    while True:
        moment = session.scalar(select(func.min(StageClock.next_at)))
        if moment is None or moment > now:
            return
        tick(session, now=moment)
