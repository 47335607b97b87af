"""From a notice to a letter: once where all goes well, at least once where it does not."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from kb.acts.deliver import Delivered, deliver
from kb.db import Database
from kb.notices.channels import Channels, Letter, NotSent
from kb.notices.choosing import choose_for_group, choose_mail
from kb.notices.delivery import Delivery, DeliveryState
from kb.notices.inbox import inbox, see
from kb.notices.kinds import ChannelKind, NoticeKind
from kb.notices.outbox import CLAIM, MOST_ATTEMPTS, PAUSES, claim
from kb.people.accounts import deactivate
from notices_world import tell
from world import AFTERNOON, Staff, hire_staff

BREACHED = {NoticeKind.BREACHED}
MINUTE = timedelta(minutes=1)


class Post:
    """Takes letters, or refuses them."""

    def __init__(self, refusal: NotSent | None = None) -> None:
        self.refusal = refusal
        self.letters: list[Letter] = []

    def send(self, letter: Letter, *, now: datetime) -> None:
        if self.refusal:
            raise self.refusal
        self.letters.append(letter)


@pytest.fixture
def staff(database: Database) -> Staff:
    """小王 wants breaches by mail, the group's robot tells them too."""
    with database.writing() as session:
        staff = hire_staff(session)
        choose_mail(session, "wang@club.example", BREACHED, by=staff.wang.id, now=AFTERNOON)
        choose_for_group(session, BREACHED, by=staff.li.id, now=AFTERNOON)
    return staff


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def channels(post: Post) -> Channels:
    return {ChannelKind.MAIL: post}


def tell_wang(database: Database, staff: Staff, text: str = "工单 1001 已超时。") -> None:
    with database.writing() as session:
        tell(session, staff.wang.id, text=text)


def deliveries(database: Database, kind: ChannelKind = ChannelKind.MAIL) -> list[Delivery]:
    with database.reading() as session:
        found = select(Delivery).where(Delivery.channel == kind).order_by(Delivery.id)
        return list(session.scalars(found))


def test_what_was_chosen_goes_out_once(
    database: Database, staff: Staff, post: Post, channels: Channels
) -> None:
    tell_wang(database, staff)
    assert deliver(database, channels, AFTERNOON) == Delivered(sent=1)
    assert deliver(database, channels, AFTERNOON + MINUTE) == Delivered()
    (letter,) = post.letters
    assert (letter.to, letter.heading) == ("wang@club.example", "场边提醒：已超时")
    assert deliveries(database)[0].state is DeliveryState.SENT


def test_the_group_is_told_once_of_what_several_are_told(database: Database, staff: Staff) -> None:
    robot = Post()
    with database.writing() as session:
        for each in (staff.li, staff.wang, staff.chen):
            tell(session, each.id)
    assert deliver(database, {ChannelKind.ROBOT: robot}, AFTERNOON).sent == 1
    assert robot.letters[0].to == ""


@pytest.mark.parametrize("kind", [each for each in NoticeKind if each not in BREACHED])
def test_what_was_not_chosen_stays_in_the_desk(
    sqlite: Database, kind: NoticeKind, post: Post
) -> None:
    with sqlite.writing() as session:
        wang = hire_staff(session).wang
        choose_mail(session, "wang@club.example", BREACHED, by=wang.id, now=AFTERNOON)
        tell(session, wang.id, kind=kind)
    assert deliver(sqlite, {ChannelKind.MAIL: post}, AFTERNOON) == Delivered()


def test_no_telephone_number_and_no_long_story_leaves_the_house(
    database: Database, staff: Staff, post: Post, channels: Channels
) -> None:
    tell_wang(database, staff, f"工单 1001：请打 13812345678\n找我{'，很急' * 60}")
    deliver(database, channels, AFTERNOON)
    text = post.letters[0].text
    assert "[mobile]" in text
    assert "138" not in text
    assert len(text) <= 80


@pytest.mark.parametrize("why", ["seen", "unsubscribed", "left", "stale"])
def test_what_is_not_wanted_any_more_is_dropped(
    database: Database, staff: Staff, post: Post, channels: Channels, why: str
) -> None:
    tell_wang(database, staff)
    now = AFTERNOON + MINUTE
    with database.writing() as session:
        wang = staff.wang.id
        if why == "seen":
            see(session, inbox(session, wang)[0].id, by=wang, now=now)
        elif why == "unsubscribed":
            choose_mail(session, "", (), by=wang, now=now)
        elif why == "left":
            deactivate(session, session.merge(staff.wang), why="离职", by=None, now=now)
    late = now + timedelta(days=1) if why == "stale" else now
    assert deliver(database, channels, late) == Delivered()
    assert deliveries(database)[0].state is DeliveryState.DROPPED
    assert post.letters == []


def test_a_failure_is_tried_again_after_growing_pauses_and_then_told_to_supervisors(
    database: Database, staff: Staff
) -> None:
    tell_wang(database, staff)
    channels = {ChannelKind.MAIL: Post(NotSent("邮件服务器没有回应"))}
    now = AFTERNOON
    for pause in PAUSES:
        assert deliver(database, channels, now).failed == 1
        assert deliver(database, channels, now + pause - MINUTE / 2) == Delivered()
        now += pause
    assert deliver(database, channels, now).failed == 1
    (given_up,) = deliveries(database)
    assert (given_up.state, given_up.attempts) == (DeliveryState.GIVEN_UP, MOST_ATTEMPTS)
    with database.reading() as session:
        (told,) = inbox(session, staff.li.id)
    assert told.kind is NoticeKind.UNDELIVERED
    assert told.text == "电子邮件今天有提醒没有送到：邮件服务器没有回应。"


def test_an_address_that_does_not_exist_is_given_up_at_once(
    database: Database, staff: Staff
) -> None:
    tell_wang(database, staff)
    refusal = NotSent("邮件服务器不收这个地址（550）", for_good=True)
    deliver(database, {ChannelKind.MAIL: Post(refusal)}, AFTERNOON)
    assert deliveries(database)[0].state is DeliveryState.GIVEN_UP


def test_a_sender_killed_between_claim_and_mark_leaves_its_letter_to_the_next(
    database: Database, staff: Staff, post: Post, channels: Channels
) -> None:
    tell_wang(database, staff)
    with database.writing() as session:
        ((killed,), _) = claim(session, channels.keys(), at_most=9, now=AFTERNOON)
    assert deliver(database, channels, AFTERNOON + CLAIM - MINUTE) == Delivered()
    assert deliver(database, channels, AFTERNOON + CLAIM) == Delivered(sent=1)
    assert post.letters[0].message_id == killed.letter.message_id


def test_senders_that_are_killed_again_and_again_do_not_go_on_for_ever(
    database: Database, staff: Staff, post: Post, channels: Channels
) -> None:
    tell_wang(database, staff)
    now = AFTERNOON
    for _ in range(MOST_ATTEMPTS):
        with database.writing() as session:
            assert len(claim(session, channels.keys(), at_most=9, now=now)[0]) == 1
        now += CLAIM
    assert deliver(database, channels, now) == Delivered()
    assert deliveries(database)[0].state is DeliveryState.GIVEN_UP
    with database.reading() as session:
        assert len(inbox(session, staff.li.id)) == 1


def test_a_channel_that_is_not_set_up_keeps_nobody_waiting(
    database: Database, staff: Staff, post: Post, channels: Channels
) -> None:
    tell_wang(database, staff)
    assert deliver(database, {}, AFTERNOON) == Delivered()
    assert deliver(database, channels, AFTERNOON) == Delivered(sent=1)
    assert [each.state for each in deliveries(database, ChannelKind.ROBOT)] == ["waiting"]


def test_two_senders_at_once_send_each_letter_once(
    database: Database, staff: Staff, post: Post, channels: Channels
) -> None:
    with database.writing() as session:
        for number in range(12):
            tell(session, staff.wang.id, f"breach:{number}")
    start = Barrier(2)

    def work() -> None:
        start.wait()
        for _ in range(4):
            deliver(database, channels, AFTERNOON, at_most=3)

    senders = [Thread(target=work) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert len({each.message_id for each in post.letters}) == len(post.letters) == 12
