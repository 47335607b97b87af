"""Who is on duty in the demo club, and the views they keep of the queue."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.people.person import by_login
from kb.people.presence import Presence, see, switch
from kb.tickets.saved_view import SavedView, save_view

THERE = (
    ("supervisor", Presence.ON_DUTY, timedelta(hours=2)),
    ("agent", Presence.ON_DUTY, timedelta(minutes=95)),
)
SHARED = (
    ("二级待转部门", {"level": "2", "state": "in_progress"}),
    ("场地部在办", {"state": "referred", "department": "venue"}),
)
HERS = ("电话来的一级", {"who": "mine", "level": "1", "channel": "phone"})


def seed_queue(session: Session, now: datetime) -> None:
    lead, agent = by_login(session, "supervisor"), by_login(session, "agent")
    if lead is None or agent is None or session.scalar(select(SavedView.id).limit(1)):
        return
    for login, state, ago in THERE:
        person = by_login(session, login)
        if person is not None:
            switch(session, person.id, state, by=person.id, now=now - ago)
            see(session, person.id, now=now)
    for name, filters in SHARED:
        begun = now - timedelta(days=3)
        save_view(session, name, filters, shared=True, by=lead.id, now=begun)
    name, filters = HERS
    save_view(session, name, filters, by=agent.id, now=now - timedelta(days=1))
