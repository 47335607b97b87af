"""Who moves clocks and who acts on their ticket come to terms."""

from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from clockwork import after
from kb.acts.hold_clock import pause_clock, resume_clock
from kb.acts.set_calendar import set_day
from kb.db import Database
from kb.deadlines.calendar import DayKind
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockState
from kb.deadlines.turning import clocks_of
from kb.errors import Conflict
from kb.policy import PauseReason
from kb.tickets import Ticket, reply, take
from ticket_clocks import Desk
from world import (
    AFTERNOON,
)


def waits_for_a_lock(database: Database) -> bool:
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with database.reading() as session:
        return bool(session.scalar(blocked))


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["day", "resume"])
def test_who_moves_clocks_and_who_acts_on_the_ticket_do_not_wait_for_each_other(
    postgres_url: str, act: str
) -> None:
    database = Database(postgres_url)
    with database.writing() as session:
        desk = Desk(session)
        ticket = take(session, desk.ask(), by=desk.wang, now=after(1))
        number, answer = ticket.number, desk.clock(ticket, "answer-1").id
        if act == "resume":
            reason = PauseReason.MEMBER
            pause_clock(session, answer, reason, by=desk.staff.wang, now=after(2))
    failed: list[DBAPIError] = []

    def move_clocks() -> None:
        try:
            with database.writing() as session:
                if act == "resume":
                    wang = session.merge(desk.staff.wang)
                    resume_clock(session, answer, by=wang, now=after(3))
                else:
                    day, hours = AFTERNOON.date(), ((780, 905),)
                    set_day(session, day, DayKind.SPECIAL, "停电", hours, by=desk.li, now=after(3))
        except DBAPIError as error:
            failed.append(error)
        except Conflict:
            return  # the clock has stopped meanwhile

    other = Thread(target=move_clocks)
    with database.writing() as session:
        mine = session.get_one(Ticket, number, with_for_update=True)
        other.start()
        while not waits_for_a_lock(database):
            assert other.is_alive()
        reply(session, mine, "每小时30元", by=desk.wang, now=after(4))
    other.join()
    assert failed == []
    with database.reading() as session:
        found = clocks_of(session, Subject(Matter.TICKET, number))
        assert {each.state for each in found} == {ClockState.STOPPED}
    database.close()
