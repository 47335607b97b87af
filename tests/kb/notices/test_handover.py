from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kb.acts.hand_shift import hand_shift, mine
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.notices.handover import Handover, acknowledge, last_handovers, waiting_for
from kb.notices.inbox import inbox
from kb.terms import Level
from kb.tickets import take
from world import AFTERNOON, NEXT_DAY, NIGHT, Staff, ask_for_person


def leave(
    session: Session,
    staff: Staff,
    remarks: dict[int, str] | None = None,
    *,
    text: str = "3号场灯坏了",
    receiver: int | None = None,
) -> Handover:
    return hand_shift(
        session, text, remarks or {}, receiver_id=receiver, by=staff.wang.id, now=NIGHT
    )


def test_open_tickets_of_ones_own_are_left_as_they_stand(session: Session, staff: Staff) -> None:
    _, ticket = ask_for_person(session, "3号场的灯坏了", Level.TWO)
    ask_for_person(session)
    take(session, ticket, by=staff.wang.id, now=AFTERNOON)
    assert mine(session, staff.wang.id) == [ticket]
    handover = leave(session, staff, {ticket.number: "等厂家回话"})
    (item,) = handover.items
    assert (item.ticket_number, item.level, item.due_at) == (1001, Level.TWO, ticket.due_at)
    assert (item.question, item.remark) == ("3号场的灯坏了", "等厂家回话")
    assert ticket.owner_id == staff.wang.id


def test_the_group_is_told_and_each_says_so_for_themselves(session: Session, staff: Staff) -> None:
    handover = leave(session, staff)
    (told,) = inbox(session, staff.li.id)
    assert told.text == "小王交班，没有要接着办的工单。"
    assert inbox(session, staff.chen.id) == []
    assert waiting_for(session, staff.li.id, now=NEXT_DAY) == [handover]
    assert waiting_for(session, staff.wang.id, now=NEXT_DAY) == []
    for _ in range(2):
        acknowledge(session, handover.id, by=staff.li.id, now=NEXT_DAY)
    assert waiting_for(session, staff.li.id, now=NEXT_DAY) == []
    verbs = [each.verb for each in events_of(session, "handover", handover.id)]
    assert verbs == ["left", "acknowledged"]


def test_one_receiver_alone_may_say_to_have_read_it(session: Session, staff: Staff) -> None:
    handover = leave(session, staff, receiver=staff.li.id)
    for other in (staff.wang.id, staff.chen.id):
        with pytest.raises(Conflict, match="不是交给您的"):
            acknowledge(session, handover.id, by=other, now=NEXT_DAY)
    with pytest.raises(NotFound):
        acknowledge(session, 99, by=staff.li.id, now=NEXT_DAY)
    acknowledge(session, handover.id, by=staff.li.id, now=NEXT_DAY)


def test_an_old_handover_waits_for_nobody(session: Session, staff: Staff) -> None:
    leave(session, staff)
    assert waiting_for(session, staff.li.id, now=NIGHT + timedelta(days=3, seconds=1)) == []
    assert len(last_handovers(session)) == 1


def test_what_cannot_be_handed_over_is_told(session: Session, staff: Staff) -> None:
    with pytest.raises(BadInput, match="还没有写要交接的事"):
        leave(session, staff, text=" ")
    for receiver in (staff.wang.id, staff.chen.id, 99):
        with pytest.raises(BadInput, match="不能接班"):
            leave(session, staff, receiver=receiver)
    _, ticket = ask_for_person(session)
    with pytest.raises(Conflict, match="工单 1001 已经不在您手上"):
        leave(session, staff, {ticket.number: ""})
    assert last_handovers(session) == []
