"""Numbers without gaps, also when two colleagues hand in at once."""

from threading import Barrier, Thread

from sqlalchemy import select

from kb.db import Database
from kb.errors import FieldMistakes
from kb.forms.filled import FilledForm
from paperwork import CONSULTATION, adopt_club_forms, file_form
from world import AFTERNOON, hire_staff

EACH = 6


def test_two_writers_leave_no_gap(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        adopt_club_forms(session)
        writers = (staff.wang.id, staff.li.id)
    start = Barrier(len(writers))

    def hand_in_some(by: int) -> None:
        start.wait()
        for turn in range(EACH):
            # Every other one is refused after its turn came, and must leave no hole.
            typed = {**CONSULTATION, **({"phone": "12"} if turn % 2 else {})}
            try:
                with database.writing() as session:
                    file_form(session, "consultation", typed, by=by, now=AFTERNOON)
            except FieldMistakes:
                continue

    threads = [Thread(target=hand_in_some, args=(by,)) for by in writers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with database.reading() as session:
        found = sorted(session.scalars(select(FilledForm.number)))
    assert found == [f"ZX-2026-{number:04}" for number in range(1, EACH + 1)]
