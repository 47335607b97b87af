"""Who may say what of whose month, and until when."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kb.appraisals.opinion import Aspect, Opinion, Said, View, give_opinion, opinions_on
from kb.db import Database
from kb.errors import BadInput, Conflict, NotAllowed
from kb.history import events_of
from kb.period import month
from world import AFTERNOON, NEXT_DAY, hire_others, hire_staff

NOVEMBER, DECEMBER = month(2026, 11), month(2026, 12)
FINE = {Aspect.SPEED: Said(4, " 接得快 ")}


def test_two_views_stand_beside_each_other_and_the_last_word_counts(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        wang, li = staff.wang.id, staff.li.id
        give_opinion(session, NOVEMBER, wang, FINE, by=wang, now=AFTERNOON)
        give_opinion(session, NOVEMBER, wang, {Aspect.SPEED: Said(2)}, by=li, now=AFTERNOON)
        give_opinion(session, NOVEMBER, wang, {Aspect.SPEED: Said(3)}, by=li, now=NEXT_DAY)
        own, supervisors = opinions_on(session, "2026-11", wang)
        assert (own.view, own.mark, own.words) == (View.OWN, 4, "接得快")
        assert (supervisors.view, supervisors.mark, supervisors.at) == (
            View.SUPERVISOR, 3, NEXT_DAY,
        )  # fmt: skip
        told = [each.details["marks"]["speed"] for each in events_of(session, "person", wang)
                if each.verb == "appraised"]  # fmt: skip
        assert told == [4, 2, 3]


def test_only_supervisors_speak_of_others_and_only_of_agents(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff, others = hire_staff(session), hire_others(session)
        with pytest.raises(NotAllowed):
            give_opinion(session, NOVEMBER, staff.li.id, FINE, by=staff.wang.id, now=AFTERNOON)
        with pytest.raises(Conflict, match="不处理工单"):
            give_opinion(session, NOVEMBER, others.zhao.id, FINE, by=staff.li.id, now=AFTERNOON)
        (own,) = give_opinion(session, NOVEMBER, staff.li.id, FINE, by=staff.li.id, now=AFTERNOON)
        assert own.view is View.OWN


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "no_marks"),
        ({Aspect.SPEED: Said(0)}, "bad_mark"),
        ({Aspect.SPEED: Said(6)}, "bad_mark"),
        ({Aspect.SPEED: Said(3, "慢" * 501)}, "text_too_long"),
    ],
)
def test_a_mark_is_one_to_five(sqlite: Database, said: dict[Aspect, Said], code: str) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        with pytest.raises(BadInput) as caught:
            give_opinion(session, NOVEMBER, staff.wang.id, said, by=staff.li.id, now=AFTERNOON)
        assert caught.value.code == code


def test_no_month_is_judged_before_it_begins(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        with pytest.raises(Conflict, match="还没有开始"):
            give_opinion(session, DECEMBER, staff.wang.id, FINE, by=staff.li.id, now=AFTERNOON)


def test_nobody_is_their_own_supervisor_even_at_the_database(database: Database) -> None:
    with database.writing() as session:
        wang = hire_staff(session).wang.id
        give_opinion(session, NOVEMBER, wang, FINE, by=wang, now=AFTERNOON)
        own = Opinion.__tablename__
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text(f"UPDATE {own} SET view = 'supervisor'"))
