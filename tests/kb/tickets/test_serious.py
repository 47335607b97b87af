"""A level-3 ticket: acknowledged, a task force, its meetings, the liaison."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.notices.notice import Notice
from kb.people.accounts import deactivate
from kb.tickets.acknowledgement import acknowledge, acknowledgements
from kb.tickets.liaison import liaison_of, liaisons, name_liaison
from kb.tickets.meeting import Minutes, Step, hold_meeting, meetings
from kb.tickets.serious import Part, part_of
from kb.tickets.task_force import (
    acknowledge_seat,
    add_seat,
    change_leader,
    dissolve_task_force,
    form_task_force,
    is_on_task_force,
    release_seat,
    task_force_of,
    task_forces,
    tickets_worked_on,
)
from serious import BROKEN_LEG, LATE, SOON, Case, serious_case, verbs
from world import AFTERNOON, ask_for_person


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def case(session: Session) -> Case:
    return serious_case(session)


@pytest.fixture
def bare(session: Session) -> Case:
    """Without a task force."""
    return serious_case(session, with_task_force=False)


def told_to(session: Session, person_id: int) -> list[str]:
    return [each.text for each in session.query(Notice).filter_by(person_id=person_id)]


def test_each_supervisor_is_alerted_once_and_says_that_they_know(
    session: Session, bare: Case
) -> None:
    for _ in range(2):
        alert_supervisors(session, bare.ticket, by=None, now=AFTERNOON)
    assert told_to(session, bare.li) == [f"三级问题 1001：{BROKEN_LEG}"]
    assert told_to(session, bare.staff.wang.id) == []
    for _ in range(2):
        acknowledge(session, bare.ticket, by=bare.li, now=SOON)
    assert [(each.by_id, each.at) for each in acknowledgements(session, bare.ticket)] == [
        (bare.li, SOON)
    ]
    assert verbs(session, bare.ticket) == ["opened", "acknowledged"]


def test_nobody_is_alerted_of_what_is_not_serious_or_their_own_doing(
    session: Session, bare: Case
) -> None:
    plain = ask_for_person(session)[1]
    assert alert_supervisors(session, plain, by=None, now=SOON) == []
    assert alert_supervisors(session, bare.ticket, by=bare.li, now=SOON) == []


def test_a_task_force_has_its_leader_and_tells_everybody_on_it(
    session: Session, case: Case
) -> None:
    standing = task_force_of(session, case.ticket)
    assert standing is not None
    assert standing.leader_id == case.li
    assert {each.person_id: each.role for each in standing.seated} == {
        case.li: "组长",
        case.zhao: "查看地面",
    }
    assert told_to(session, case.zhao) == ["请您参加工单 1001 的专项小组，请先确认知悉。"]
    assert tickets_worked_on(session, case.zhao) == [case.ticket]
    with pytest.raises(Conflict, match="组长是李主管"):
        form_task_force(session, case.ticket, case.staff.wang.id, {}, by=case.li, now=SOON)


@pytest.mark.parametrize(
    ("minutes", "late"), [(0, False), (10, False), (11, True)], ids=["at once", "in time", "late"]
)
def test_who_takes_more_than_ten_minutes_to_acknowledge_is_late(
    session: Session, case: Case, minutes: int, late: bool
) -> None:
    then = AFTERNOON + timedelta(minutes=minutes)
    for each in (then, LATE):
        seat = acknowledge_seat(session, case.ticket, by=case.zhao, now=each)
    assert seat.acknowledged_at == then
    assert seat.is_late(LATE) is late
    assert verbs(session, case.ticket).count("seat_acknowledged") == 1


def test_who_says_nothing_becomes_late(session: Session, case: Case) -> None:
    standing = task_force_of(session, case.ticket)
    assert standing is not None
    assert [each.is_late(SOON) for each in standing.seated] == [False, False]
    assert [each.is_late(LATE) for each in standing.seated] == [True, True]


def test_changes_of_the_roster_are_on_record_and_who_left_sees_no_more(
    session: Session, case: Case
) -> None:
    li, wang, zhao = case.li, case.staff.wang.id, case.zhao
    add_seat(session, case.ticket, wang, "联系家属", by=li, now=SOON)
    change_leader(session, case.ticket, zhao, "地面由他负责", by=li, now=SOON)
    release_seat(session, case.ticket, wang, "换班", by=li, now=LATE)
    add_seat(session, case.ticket, wang, "回来帮忙", by=li, now=LATE)
    release_seat(session, case.ticket, wang, "又换班", by=li, now=LATE)
    assert not is_on_task_force(session, case.ticket, wang)
    dissolve_task_force(session, case.ticket, "已妥善处理", by=li, now=LATE)
    assert task_force_of(session, case.ticket) is None
    assert is_on_task_force(session, case.ticket, zhao)
    assert verbs(session, case.ticket)[1:] == [
        *("task_force_formed", "seat_added", "leader_changed", "seat_released"),
        *("seat_added", "seat_released", "task_force_dissolved"),
    ]
    form_task_force(session, case.ticket, li, {}, by=li, now=LATE)
    assert len(task_forces(session, case.ticket)) == 2


def test_what_each_person_is_to_a_case(bare: Case) -> None:
    assert part_of(bare.staff.li, False) is Part.LEADS
    assert part_of(bare.others.zhao, True) is Part.WORKS
    assert part_of(bare.others.liu, False) is Part.READS
    assert part_of(bare.staff.wang, False) is part_of(bare.staff.chen, False) is None


def test_a_meeting_keeps_who_was_there_and_what_comes_next(session: Session, case: Case) -> None:
    steps = [Step("换掉漏水的管子", case.zhao, date(2026, 11, 20))]
    there = [case.li, case.zhao]
    minutes = Minutes(SOON, "前厅会议室", there, "先垫付医药费。", steps)
    hold_meeting(session, case.ticket, minutes, by=case.li, now=LATE)
    [met] = meetings(session, case.ticket)
    assert (met.place, met.present, met.decisions) == ("前厅会议室", there, "先垫付医药费。")
    assert [(each.what, each.due_on) for each in met.steps] == [
        ("换掉漏水的管子", date(2026, 11, 20))
    ]


def test_the_liaison_is_replaced_with_a_reason_only(session: Session, bare: Case) -> None:
    li = bare.li
    name_liaison(session, bare.ticket, bare.staff.wang.id, by=li, now=AFTERNOON)
    assert told_to(session, bare.staff.wang.id) == ["您是工单 1001 的联络人，请及时告知会员进展。"]
    with pytest.raises(BadInput, match="为什么换联络人"):
        name_liaison(session, bare.ticket, li, " ", by=li, now=SOON)
    with pytest.raises(Conflict, match="已经是联络人"):
        name_liaison(session, bare.ticket, bare.staff.wang.id, "一样", by=li, now=SOON)
    name_liaison(session, bare.ticket, bare.zhao, "会员认识赵师傅", by=li, now=SOON)
    now = liaison_of(session, bare.ticket)
    assert now is not None
    assert (now.person_id, now.why) == (bare.zhao, "会员认识赵师傅")
    assert len(liaisons(session, bare.ticket)) == 2


def test_who_left_the_club_gets_no_seat(session: Session, bare: Case) -> None:
    deactivate(session, bare.staff.wang, why="离职", by=None, now=AFTERNOON)
    with pytest.raises(BadInput, match="账号已停用"):
        form_task_force(
            session, bare.ticket, bare.li, {2: "", bare.staff.wang.id: ""}, by=2, now=SOON
        )
    assert task_force_of(session, bare.ticket) is None


def test_a_plain_ticket_is_not_handled_so(session: Session, bare: Case) -> None:
    plain = ask_for_person(session)[1]
    li = bare.li
    minutes = Minutes(SOON, "会议室", [li], "先道歉。")
    acts: list[Callable[[], object]] = [
        lambda: acknowledge(session, plain, by=li, now=SOON),
        lambda: form_task_force(session, plain, li, {}, by=li, now=SOON),
        lambda: name_liaison(session, plain, li, by=li, now=SOON),
        lambda: hold_meeting(session, plain, minutes, by=li, now=SOON),
    ]
    for act in acts:
        with pytest.raises(Conflict, match="现在是一级"):
            act()


def test_without_a_task_force_nobody_meets(session: Session, bare: Case) -> None:
    with pytest.raises(Conflict, match="还没有专项小组"):
        hold_meeting(
            session,
            bare.ticket,
            Minutes(SOON, "会议室", [bare.li], "先道歉。"),
            by=bare.li,
            now=LATE,
        )
