"""The first keeping of a draft, sent by two windows at once, begins one draft."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from kb.db import Database
from kb.forms.filled import FilledForm
from kb.forms.filling import begin_draft
from kb.forms.version import newest_form
from paperwork import adopt_club_forms
from world import AFTERNOON, Staff, hire_staff

KEYS = 8


@pytest.fixture
def staff(database: Database) -> Staff:
    with database.writing() as session:
        adopt_club_forms(session)
        return hire_staff(session)


def begin(session: Session, key: str, name: str, by: int) -> FilledForm:
    version = newest_form(session, "consultation")
    return begin_draft(session, version, {"name": name}, key=key, by=by, now=AFTERNOON)


def test_windows_that_race_begin_one_draft_each_key(database: Database, staff: Staff) -> None:
    by, start = staff.wang.id, Barrier(2)

    def send(name: str) -> None:
        for turn in range(KEYS):
            start.wait()
            with database.writing() as session:
                begin(session, f"key-{turn}", name, by)

    with ThreadPoolExecutor(2) as windows:
        list(windows.map(send, ("王", "王芳")))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FilledForm)) == KEYS


@pytest.mark.postgres
def test_what_another_window_keeps_in_that_very_moment_stands(postgres_url: str) -> None:
    """Where writers do not wait for each other: between our looking and our writing."""
    database = Database(postgres_url)
    with database.writing() as session:
        adopt_club_forms(session)
        by = hire_staff(session).wang.id
    with database.writing() as ours:
        newest_form(ours, "consultation")

        @event.listens_for(ours, "before_flush", once=True)
        def other_window(*_: object) -> None:
            with database.writing() as theirs:
                begin(theirs, "key", "王", by)

        draft = begin(ours, "key", "王芳", by)
        assert (draft.values, draft.edition) == ({"name": "王芳"}, 2)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FilledForm)) == 1
    database.close()
