from datetime import timedelta

from sqlalchemy import func, select

from kb.acts.seeding.people import seed_people
from kb.acts.seeding.tickets import seed_tickets
from kb.acts.set_up import set_up
from kb.db import Database
from kb.tickets import Ticket, TicketState
from reception import CORPUS
from world import MORNING, NEXT_DAY, PASSWORD, PASSWORDS


def test_the_demo_club_has_a_ticket_in_every_state_once(sqlite: Database) -> None:
    set_up(sqlite, CORPUS, passwords=PASSWORDS, now=MORNING)
    for later in (0, 1):
        with sqlite.writing() as session:
            seed_people(session, PASSWORD, passwords=PASSWORDS, now=MORNING)
            seed_tickets(session, NEXT_DAY + timedelta(days=later))
    with sqlite.reading() as session:
        rows = session.execute(select(Ticket.state, func.count()).group_by(Ticket.state))
        counted = {state: count for state, count in rows}  # noqa: C416
    assert counted.keys() == set(TicketState)
    assert sum(counted.values()) == 12
