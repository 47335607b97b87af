"""A complaint's way through its states: each step its own record, no step by the wrong hands."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from complaining import INVALID_COURSE, LIGHTS, VALID_COURSE, Desk, S, hire_team
from faults import fail_at_each_write
from kb.complaints.browse import Sought, list_complaints, waiting_for
from kb.complaints.complaint import Complaint
from kb.complaints.contact import Contact, masked, masked_name
from kb.complaints.handling import carry_out, decide, hand, plan
from kb.complaints.judging import judge_complaint, open_slip
from kb.complaints.moves import Move, open_moves
from kb.complaints.registering import look_at_contact, register
from kb.complaints.returning import call_back, give_result, withdraw
from kb.complaints.sight import find_visible
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.complaints.story import story
from kb.db import Database
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.history import events_of
from kb.terms import Department
from world import AFTERNOON, shanghai


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session, hire_team(session))


def test_numbers_begin_anew_each_year_in_shanghai(desk: Desk) -> None:
    desk.now = shanghai(2026, 12, 31, 23, 59)
    assert [desk.register().shown_number for _ in range(2)] == ["2026-0001", "2026-0002"]
    desk.now = shanghai(2027, 1, 1)
    assert desk.register().shown_number == "2027-0001"


@pytest.mark.parametrize("course", [VALID_COURSE, INVALID_COURSE])
def test_every_step_leaves_its_record_and_its_event(desk: Desk, course: tuple[S, ...]) -> None:
    complaint = desk.at(course[-1]) if course is VALID_COURSE else desk.at(S.EXPLAINED)
    if course is INVALID_COURSE:
        desk.step(complaint, S.CLOSED)
    steps = story(desk.session, complaint)
    assert len(steps) == len(course) - 1
    assert [each.at for each in steps] == sorted(each.at for each in steps)
    events = events_of(desk.session, "complaint", complaint.number)
    assert len(events) == len(course)
    assert events[0].verb == "registered"
    assert events[-1].verb == "closed"


def test_judged_anew_with_a_reason_until_a_plan_is_approved(desk: Desk) -> None:
    complaint = desk.at(S.HANDED)
    by = desk.staff.li.id
    judge_complaint(desk.session, complaint, Verdict.INVALID, "灯归物业管", by=by, now=desk.now)
    assert complaint.state is S.INVALID
    judge_complaint(desk.session, complaint, Verdict.VALID, "合同写明归场馆", by=by, now=desk.now)
    assert complaint.state is S.VALID
    decided = desk.at(S.DECIDED)
    with pytest.raises(Conflict, match="不能判为无效"):
        judge_complaint(desk.session, decided, Verdict.INVALID, "x", by=by, now=desk.now)


def test_who_is_complained_about_does_nothing_and_sees_nothing(desk: Desk) -> None:
    staff = desk.staff
    complaint = desk.register(about_id=staff.li.id)
    with pytest.raises(Conflict, match="您本人"):
        judge_complaint(
            desk.session, complaint, Verdict.INVALID, "没有的事", by=staff.li.id, now=desk.now
        )
    with pytest.raises(NotFound):
        find_visible(desk.session, complaint.number, staff.li)
    assert list(open_moves(complaint, staff.li)) == []
    with pytest.raises(BadInput, match="您本人"):
        desk.register(about_id=staff.wang.id)


def test_a_department_sees_and_plans_only_its_own(desk: Desk) -> None:
    staff, session = desk.staff, desk.session
    complaint = desk.at(S.VALID)
    with pytest.raises(NotFound):
        find_visible(session, complaint.number, staff.zhao)
    hand(session, complaint, Department.SHOP, "", by=staff.wang.id, now=desk.now)
    with pytest.raises(NotFound):
        find_visible(session, complaint.number, staff.zhao)
    later = desk.now + timedelta(hours=1)
    with pytest.raises(NotAllowed, match="只有商品部"):
        plan(session, complaint, "换灯", later, by=staff.zhao.id, now=desk.now)
    hand(session, complaint, Department.VENUE, "转错了", by=staff.wang.id, now=desk.now)
    assert find_visible(session, complaint.number, staff.zhao) is complaint
    plan(session, complaint, "换灯", later, by=staff.zhao.id, now=desk.now)
    assert complaint.state is S.PLANNED


def test_a_plan_is_decided_on_by_a_manager_and_never_by_its_author(desk: Desk) -> None:
    staff, session = desk.staff, desk.session
    complaint = desk.at(S.PLANNED)
    for who in (staff.wang, staff.zhao, staff.li):
        with pytest.raises(NotAllowed):
            decide(session, complaint, True, "", by=who.id, now=desk.now)
    decide(session, complaint, False, "写清楚换哪几盏", by=staff.liu.id, now=desk.now)
    assert complaint.state is S.RETURNED
    with pytest.raises(Conflict, match="不能登记执行"):
        carry_out(session, complaint, "换了", by=staff.zhao.id, now=desk.now)
    desk.step(complaint, S.PLANNED)
    desk.step(complaint, S.DECIDED)
    carry_out(session, complaint, "换了", by=staff.zhao.id, now=desk.now)


def test_who_is_not_satisfied_is_called_back_again(desk: Desk) -> None:
    complaint = desk.at(S.RESULT_GIVEN)
    desk.call_back(complaint, Satisfaction.DISSATISFIED, "灯还是闪")
    assert complaint.state is S.RESULT_GIVEN
    with pytest.raises(Conflict, match="不能关闭"):
        desk.step(complaint, S.CLOSED)
    desk.step(complaint, S.HANDED)
    assert complaint.state is S.HANDED
    for state in VALID_COURSE[3:]:
        desk.step(complaint, state)
    assert complaint.state is S.CLOSED


def test_withdrawn_at_any_time_but_only_once(desk: Desk) -> None:
    complaint = desk.at(S.PLANNED)
    by = desk.staff.wang.id
    withdraw(desk.session, complaint, "会员说不追究了", by=by, now=desk.now)
    assert complaint.state is S.WITHDRAWN
    with pytest.raises(Conflict):
        withdraw(desk.session, complaint, "又说一次", by=by, now=desk.now)


def test_each_sees_what_waits_for_them(desk: Desk) -> None:
    staff, session = desk.staff, desk.session
    for state in (S.REGISTERED, S.HANDED, S.PLANNED, S.CARRIED_OUT, S.CLOSED):
        desk.at(state)
    assert waiting_for(session, staff.wang) == 2
    assert waiting_for(session, staff.zhao) == 1
    assert waiting_for(session, staff.liu) == 1
    assert waiting_for(session, staff.chen) == 0
    assert list_complaints(session, staff.wang, Sought()).total == 4
    assert list_complaints(session, staff.wang, Sought(ended=True)).total == 1
    assert list_complaints(session, staff.wang, Sought(place="3号")).total == 4
    assert list_complaints(session, staff.zhao, Sought()).total == 3
    assert list_complaints(session, staff.chen, Sought()).total == 0


def test_contact_data_is_masked_and_each_look_is_kept(desk: Desk) -> None:
    complaint = desk.at(S.HANDED)
    hidden = masked(Contact(complaint.name, complaint.phone, complaint.address))
    assert hidden == Contact("李女士", "138****8000", "上海市徐汇区***")
    full = look_at_contact(desk.session, complaint, desk.staff.zhao, now=desk.now)
    assert full.phone == "13800138000"
    [*_, look] = events_of(desk.session, "complaint", complaint.number)
    assert (look.verb, look.by_id) == ("looked_at", desk.staff.zhao.id)
    with pytest.raises(NotAllowed):
        look_at_contact(desk.session, complaint, desk.staff.liu, now=desk.now)


@pytest.mark.parametrize(
    ("name", "shown"), [("王女士", "王女士"), ("王小明", "王*"), ("王", "王*"), ("", "*")]
)
def test_names_are_masked_to_the_surname(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "长" * 4001}, "text"),
        ({"name": ""}, "name"),
        ({"name": "名" * 61}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "一三八"}, "phone"),
        ({"phone": "138"}, "phone"),
        ({"place": "\u200b"}, "place"),
        ({"address": "路" * 201}, "address"),
    ],
)
def test_a_bad_registration_says_which_field(
    desk: Desk, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        desk.register(**changes)
    assert refused.value.field == field
    assert refused.value.mend


Step = Callable[[Session, Complaint, Desk], object]


@pytest.mark.parametrize(
    ("at", "step", "field"),
    [
        (S.REGISTERED, lambda s, c, d: judge_complaint(
            s, c, Verdict.VALID, " ", by=d.staff.wang.id, now=d.now), "reason"),
        (S.HANDED, lambda s, c, d: plan(
            s, c, "换灯", None, by=d.staff.zhao.id, now=d.now), "due_at"),
        (S.HANDED, lambda s, c, d: plan(
            s, c, "换灯", d.now, by=d.staff.zhao.id, now=d.now), "due_at"),
        (S.HANDED, lambda s, c, d: plan(
            s, c, "", d.now + timedelta(days=1), by=d.staff.zhao.id, now=d.now), "text"),
        (S.PLANNED, lambda s, c, d: decide(
            s, c, False, "", by=d.staff.liu.id, now=d.now), "reason"),
        (S.DECIDED, lambda s, c, d: carry_out(
            s, c, "", by=d.staff.zhao.id, now=d.now), "text"),
        (S.CARRIED_OUT, lambda s, c, d: give_result(
            s, c, "", by=d.staff.wang.id, now=d.now), "text"),
        (S.RESULT_GIVEN, lambda s, c, d: call_back(
            s, c, CallBackWay.VISIT, Satisfaction.DISSATISFIED, "",
            by=d.staff.wang.id, now=d.now), "words"),
        (S.INVALID, lambda s, c, d: open_slip(
            s, c, name="物业", phone="不知道", address="98号",
            by=d.staff.wang.id, now=d.now), "phone"),
        (S.REGISTERED, lambda s, c, d: withdraw(
            s, c, "", by=d.staff.wang.id, now=d.now), "reason"),
    ],
)  # fmt: skip
def test_a_bad_step_says_which_field_and_changes_nothing(
    desk: Desk, at: S, step: Step, field: str
) -> None:
    complaint = desk.at(at)
    with pytest.raises(BadInput) as refused:
        step(desk.session, complaint, desk)
    assert refused.value.field == field
    assert complaint.state is at


def test_nothing_half_done_is_left_when_a_write_fails(sqlite: Database) -> None:
    with sqlite.writing() as session:
        desk = Desk(session, hire_team(session))
        handed = desk.at(S.HANDED).number
        planned = desk.at(S.PLANNED).number
    staff, now = desk.staff, desk.now
    due = now + timedelta(hours=1)
    acts: list[Callable[[Session], object]] = [
        lambda session: register(session, LIGHTS, by=staff.wang.id, now=now),
        lambda session: plan(
            session, session.get_one(Complaint, handed), "换灯", due, by=staff.zhao.id, now=now
        ),
        lambda session: decide(
            session, session.get_one(Complaint, planned), True, "", by=staff.liu.id, now=now
        ),
    ]
    for act in acts:
        assert fail_at_each_write(sqlite, act) >= 3


def test_moves_are_offered_to_those_who_may(desk: Desk) -> None:
    staff = desk.staff
    complaint = desk.at(S.HANDED)
    assert set(open_moves(complaint, staff.zhao)) == {Move.PLAN}
    assert set(open_moves(complaint, staff.wang)) == {
        *(Move.HAND, Move.JUDGE_INVALID, Move.WITHDRAW)
    }
    assert set(open_moves(complaint, staff.chen)) == set()
    assert complaint.registered_at == AFTERNOON
