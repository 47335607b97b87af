"""What lies in the queue goes to who is there, where tickets are given by turns."""

from collections.abc import Iterator
from datetime import datetime

from kb.db import Database
from kb.tickets.rotation import give_waiting, to_be_given


def give_all_waiting(database: Database, *, now: datetime) -> Iterator[str]:
    """Each that was given, in words."""
    with database.reading() as session:
        if not to_be_given(session):
            return
    with database.writing() as session:
        given = [each.number for each in give_waiting(session, now=now)]
    for number in given:
        yield f"工单 {number}　自动分派"
