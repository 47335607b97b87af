"""A member is forgotten: nowhere in the database is the person left, while cases and figures stay;
and what the member may read of themselves before."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from faults import everything, fail_at_each_write
from kb.acts.erase_member import erase_member, reasons_to_keep
from kb.acts.export_member import export_member
from kb.acts.suggest import suggest
from kb.acts.timeline import MomentKind, timeline_of
from kb.care.call import CallResult
from kb.care.prospect import Source
from kb.care.prospects import call_prospect, join, note_prospect
from kb.conversations import Author, Conversation, find_conversation, say
from kb.conversations.belonging import join_member, part_member
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.members import (
    Contact,
    Erasure,
    Member,
    Particulars,
    add_member,
    ask_erasure,
    call_off_erasure,
    find_member,
    look_at,
    merge_members,
    tag_member,
)
from kb.members.erasing import erasure_of
from kb.notices.note import Note
from kb.notices.notice import NoticeKind, notify
from kb.policy import CarePolicy
from kb.suggestions import find_suggestion
from kb.terms import Category, Channel, Level
from kb.tickets import find_ticket, reply
from world import AFTERNOON, MORNING, NEXT_DAY, Staff, ask_for_person, hire_staff

SECRETS = (
    *("欧阳晓燕", "13812345678", "xiaoyan@example.com", "ZH2024017"),
    *("1990-05-01", "310101199005011234", "13999998888"),
)
SAID = "我是欧阳晓燕，电话138 1234 5678，身份证310101199005011234，卡ZH2024017，退款到账了吗"


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def member(session: Session, staff: Staff) -> Member:
    return known_member(session, staff)


def known_member(session: Session, staff: Staff) -> Member:
    """With traces in every room: two records, a talk, a ticket, a suggestion, calls, a notice."""
    by = staff.wang.id
    member = add_member(
        session,
        Particulars(
            "欧阳晓燕", "13812345678", "xiaoyan@example.com", "ZH2024017", date(1990, 5, 1),
            date(2021, 3, 8),
        ),
        by=by,
        now=MORNING,
    )  # fmt: skip
    twin = add_member(session, Particulars("欧阳晓燕", "13999998888"), by=by, now=MORNING)
    merge_members(session, member, twin, [], by=by, now=MORNING)
    tag_member(session, member, "晨练", by=by, now=MORNING)
    look_at(session, member, Contact.PHONE, page="/members/1", by=by, now=AFTERNOON)
    conversation, ticket = ask_for_person(session, SAID)
    conversation.member_name = "欧阳女士"
    join_member(session, conversation, member, by=by, now=AFTERNOON)
    reply(session, ticket, "欧阳晓燕您好，退款今天到账。", by=by, now=AFTERNOON)
    say(session, conversation, Author.STAFF, "欧阳晓燕您好", by=by, now=AFTERNOON)
    suggestion, _ = suggest(
        session, "请给欧阳晓燕留个储物柜", category=Category.VENUE, giver="欧阳晓燕",
        contact="13812345678", conversation=conversation, now=AFTERNOON,
    )  # fmt: skip
    assert suggestion.member_id == member.id
    told_elsewhere(session, staff, member, ticket.number)
    return member


def told_elsewhere(session: Session, staff: Staff, member: Member, number: int) -> None:
    """Calls, a note and notices."""
    by = staff.wang.id
    prospect = note_prospect(
        session, "欧阳晓燕", "13812345678", "瑜伽", Source.FRIEND, by=by, now=MORNING
    )
    call_prospect(
        session, prospect, CallResult.JOINED, "欧阳晓燕办了年卡", policy=CarePolicy(), by=by,
        now=AFTERNOON,
    )  # fmt: skip
    join(session, prospect, member, by=by, now=AFTERNOON)
    note = Note(
        subject_type="ticket", subject_id=str(number), by_id=by, at=AFTERNOON,
        text="欧阳晓燕说话很急",
    )  # fmt: skip
    session.add(note)
    notify(
        session, staff.li.id, NoticeKind.MENTIONED, "欧阳晓燕又来电了", key="mentioned:1",
        about=("ticket", number), path="/desk", now=AFTERNOON,
    )  # fmt: skip
    notify(
        session, staff.li.id, NoticeKind.MENTIONED, "回电13812345678", key="mentioned:2",
        about=("care", "x"), path="/desk", now=AFTERNOON,
    )  # fmt: skip


def erased(session: Session, staff: Staff, member: Member) -> Erasure:
    asked = ask_erasure(
        session, member, Channel.PHONE, "本人来电，核对了卡号", by=staff.wang.id, now=NEXT_DAY
    )
    return erase_member(session, asked, by=staff.li.id, now=NEXT_DAY)


def test_nothing_of_the_person_is_left_in_any_table(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        member = known_member(session, staff)
    before = everything(sqlite)
    assert all(secret in repr(before) for secret in ("欧阳晓燕", "13812345678", "13999998888"))
    with sqlite.writing() as session:
        done = erased(session, staff, find_member(session, member.id))
        assert done.left == []
    after = everything(sqlite)
    for table, rows in after.items():
        told = " ".join(rows)
        for secret in SECRETS:
            assert secret not in told, table
        assert "1990, 5, 1" not in told, table
        assert "欧阳" not in told, table
    for table in ("messages", "tickets", "replies", "suggestions", "care_calls", "conversations"):
        assert len(after[table]) == len(before[table])


def test_what_is_nobodys_is_left_as_it_was(session: Session, staff: Staff, member: Member) -> None:
    talk, other = ask_for_person(session, "羽毛球怎么收费？李雷想问，13700001111")
    said = say(session, talk, Author.MEMBER, "欧阳晓燕是我同事", now=AFTERNOON)
    erased(session, staff, member)
    assert find_ticket(session, other.number).question == "羽毛球怎么收费？李雷想问，13700001111"
    session.refresh(said)
    assert said.text == "欧阳晓燕是我同事"  # another member's words about a name that many bear
    assert find_member(session, member.id).erased_at == NEXT_DAY


def test_a_second_colleague_confirms(session: Session, staff: Staff, member: Member) -> None:
    asked = ask_erasure(session, member, Channel.PHONE, "本人来电", by=staff.li.id, now=NEXT_DAY)
    with pytest.raises(Conflict, match="不能由您确认"):
        erase_member(session, asked, by=staff.li.id, now=NEXT_DAY)
    with pytest.raises(Conflict, match="在等确认"):
        ask_erasure(session, member, Channel.PHONE, "再来电", by=staff.wang.id, now=NEXT_DAY)
    call_off_erasure(session, asked, "本人又改了主意", by=staff.li.id, now=NEXT_DAY)
    with pytest.raises(Conflict, match="已经处理过"):
        erase_member(session, asked, by=staff.wang.id, now=NEXT_DAY)
    done = erased(session, staff, member)
    assert erasure_of(session, member) is done
    with pytest.raises(Conflict, match="已经按本人要求删除"):
        ask_erasure(session, member, Channel.PHONE, "再删", by=staff.wang.id, now=NEXT_DAY)


@pytest.mark.parametrize("why", ["", " ", "欧阳晓燕来电", "卡ZH2024017", "手机13700001111"])
def test_the_request_itself_names_nobody(
    session: Session, staff: Staff, member: Member, why: str
) -> None:
    with pytest.raises(BadInput):
        ask_erasure(session, member, Channel.PHONE, why, by=staff.wang.id, now=NEXT_DAY)


def test_what_is_in_progress_keeps_the_member(
    session: Session, staff: Staff, member: Member
) -> None:
    conversation, ticket = ask_for_person(session, "我在馆里摔伤了", Level.THREE)
    join_member(session, conversation, member, by=staff.wang.id, now=AFTERNOON)
    asked = ask_erasure(session, member, Channel.PHONE, "本人来电", by=staff.wang.id, now=NEXT_DAY)
    assert reasons_to_keep(session, member) == [f"三级工单 {ticket.number} 还在处理"]
    with pytest.raises(Conflict, match="现在还不能删除"):
        erase_member(session, asked, by=staff.li.id, now=NEXT_DAY)
    assert member.name == "欧阳晓燕"


def test_erasing_leaves_no_half_act(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        member = known_member(session, staff)
        asked = ask_erasure(
            session, member, Channel.PHONE, "本人来电", by=staff.wang.id, now=NEXT_DAY
        )

    def act(session: Session) -> None:
        waiting = session.get(Erasure, asked.id)
        assert waiting
        erase_member(session, waiting, by=staff.li.id, now=NEXT_DAY)

    assert fail_at_each_write(sqlite, act) >= 10


def test_on_each_engine_a_table_that_only_grows_gives_way_and_closes_again(
    database: Database,
) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        member = known_member(session, staff)
    with database.writing() as session:
        erased(session, staff, find_member(session, member.id))
    with database.reading() as session:
        assert session.scalars(select(Conversation.member_name)).all() == ["（已删除）"]
        assert session.scalars(select(Note.text)).all() == ["（已删除）说话很急"]
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text("UPDATE notes SET text = 'another'"))


def test_the_export_holds_all_of_it_and_no_key(
    session: Session, staff: Staff, member: Member
) -> None:
    export = export_member(session, member, "本人要求", by=staff.wang.id, now=NEXT_DAY)
    told = json.loads(export.as_json())
    assert {"members", "conversations", "messages", "tickets", "replies", "suggestions"} <= set(
        told["tables"]
    )
    assert [each["what"] for each in told["looks"]] == ["电话"]
    text = export.as_json()
    assert all(secret in text for secret in ("欧阳晓燕", "13812345678", "13999998888"))
    assert "token_hash" not in text
    assert "password" not in text


def test_the_timeline_shows_every_room_newest_first(
    session: Session, staff: Staff, member: Member
) -> None:
    found = timeline_of(session, member)
    kinds = {each.kind for each in found.rows}
    assert {MomentKind.MESSAGE, MomentKind.TICKET, MomentKind.SUGGESTION} <= kinds
    moments = [each.at for each in found.rows]
    assert moments == sorted(moments, reverse=True)
    assert found.total == len(found.rows)
    assert timeline_of(session, member, 9).rows == []


def test_a_conversation_is_one_members(session: Session, staff: Staff, member: Member) -> None:
    by = staff.wang.id
    other = add_member(session, Particulars("李雷"), by=by, now=MORNING)
    [number] = session.scalars(select(Conversation.id).where(Conversation.member_id == member.id))
    conversation = find_conversation(session, number)
    join_member(session, conversation, member, by=by, now=AFTERNOON)
    with pytest.raises(Conflict, match="已经关联了会员"):
        join_member(session, conversation, other, by=by, now=AFTERNOON)
    part_member(session, conversation, by=by, now=AFTERNOON)
    join_member(session, conversation, other, by=by, now=AFTERNOON)
    part_member(session, conversation, by=by, now=AFTERNOON)
    with pytest.raises(Conflict, match="没有关联会员"):
        part_member(session, conversation, by=by, now=AFTERNOON)


def test_suggesting_without_a_talk_opens_one(session: Session) -> None:
    suggestion, token = suggest(session, "多开一节瑜伽", category=Category.TRAINING, now=AFTERNOON)
    assert token
    assert find_suggestion(session, suggestion.number).conversation_id
    assert session.scalar(select(func.count()).select_from(Conversation)) == 1
