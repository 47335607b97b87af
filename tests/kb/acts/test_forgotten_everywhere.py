"""No text and no document of any table keeps the member who was in each of them."""

from complaining import Team, hire_team
from faults import everything
from kb.acts.erase_member import erase_member
from kb.db import Database
from kb.members import ask_erasure, find_member
from kb.terms import Channel
from remembered import ROOMS, SECRETS, remember
from world import NEXT_DAY


def holding(tables: dict[str, list[str]]) -> set[str]:
    return {name for name, rows in tables.items() if any(each in str(rows) for each in SECRETS)}


def forget(database: Database, team: Team, member_id: int) -> list[str]:
    with database.writing() as session:
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
