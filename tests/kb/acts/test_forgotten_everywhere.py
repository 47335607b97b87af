"""No text and no document of any table keeps the member who was in each of them."""

from complaining import Team, hire_team
from faults import everything
from kb.acts.erase_member import erase_member
from kb.acts.traces import ABOUT, NAMED, words_of
from kb.db import Base, Database
from kb.members import ask_erasure, find_member
from kb.terms import Channel
from planting import NOT_OF_MEMBERS, first_of, let_anything_stand, plant
from remembered import ROOMS, SECRETS, SHE, remember
from world import NEXT_DAY


def holding(tables: dict[str, list[str]]) -> set[str]:
    return {name for name, rows in tables.items() if any(each in str(rows) for each in SECRETS)}


def forget(database: Database, team: Team, member_id: int, *, planted: bool = False) -> list[str]:
    with database.writing() as session:
        if planted:
            let_anything_stand(session)
        member = find_member(session, member_id)
        asked = ask_erasure(
            session, member, Channel.PHONE, "本人来电", by=team.wang.id, now=NEXT_DAY
        )
        return erase_member(session, asked, by=team.li.id, now=NEXT_DAY).left


def test_who_was_in_every_room_is_in_none_of_them(database: Database) -> None:
    with database.writing() as session:
        team = hire_team(session)
        member = remember(session, team)
    before = everything(database)
    assert holding(before) >= ROOMS
    assert not holding(before) & {"history"}
    assert forget(database, team, member.id) == []
    after = everything(database)
    assert holding(after) == set()
    for name in ROOMS:
        assert len(after[name]) == len(before[name])
    text = repr(after)
    assert "1990-05-01" not in text
    assert "哮喘" not in text
    assert "物业王工" in text  # the owner of what she complained about is somebody else


def test_no_table_is_overlooked_whatever_it_is_for(sqlite: Database) -> None:
    """A table that comes later is looked through as well, or it says that it is about something
    else: in tests/planting.py."""
    with sqlite.writing() as session:
        team = hire_team(session)
        member = remember(session, team)
        people = first_of(session, "people.id", *NAMED.values(), *ABOUT.values())
        planted = plant(session, {**people, "members.id": member.id}, SHE, ROOMS)
    assert planted <= holding(everything(sqlite))
    assert planted | ROOMS | NOT_OF_MEMBERS >= tables_with_words()
    assert forget(sqlite, team, member.id, planted=True) == []
    assert holding(everything(sqlite)) == set()


def tables_with_words() -> set[str]:
    return {each.name for each in Base.metadata.sorted_tables if words_of(each)}
