"""Writing members down, finding them, one record of two, and looks at contact data."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from faults import fail_at_each_write
from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.members import (
    Contact,
    Member,
    Particulars,
    Sought,
    Typed,
    add_member,
    by_phone,
    change_member,
    current_member,
    duplicates,
    find_exactly,
    find_member,
    likely_twins,
    list_members,
    look_at,
    looks_at,
    masked,
    merge_members,
    one_and_the_same,
    read_particulars,
    tag_member,
    untag_member,
)
from world import AFTERNOON, MORNING, NEXT_DAY, Staff, hire_staff

TODAY = date(2026, 11, 18)
CHEN = Particulars(
    "陈晓燕", "13812345678", "xiaoyan@example.com", "ZH2024017", date(1990, 5, 1), date(2021, 3, 8)
)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def chen(session: Session, staff: Staff) -> Member:
    return add_member(session, CHEN, by=staff.wang.id, now=MORNING)


def others(session: Session, staff: Staff, name: str = "王伟", **more: object) -> Member:
    particulars = Particulars(name, **more)  # type: ignore[arg-type]
    return add_member(session, particulars, by=staff.wang.id, now=AFTERNOON)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed(), "name"),
        (Typed(name="   "), "name"),
        (Typed(name="王" * 41), "name"),
        (Typed(name="王13800138000"), "name"),
        (Typed(name="王", phone="12345"), "phone"),
        (Typed(name="王", phone="电话打不通"), "phone"),
        (Typed(name="王", phone="138001380001"), "phone"),
        (Typed(name="王", email="wang@"), "email"),
        (Typed(name="王", email="wang example.com"), "email"),
        (Typed(name="王", card="12"), "card"),
        (Typed(name="王", card="卡号忘了"), "card"),
        (Typed(name="王", birthday="1990-02-30"), "birthday"),
        (Typed(name="王", birthday="去年"), "birthday"),
        (Typed(name="王", birthday="2026-11-19"), "birthday"),
        (Typed(name="王", birthday="1780-01-01"), "birthday"),
        (Typed(name="王", joined_on="2027-01-01"), "joined_on"),
        (Typed(name="王", birthday="1990-05-01", joined_on="1980-01-01"), "joined_on"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(typed: Typed, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_particulars(typed, TODAY)
    assert refused.value.field == field
    assert refused.value.mend


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("(021) 6543-0000", "02165430000"),
        ("65430000", "65430000"),
    ],
)
def test_one_number_is_written_one_way(phone: str, kept: str) -> None:
    assert read_particulars(Typed(name="王", phone=phone), TODAY).phone == kept


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (Contact.PHONE, "138****5678"),
        (Contact.CARD, "ZH*****17"),
        (Contact.EMAIL, "x***@example.com"),
        (Contact.BIRTHDAY, "****-05-01"),
    ],
)
def test_contact_data_is_shown_masked(chen: Member, contact: Contact, shown: str) -> None:
    assert masked(chen, contact) == shown


@pytest.mark.parametrize("words", ["晓燕", "13812345678", "138 1234 5678", "5678", "zh2024017"])
def test_a_member_is_found_by_what_is_said_on_the_telephone(
    session: Session, staff: Staff, chen: Member, words: str
) -> None:
    others(session, staff, phone="13900001111")
    assert [each.id for each in list_members(session, Sought(words)).rows] == [chen.id]


@pytest.mark.parametrize("words", ["%", "_", "678", "138****5678", "1381234", "'"])
def test_half_a_number_and_signs_find_nobody(session: Session, chen: Member, words: str) -> None:
    assert list_members(session, Sought(words)).rows == []


def test_members_are_found_by_their_tag(session: Session, staff: Staff, chen: Member) -> None:
    others(session, staff)
    tag_member(session, chen, "晨练", by=staff.wang.id, now=AFTERNOON)
    assert [each.id for each in list_members(session, Sought(tag="晨练")).rows] == [chen.id]
    untag_member(session, chen, "晨练", by=staff.wang.id, now=AFTERNOON)
    assert list_members(session, Sought(tag="晨练")).rows == []
    with pytest.raises(Conflict, match="没有“晨练”"):
        untag_member(session, chen, "晨练", by=staff.wang.id, now=AFTERNOON)


@pytest.mark.parametrize(
    "tag", ["", "很长很长很长很长很长很长的标签", "陈晓燕的爱人", "手机13812345678"]
)
def test_a_tag_names_nobody(session: Session, staff: Staff, chen: Member, tag: str) -> None:
    with pytest.raises(BadInput):
        tag_member(session, chen, tag, by=staff.wang.id, now=AFTERNOON)


def test_a_number_shared_by_two_is_nobodys(session: Session, staff: Staff, chen: Member) -> None:
    assert by_phone(session, "13812345678") is chen
    others(session, staff, phone="13812345678")
    assert by_phone(session, "13812345678") is None
    assert len(find_exactly(session, "13812345678")) == 2


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"phone": "13812345678"}, ("电话",)),
        ({"card": "ZH2024017"}, ("会员卡号",)),
        ({"name": "陈晓燕", "birthday": date(1990, 5, 1)}, ("姓名", "生日")),
    ],
)
def test_likely_duplicates_are_proposed(
    session: Session, staff: Staff, chen: Member, other: dict[str, object], alike: tuple[str, ...]
) -> None:
    twin = others(session, staff, **{"name": "小陈", **other})  # type: ignore[arg-type]
    others(session, staff, name="陈晓燕")
    [pair] = duplicates(session)
    assert (pair.first.id, pair.second.id, pair.alike) == (chen.id, twin.id, alike)
    assert [each.second.id for each in likely_twins(session, chen)] == [twin.id]


def test_two_records_become_one_field_by_field(
    session: Session, staff: Staff, chen: Member
) -> None:
    twin = others(session, staff, "陈小燕", phone="13999998888", card="ZH2024017")
    third = others(session, staff, "陈燕", email="chen@example.com")
    merge_members(session, chen, twin, ["phone"], by=staff.li.id, now=NEXT_DAY)
    merge_members(session, third, chen, ["name", "phone"], by=staff.li.id, now=NEXT_DAY)
    assert (third.name, third.phone, third.email) == ("陈晓燕", "13999998888", "chen@example.com")
    assert third.card == "ZH2024017"
    assert current_member(session, twin.id) is third
    assert set(one_and_the_same(session, third)) == {chen.id, twin.id, third.id}
    assert list_members(session, Sought()).rows == [third]
    assert duplicates(session) == []


@pytest.mark.parametrize("verb", ["change", "tag", "look", "merge"])
def test_a_merged_record_is_left_alone(
    session: Session, staff: Staff, chen: Member, verb: str
) -> None:
    twin, by = others(session, staff, phone="13812345678"), staff.wang.id
    merge_members(session, chen, twin, [], by=by, now=AFTERNOON)
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: change_member(session, twin, CHEN, by=by, now=AFTERNOON),
        "tag": lambda: tag_member(session, twin, "晨练", by=by, now=AFTERNOON),
        "look": lambda: look_at(
            session, twin, Contact.PHONE, page="/members/1", by=by, now=AFTERNOON
        ),
        "merge": lambda: merge_members(session, twin, chen, [], by=by, now=AFTERNOON),
    }
    with pytest.raises(Conflict, match="已经并入"):
        acts[verb]()


def test_a_record_is_not_merged_into_itself(session: Session, staff: Staff, chen: Member) -> None:
    with pytest.raises(BadInput, match="同一条"):
        merge_members(session, chen, chen, [], by=staff.wang.id, now=AFTERNOON)
    with pytest.raises(BadInput, match="没有这一项"):
        merge_members(
            session, chen, others(session, staff), ["erased_at"], by=staff.wang.id, now=AFTERNOON
        )


def test_each_look_at_contact_data_is_known(session: Session, staff: Staff, chen: Member) -> None:
    page = f"/members/{chen.id}"
    said = look_at(session, chen, Contact.PHONE, page=page, by=staff.wang.id, now=AFTERNOON)
    assert said == "13812345678"
    look_at(session, chen, Contact.BIRTHDAY, page=page, by=staff.li.id, now=NEXT_DAY)
    looks = looks_at(session, [chen.id])
    assert [(each.by_id, each.what, each.page) for each in looks] == [
        (staff.li.id, "生日", page),
        (staff.wang.id, "电话", page),
    ]
    bare = others(session, staff)
    with pytest.raises(NotFound, match="没有登记电话"):
        look_at(session, bare, Contact.PHONE, page=page, by=staff.wang.id, now=AFTERNOON)


def test_the_history_tells_what_changed_and_keeps_nobody(
    session: Session, staff: Staff, chen: Member
) -> None:
    moved = Particulars(
        "陈晓雁", "13777776666", None, "ZH2024099", date(1990, 6, 1), CHEN.joined_on
    )
    change_member(session, chen, moved, by=staff.wang.id, now=AFTERNOON)
    change_member(session, chen, moved, by=staff.wang.id, now=AFTERNOON)
    look_at(session, chen, Contact.PHONE, page="/members/1", by=staff.wang.id, now=AFTERNOON)
    merge_members(
        session, chen, others(session, staff, phone="13777776666"), [], by=staff.li.id, now=NEXT_DAY
    )
    events = events_of(session, "member", chen.id)
    assert [each.verb for each in events] == ["added", "changed", "looked_at", "merged"]
    changes = events[1].details["changes"]
    assert changes["phone"] == ["138****5678", "137****6666"]
    assert set(changes) == {"name", "phone", "email", "card", "birthday"}
    told = repr([each.details for each in events])
    for secret in ("晓燕", "晓雁", "13812345678", "13777776666", "xiaoyan", "ZH2024017", "1990"):
        assert secret not in told


def test_no_verb_leaves_half_an_act(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        kept = add_member(session, CHEN, by=staff.wang.id, now=MORNING)
        twin = others(session, staff, phone="13812345678")
    by = staff.wang.id

    def act(session: Session) -> None:
        members = [find_member(session, each) for each in (kept.id, twin.id)]
        tag_member(session, members[0], "晨练", by=by, now=AFTERNOON)
        merge_members(session, members[0], members[1], ["name"], by=by, now=AFTERNOON)

    assert fail_at_each_write(sqlite, act) >= 5
