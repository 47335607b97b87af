"""What is due today, and what becomes of it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from complaining import Desk, hire_team
from faults import fail_at_each_write
from house import ROOT
from kb.acts.agenda import agenda, due_about, find_due
from kb.acts.note_call import note_call
from kb.care.arranging import call_member, hand_call, move_call, take_call
from kb.care.call import CallResult, CareKind
from kb.care.prospect import Prospect, ProspectState, Source, find_prospect
from kb.care.prospects import call_prospect, calls_to, list_prospects, note_prospect
from kb.complaints.complaint import ComplaintState
from kb.complaints.steps import Satisfaction
from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.forms.calls import calls_of
from kb.forms.filled import FilledForm
from kb.members import Particulars, add_member
from kb.policy import CarePolicy, adopt, read_policies
from paperwork import PROSPECT, adopt_club_forms, file_form
from world import Staff, hire_staff, shanghai

MONDAY = shanghai(2026, 11, 16, 23, 30)
THURSDAY = shanghai(2026, 11, 19, 10)
DAY = timedelta(days=1)
POLICY = CarePolicy()


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        adopt(opened, read_policies(ROOT / "corpus" / "policy"), by=None, now=MONDAY)
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def prospect(session: Session, staff: Staff) -> Prospect:
    return asked_about_yoga(session, staff)


def asked_about_yoga(session: Session, staff: Staff) -> Prospect:
    return note_prospect(
        session, "孙悦", "13611112222", "瑜伽年卡", Source.PHONE, by=staff.wang.id, now=MONDAY
    )


def call(session: Session, staff: Staff, prospect: Prospect, result: CallResult, days: int) -> None:
    call_prospect(
        session, prospect, result, "", policy=POLICY, by=staff.wang.id, now=THURSDAY + days * DAY
    )


def test_a_prospect_of_monday_night_is_due_on_thursday(
    session: Session, prospect: Prospect
) -> None:
    [before] = agenda(session, now=THURSDAY - DAY).coming
    assert (before.on, before.who, before.phone) == (date(2026, 11, 19), "孙悦", "136****2222")
    assert [each.key for each in agenda(session, now=THURSDAY).due] == [before.key]
    assert [each.key for each in agenda(session, now=THURSDAY + DAY).overdue] == [before.key]


def test_each_call_leads_to_the_next_until_it_is_settled(
    session: Session, staff: Staff, prospect: Prospect
) -> None:
    call(session, staff, prospect, CallResult.REACHED, 1)
    [later] = agenda(session, now=THURSDAY + DAY).coming
    assert (later.on, later.tried) == (date(2026, 11, 22), 1)
    call(session, staff, prospect, CallResult.JOINED, 3)
    assert prospect.state is ProspectState.JOINED
    assert agenda(session, now=THURSDAY + 10 * DAY).overdue == []
    with pytest.raises(Conflict, match="已经是“已入会”"):
        call(session, staff, prospect, CallResult.REACHED, 4)
    assert list_prospects(session, ProspectState.JOINED).total == 1


def test_three_calls_in_a_row_without_an_answer_settle_it(
    session: Session, staff: Staff, prospect: Prospect
) -> None:
    results = [CallResult.NO_ANSWER, CallResult.REACHED, *[CallResult.NO_ANSWER] * 3]
    for days, result in enumerate(results):
        assert prospect.state is ProspectState.OPEN
        call(session, staff, prospect, result, days)
    assert prospect.state is ProspectState.UNREACHABLE
    assert len(calls_to(session, prospect)) == 5


def test_a_second_click_makes_no_second_call(
    session: Session, staff: Staff, prospect: Prospect
) -> None:
    [due] = agenda(session, now=THURSDAY).due
    for refused in (False, True):
        try:
            call_prospect(
                session, prospect, CallResult.REACHED, "", policy=POLICY, by=staff.wang.id,
                now=THURSDAY, key=due.key,
            )  # fmt: skip
        except Conflict:
            assert refused
    assert len(calls_to(session, prospect)) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (("", "13611112222", "瑜伽"), "name"),
        (("孙悦", "打不通", "瑜伽"), "phone"),
        (("孙悦", "", "瑜伽"), "phone"),
        (("孙悦", "13611113333", " "), "interest"),
        (("孙悦", "13611113333", "瑜" * 201), "interest"),
    ],
)
def test_a_prospect_needs_name_number_and_interest(
    session: Session, staff: Staff, fields: tuple[str, str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        note_prospect(session, *fields, Source.FRIEND, by=staff.wang.id, now=MONDAY)
    assert refused.value.field == field


def test_one_number_is_followed_up_once(session: Session, staff: Staff, prospect: Prospect) -> None:
    with pytest.raises(Conflict, match="已经在跟进"):
        asked_about_yoga(session, staff)


def test_birthdays_and_anniversaries_come_and_pass(session: Session, staff: Staff) -> None:
    born = Particulars(
        "何苗", "13822223333", birthday=date(1988, 11, 20), joined_on=date(2020, 11, 19)
    )
    add_member(session, born, by=staff.wang.id, now=MONDAY)
    found = agenda(session, now=THURSDAY)
    assert [(each.about, each.loyal) for each in found.due] == [("入会满 6 年", True)]
    assert [each.about for each in found.coming] == ["祝生日快乐"]
    assert len(agenda(session, now=THURSDAY + 4 * DAY).overdue) == 1
    assert agenda(session, now=THURSDAY + 5 * DAY).overdue == []
    assert agenda(session, now=THURSDAY - 7 * DAY).coming[0].about == "入会满 6 年"


def test_what_is_due_is_taken_handed_on_and_moved(
    session: Session, staff: Staff, prospect: Prospect
) -> None:
    [due] = agenda(session, now=THURSDAY).due
    take_call(session, due, by=staff.wang.id, now=THURSDAY)
    assert agenda(session, now=THURSDAY, owner_id=staff.li.id).due == []
    hand_call(session, due, staff.li, by=staff.wang.id, now=THURSDAY)
    assert agenda(session, now=THURSDAY, owner_id=staff.li.id).due[0].owner_id == staff.li.id
    with pytest.raises(BadInput, match="不打回访电话"):
        hand_call(session, due, staff.chen, by=staff.wang.id, now=THURSDAY)
    day = date(2026, 11, 23)
    move_call(session, due, day, "客户出差", by=staff.li.id, now=THURSDAY)
    [moved] = agenda(session, now=THURSDAY).coming
    assert (moved.on, moved.planned_on, moved.moved_why) == (day, date(2026, 11, 19), "客户出差")


@pytest.mark.parametrize(
    ("day", "why", "field"),
    [
        (date(2026, 11, 18), "改天", "day"),
        (date(2027, 11, 19), "明年", "day"),
        (date(2026, 11, 20), "  ", "why"),
    ],
)
def test_a_call_is_moved_to_a_day_soon_with_a_reason(
    session: Session, staff: Staff, prospect: Prospect, day: date, why: str, field: str
) -> None:
    [due] = agenda(session, now=THURSDAY).due
    with pytest.raises(BadInput) as refused:
        move_call(session, due, day, why, by=staff.wang.id, now=THURSDAY)
    assert refused.value.field == field


def test_a_member_who_was_not_reached_stays_due(session: Session, staff: Staff) -> None:
    born = Particulars("何苗", "13822223333", birthday=date(1988, 11, 19))
    add_member(session, born, by=staff.wang.id, now=MONDAY)
    [due] = agenda(session, now=THURSDAY).due
    call_member(session, due, CallResult.NO_ANSWER, "", by=staff.wang.id, now=THURSDAY)
    assert find_due(session, due.key, now=THURSDAY).tried == 1
    call_member(session, due, CallResult.REACHED, "很高兴", by=staff.wang.id, now=THURSDAY)
    assert agenda(session, now=THURSDAY).due == []
    with pytest.raises(NotFound):
        find_due(session, due.key, now=THURSDAY)
    with pytest.raises(Conflict, match="已经记过"):
        call_member(session, due, CallResult.REACHED, "", by=staff.wang.id, now=THURSDAY)
    with pytest.raises(BadInput):
        call_member(session, due, CallResult.JOINED, "", by=staff.wang.id, now=THURSDAY)


def prospect_form(session: Session, staff: Staff, day: str) -> FilledForm:
    typed = {**PROSPECT, "enquired_on": day, "phone": "136 1111 2222"}
    return file_form(session, "prospect-call", typed, by=staff.wang.id, now=MONDAY)


def test_one_telephone_is_one_call_noted_everywhere(session: Session, staff: Staff) -> None:
    adopt_club_forms(session)
    first = prospect_form(session, staff, "2026-11-14")
    second = prospect_form(session, staff, "2026-11-15")
    [due] = agenda(session, now=MONDAY).coming
    assert (due.kind, due.on, due.tried) == (CareKind.FORM, date(2026, 11, 17), 0)
    prospect = asked_about_yoga(session, staff)
    [due] = agenda(session, now=MONDAY).coming
    assert (due.kind, due.on) == (CareKind.PROSPECT, date(2026, 11, 17))
    note_call(session, due, CallResult.REACHED, "周末来看", by=staff.wang.id, now=THURSDAY)
    made = [each.result for form in (first, second) for each in calls_of(session, form)]
    assert made == ["已接通：周末来看"] * 2
    [later] = agenda(session, now=THURSDAY).coming
    assert (later.on, later.tried) == (date(2026, 11, 21), 1)
    with pytest.raises(Conflict, match="已经记过"):
        note_call(session, due, CallResult.REACHED, "", by=staff.wang.id, now=THURSDAY)
    about = due_about(session, second, now=THURSDAY)
    note_call(session, about, CallResult.JOINED, "", by=staff.li.id, now=THURSDAY + 2 * DAY)
    assert prospect.state is ProspectState.JOINED
    assert (first.next_call_on, second.next_call_on) == (None, None)
    with pytest.raises(Conflict, match="没有要打的回访电话"):
        due_about(session, second, now=THURSDAY)


def test_a_form_without_a_prospect_is_noted_once(session: Session, staff: Staff) -> None:
    adopt_club_forms(session)
    form = prospect_form(session, staff, "2026-11-16")
    [due] = agenda(session, now=THURSDAY).due
    note_call(session, due, CallResult.NO_ANSWER, "", by=staff.wang.id, now=THURSDAY)
    with pytest.raises(Conflict, match="已经记过"):
        note_call(session, due, CallResult.NO_ANSWER, "", by=staff.wang.id, now=THURSDAY)
    assert [each.result for each in calls_of(session, form)] == ["没有接通"]


def test_a_complainant_is_called_by_the_end_of_the_stage_clock(session: Session) -> None:
    desk = Desk(session, hire_team(session), shanghai(2026, 11, 19, 15))
    complaint = desk.at(ComplaintState.RESULT_GIVEN)
    [due] = agenda(session, now=desk.now).coming
    assert (due.key, due.on) == (f"complaint:{complaint.number}", date(2026, 11, 24))
    desk.now = shanghai(2026, 11, 24, 14)
    assert agenda(session, now=desk.now).due == [due]
    desk.call_back(complaint, Satisfaction.DISSATISFIED, "灯还闪")
    assert [each.on for each in agenda(session, now=desk.now).coming] == [date(2026, 11, 27)]


def test_no_verb_leaves_half_an_act(sqlite: Database) -> None:
    with sqlite.writing() as session:
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MONDAY)
        staff = hire_staff(session)
        number = asked_about_yoga(session, staff).id

    def act(session: Session) -> None:
        [due] = agenda(session, now=THURSDAY).due
        take_call(session, due, by=staff.wang.id, now=THURSDAY)
        move_call(session, due, date(2026, 11, 20), "出差", by=staff.wang.id, now=THURSDAY)
        prospect = find_prospect(session, number)
        call(session, staff, prospect, CallResult.NOT_INTERESTED, 1)

    assert fail_at_each_write(sqlite, act) >= 7
