"""What one colleague does reaches everybody it concerns."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.change_level import change_level
from kb.acts.correct_triage import correct_triage
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reopen_ticket import reopen_ticket, reopen_unsolved, says_unsolved
from kb.acts.reply import reply_to_ticket
from kb.acts.triage_words import Proposal
from kb.acts.update_member import update_member
from kb.conversations import Author, after, by_token, find_conversation
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import Event
from kb.notices.notice import Notice
from kb.policy import adopt, read_policies
from kb.terms import Category, Channel, Level
from kb.tickets import Ticket, TicketState, close, find_ticket, reply, take
from kb.tickets.correction import Corrected, corrections
from kb.tickets.handing import hand_on
from kb.tickets.intake import intake_of
from kb.tickets.merge import merge, with_merged
from kb.tickets.reopening import times_reopened
from reception import CORPUS
from world import (
    AFTERNOON,
    MORNING,
    NEXT_DAY,
    Others,
    Staff,
    ask_for_person,
    hire_others,
    open_club,
)

LAMP = "3号场的灯坏了"
CALL = Call(Channel.PHONE, LAMP, Level.TWO, Category.VENUE, "刘先生", "13812345678")
PROPOSAL = Proposal(Level.TWO, Category.VENUE, ("设施损坏",))


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    return open_club(session)


@pytest.fixture
def others(session: Session, staff: Staff) -> Others:
    return hire_others(session)


def heard(session: Session, ticket: Ticket) -> list[str]:
    talk = find_conversation(session, ticket.conversation_id)
    return [each.text for each in after(session, talk) if each.author is Author.STAFF]


def told(session: Session, person_id: int) -> list[str]:
    found = select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)
    return list(session.scalars(found))


def test_who_asked_the_same_hears_the_same(session: Session, staff: Staff) -> None:
    main, twin, third = (ask_for_person(session, LAMP)[1] for _ in range(3))
    wang = staff.wang.id
    merge(session, third, twin, "同一盏灯", by=wang, now=AFTERNOON)
    merge(session, twin, main, "同一盏灯", by=wang, now=AFTERNOON)
    update_member(session, main.number, "正在修", by=wang, now=AFTERNOON)
    reply_to_ticket(session, main.number, "修好了", propose=False, by=wang, now=AFTERNOON)
    assert with_merged(session, main) == [main, twin, third]
    for each in (main, twin, third):
        assert heard(session, each) == ["正在修", "修好了"]


def test_two_tickets_of_one_conversation_are_answered_once(session: Session, staff: Staff) -> None:
    _, main = ask_for_person(session, LAMP)
    _, twin = ask_for_person(session, LAMP)
    twin.conversation_id = main.conversation_id
    merge(session, twin, main, "同一个人", by=staff.wang.id, now=AFTERNOON)
    reply_to_ticket(session, main.number, "好了", propose=False, by=staff.wang.id, now=AFTERNOON)
    assert heard(session, main) == ["好了"]


@pytest.mark.parametrize("into", ["itself", "closed", "circle"])
def test_what_cannot_be_merged_is_refused(session: Session, staff: Staff, into: str) -> None:
    one, two = (ask_for_person(session, LAMP)[1] for _ in range(2))
    wang, target = staff.wang.id, two
    if into == "itself":
        target = one
    if into == "closed":
        close(session, two, "完", by=wang, now=AFTERNOON)
    if into == "circle":
        merge(session, two, one, "同一件事", by=wang, now=AFTERNOON)
    with pytest.raises((BadInput, Conflict)):
        merge(session, one, target, "同一件事", by=wang, now=AFTERNOON)
    assert one.state is TicketState.OPEN


@pytest.mark.parametrize(
    ("said", "unsolved"),
    [
        ("还没解决", True),
        ("问题還沒有解決啊", True),
        ("灯还是不行", True),
        ("又坏了", True),
        ("问题还在", True),
        ("到现在没有修好", True),
        ("退款还没收到", True),
        ("好的谢谢，已经解决了", False),
        ("明天几点开门", False),
        ("篮球场还有空的吗", False),
        ("你们还有没有游泳课", False),
    ],
)
def test_not_solved_is_told_from_other_things(said: str, unsolved: bool) -> None:
    assert says_unsolved(said) is unsolved


@pytest.mark.parametrize("closed", [False, True])
def test_a_member_who_says_it_is_not_solved_goes_on_with_their_ticket(
    session: Session, staff: Staff, closed: bool
) -> None:
    talk, ticket = ask_for_person(session, LAMP)
    reply(session, ticket, "修好了", by=staff.wang.id, now=AFTERNOON)
    if closed:
        close(session, ticket, "完", by=staff.wang.id, now=AFTERNOON)
    again = reopen_unsolved(session, talk, "还是不行", Level.ONE, now=NEXT_DAY)
    assert again is ticket
    assert (ticket.state, ticket.owner_id) == (TicketState.IN_PROGRESS, staff.wang.id)
    assert ticket.due_at > NEXT_DAY
    assert times_reopened(session, ticket.number) == 1
    assert told(session, staff.wang.id) == [f"工单 {ticket.number} 重新打开：会员说：还是不行"]


def test_what_is_late_more_serious_or_still_waits_opens_nothing_again(
    session: Session, staff: Staff
) -> None:
    talk, ticket = ask_for_person(session, LAMP)
    assert reopen_unsolved(session, talk, "还没解决", Level.ONE, now=AFTERNOON) is None
    reply(session, ticket, "修好了", by=staff.wang.id, now=AFTERNOON)
    late = AFTERNOON + timedelta(days=7, seconds=1)
    assert reopen_unsolved(session, talk, "还没解决", Level.ONE, now=late) is None
    assert reopen_unsolved(session, talk, "还没解决", Level.THREE, now=NEXT_DAY) is None
    assert reopen_unsolved(session, talk, "谢谢", Level.ONE, now=NEXT_DAY) is None
    assert reopen_unsolved(session, talk, "还没解决", Level.ONE, now=late - timedelta(seconds=1))


def test_a_ticket_closed_twice_keeps_its_last_word(session: Session, staff: Staff) -> None:
    _, ticket = ask_for_person(session, LAMP)
    close(session, ticket, "第一次", by=staff.wang.id, now=AFTERNOON)
    reopen_ticket(session, ticket.number, "会员来电", by=staff.li.id, now=NEXT_DAY)
    assert ticket.state is TicketState.OPEN
    closure = close(session, ticket, "第二次", by=staff.li.id, now=NEXT_DAY)
    assert (closure.why, closure.by_id) == ("第二次", staff.li.id)


def test_a_raised_ticket_has_a_new_promise_and_supervisors_are_told(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session, LAMP)
    later = AFTERNOON + timedelta(minutes=8)
    change_level(session, ticket.number, Level.THREE, "有人受伤", by=staff.wang.id, now=later)
    assert ticket.due_at == later + timedelta(minutes=1)
    assert any("三级" in each for each in told(session, staff.li.id))


def test_a_correction_keeps_the_promise_that_was_given_and_is_a_label(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session, LAMP)
    later = AFTERNOON + timedelta(minutes=8)
    for level, category in ((Level.TWO, Category.SHOP), (Level.TWO, Category.VENUE)):
        correct_triage(
            session, ticket.number, level, category, "看错了", by=staff.wang.id, now=later
        )
    assert ticket.due_at == AFTERNOON + timedelta(minutes=10)
    assert corrections(session) == [Corrected(LAMP, Level.TWO, Category.VENUE)]


def test_a_call_is_written_down_as_proposed(session: Session, staff: Staff) -> None:
    opened = open_by_hand(session, CALL, PROPOSAL, by=staff.wang.id, now=AFTERNOON)
    talk = by_token(session, opened.token)
    assert (talk.channel, talk.member_name) == (Channel.PHONE, "刘先生")
    assert opened.ticket.level is Level.TWO
    intake = intake_of(session, opened.ticket.number)
    assert intake is not None
    assert (intake.because, intake.member_phone) == (["设施损坏"], "13812345678")
    assert corrections(session) == []
    kept = session.scalars(select(Event.details)).all()
    assert "13812345678" not in repr(kept)


def test_who_knows_better_than_triage_says_why(session: Session, staff: Staff) -> None:
    milder = Proposal(Level.ONE, Category.OTHER, ("一般咨询",))
    with pytest.raises(BadInput, match="更正的原因"), session.begin_nested():
        open_by_hand(session, CALL, milder, by=staff.wang.id, now=AFTERNOON)
    because = Call(
        **{**{name: getattr(CALL, name) for name in CALL.__slots__}, "because": "灯坏了"}
    )
    opened = open_by_hand(session, because, milder, by=staff.wang.id, now=AFTERNOON)
    assert opened.ticket.level is Level.TWO
    assert corrections(session) == [Corrected(LAMP, Level.TWO, Category.VENUE)]


def test_only_who_works_on_tickets_is_handed_one(
    session: Session, staff: Staff, others: Others
) -> None:
    _, ticket = ask_for_person(session, LAMP)
    take(session, ticket, by=staff.wang.id, now=AFTERNOON)
    with pytest.raises(BadInput, match="不能处理工单"):
        hand_on(session, ticket, others.zhao.id, "修灯", by=staff.wang.id, now=AFTERNOON)
    hand_on(session, ticket, staff.li.id, "下班", by=staff.wang.id, now=AFTERNOON)
    assert find_ticket(session, ticket.number).owner_id == staff.li.id
    assert told(session, staff.li.id) == [f"小王把工单 {ticket.number} 转交给您：下班"]
