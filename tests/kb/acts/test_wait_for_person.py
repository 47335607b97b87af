"""What is told to somebody who waits for a person."""

from kb.acts.wait_for_person import FIRST_OF_ALL, outlook, wait_of
from kb.db import Database
from kb.terms import Level
from ticket_clocks import Desk
from world import NIGHT


def test_who_was_hurt_at_night_is_not_told_of_service_hours(sqlite: Database) -> None:
    with sqlite.writing() as session:
        desk = Desk(session)
        hurt, asked = desk.ask(Level.THREE), desk.ask()
        seen = outlook(session, NIGHT)
        assert wait_of(session, seen, hurt, NIGHT).text == FIRST_OF_ALL
        assert wait_of(session, seen, asked, NIGHT).text.startswith("现在不在服务时间")
