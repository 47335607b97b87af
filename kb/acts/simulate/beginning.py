"""Beginning a simulation, or going on with the one that was begun."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.seeding.people import seed_people
from kb.acts.simulate.colleagues import hire_colleagues
from kb.acts.simulate.rhythm import clock_on
from kb.acts.simulate.simulation import Part, SimulatedPart, Simulation, simulation_of
from kb.clock import to_local
from kb.conversations import Conversation
from kb.deadlines.days import import_usual_years
from kb.errors import Conflict
from kb.history import record
from kb.people.password import Passwords

MOST_MONTHS = 12


def span_of(months: int, now: datetime) -> tuple[datetime, datetime]:
    """So many months up to last midnight, which is not part of them."""
    today = to_local(now).date()
    count = today.year * 12 + today.month - 1 - months
    year, month = divmod(count, 12)
    first, day = today.replace(year=year, month=month + 1, day=1), today.day
    following = (first + timedelta(days=31)).replace(day=1)
    since = min(first + timedelta(days=day - 1), following - timedelta(days=1))
    return clock_on(since, 0), clock_on(today, 0)


def begin_simulation(
    session: Session,
    months: int,
    seed: int,
    *,
    password: str,
    passwords: Passwords,
    mix: bool = False,
    now: datetime,
) -> Simulation:
    """The one that is there already, whatever was asked for: there is never a second. `mix`: also
    where members wrote already."""
    known = simulation_of(session)
    if known is not None:
        return known
    if not mix and session.scalar(select(Conversation.id).limit(1)) is not None:
        raise Conflict(
            "这里已经有会员的对话，模拟数据会和真实数据混在一起，也不能再去掉。",
            code="real_conversations",
            mend="请换一个空的数据目录；确实要混在一起，请加 --yes-mix。",
        )
    since, until = span_of(months, now)
    simulation = Simulation(
        seed=seed, since=since, until=until, through=since, begun_at=now, beat_at=now
    )
    session.add(simulation)
    session.flush()
    import_usual_years(session, by=None, now=now)
    seed_people(session, password, passwords=passwords, now=since)
    _hire(session, simulation, passwords)
    record(
        session, "simulated", "simulation", simulation.id, by=None, now=now,
        seed=seed, since=since, until=until,
    )  # fmt: skip
    return simulation


def _hire(session: Session, simulation: Simulation, passwords: Passwords) -> None:
    hired = hire_colleagues(session, passwords=passwords, now=simulation.since)
    session.add_all(
        SimulatedPart(
            simulation_id=simulation.id, number=place, part=Part.PERSON, subject=str(each.id)
        )
        for place, each in enumerate(hired, start=1)
    )
