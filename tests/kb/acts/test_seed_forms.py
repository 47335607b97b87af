"""Registers of the demo club: there at any moment of a day, and only once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from kb.acts.seeding.forms import seed_forms
from kb.acts.seeding.people import seed_people
from kb.db import Database
from kb.forms.filled import FilledForm
from kb.forms.offers import open_offers
from paperwork import CLUB_FORMS, adopt_club_forms
from world import PASSWORD, PASSWORDS, shanghai


@pytest.mark.parametrize("now", [shanghai(2026, 11, 22), shanghai(2027, 1, 1, 23, 59)])
def test_every_register_has_something_in_it_once(sqlite: Database, now: datetime) -> None:
    with sqlite.writing() as session:
        seed_people(session, PASSWORD, passwords=PASSWORDS, now=now)
        adopt_club_forms(session)
        seed_forms(session, now)
        before = session.scalar(select(func.count()).select_from(FilledForm))
        seed_forms(session, now + timedelta(days=1))
        assert session.scalar(select(func.count()).select_from(FilledForm)) == before
        assert set(session.scalars(select(FilledForm.form_id))) == set(CLUB_FORMS)
        assert len(open_offers(session)) == 1
