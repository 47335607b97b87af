from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kb.errors import BadInput, NotFound
from kb.history import events_of
from kb.notices.choosing import choose_for_group, choose_mail, group_kinds, mail_of
from kb.notices.inbox import inbox, see, see_all, unseen_count
from kb.notices.notice import NoticeKind
from notices_world import tell
from world import AFTERNOON, NEXT_DAY, Staff

HOUR = timedelta(hours=1)


def test_the_same_thing_is_told_once(session: Session, staff: Staff) -> None:
    first = tell(session, staff.wang.id)
    assert tell(session, staff.wang.id, now=NEXT_DAY) is first
    assert tell(session, staff.li.id) is not first
    assert unseen_count(session, staff.wang.id) == 1


def test_unseen_notices_come_first_then_the_newest(session: Session, staff: Staff) -> None:
    old, seen, new = (
        tell(session, staff.wang.id, str(each), now=AFTERNOON + each * HOUR) for each in range(3)
    )
    see(session, seen.id, by=staff.wang.id, now=NEXT_DAY)
    assert inbox(session, staff.wang.id) == [new, old, seen]


def test_seeing_twice_keeps_the_first_moment(session: Session, staff: Staff) -> None:
    notice = tell(session, staff.wang.id)
    for now in (AFTERNOON, NEXT_DAY):
        see(session, notice.id, by=staff.wang.id, now=now)
    assert notice.seen_at == AFTERNOON
    assert [each.verb for each in events_of(session, "notice", notice.id)] == ["seen"]


def test_nobody_sees_for_somebody_else(session: Session, staff: Staff) -> None:
    notice = tell(session, staff.wang.id)
    with pytest.raises(NotFound):
        see(session, notice.id, by=staff.li.id, now=AFTERNOON)


def test_what_came_after_the_page_was_drawn_stays_unseen(session: Session, staff: Staff) -> None:
    shown = [tell(session, staff.wang.id, str(each)) for each in range(3)]
    tell(session, staff.wang.id, "since")
    tell(session, staff.li.id)
    assert see_all(session, shown[-1].id, by=staff.wang.id, now=NEXT_DAY) == 3
    assert unseen_count(session, staff.wang.id) == 1
    assert unseen_count(session, staff.li.id) == 1


@pytest.mark.parametrize(
    "address",
    ["", "wang", "wang@club", "a b@club.example", "a@b@c.example", "a@club.example\nBcc: x@y.zz"],
)
def test_an_address_must_be_one(session: Session, staff: Staff, address: str) -> None:
    with pytest.raises(BadInput, match="不像一个邮箱地址"):
        choose_mail(session, address, {NoticeKind.DUE}, by=staff.wang.id, now=AFTERNOON)


def test_mail_is_chosen_changed_and_forgotten(session: Session, staff: Staff) -> None:
    wang = staff.wang.id
    choose_mail(session, "wang@club.example", {NoticeKind.DUE}, by=wang, now=AFTERNOON)
    kinds = {NoticeKind.SERIOUS, NoticeKind.WARNED}
    kept = choose_mail(session, "w@club.example", kinds, by=wang, now=NEXT_DAY)
    assert kept is not None
    assert (kept.address, kept.kinds) == ("w@club.example", ["warned", "serious"])
    assert choose_mail(session, "", (), by=wang, now=NEXT_DAY) is None
    assert mail_of(session, wang) is None
    told = events_of(session, "person", wang)
    assert [each.verb for each in told] == ["hired", "subscribed", "subscribed", "unsubscribed"]
    assert "w@club" not in str([each.details for each in told])


def test_the_group_is_told_what_was_chosen_last(session: Session, staff: Staff) -> None:
    for kinds in ({NoticeKind.DUE}, {NoticeKind.SERIOUS, NoticeKind.BREACHED}):
        for _ in range(2):
            choose_for_group(session, kinds, by=staff.li.id, now=AFTERNOON)
    assert group_kinds(session) == {NoticeKind.SERIOUS, NoticeKind.BREACHED}
    assert len(events_of(session, "channel", "robot")) == 2
