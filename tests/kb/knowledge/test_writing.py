"""Writing in sittings, going back to an older text, and what one maintainer may publish alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import events_of
from kb.knowledge import (
    Content,
    Entry,
    EntryState,
    LightKind,
    LookFinding,
    approve,
    edit,
    live,
    look_again,
    propose,
    publications,
    reject,
    restore,
    retire,
    revisions,
    roll_back,
    submit,
    take_back,
)
from kb.knowledge.light import publish_typo, waiting_for_a_look
from kb.policy import KnowledgePolicy
from kb.policy.knowledge import SensitiveTopic
from world import AFTERNOON, NOON, Staff, hire_staff, publish_text, text

POLICY = KnowledgePolicy(
    typo_characters=4, sensitive=(SensitiveTopic(topic="价格", words=("元",)),)
)
SHOWER = text("可以洗澡吗？", "可以，办入场手续时请向前台要淋浴漂。", "能冲凉吗")
MENDED = text("可以洗澡吗？", "可以，办入场手续时请向前台要淋浴票。", "能冲凉吗")
OTHER = text("可以洗澡吗？", "淋浴间正在维修，下个月重新开放。", "能冲凉吗")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


@pytest.fixture
def shower(session: Session, staff: Staff) -> Entry:
    """In force since the morning."""
    return publish_text(session, staff, "shower", SHOWER)


def sittings(session: Session, entry: Entry) -> list[int | None]:
    return [each.sitting for each in reversed(revisions(session, entry.id))]


def test_edits_soon_after_each_other_are_one_sitting(
    session: Session, staff: Staff, shower: Entry
) -> None:
    now = NOON
    for number, wait in enumerate((0, 5, 15, 16), start=1):
        now += wait * MINUTE
        edit(session, shower, OTHER, seen=number, by=staff.wang.id, now=now)
    assert sittings(session, shower) == [None, None, 2, 2, None]


def test_the_pause_is_what_policy_says(session: Session, staff: Staff, shower: Entry) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.wang.id, now=NOON)
    later, short = NOON + 2 * MINUTE, MINUTE
    edit(session, shower, MENDED, seen=2, by=staff.wang.id, now=later, within=short)
    assert sittings(session, shower) == [None, None, None]


def test_another_hand_begins_another_sitting(session: Session, staff: Staff, shower: Entry) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.wang.id, now=NOON)
    edit(session, shower, MENDED, seen=2, by=staff.li.id, now=NOON)
    edit(session, shower, OTHER, seen=3, by=staff.wang.id, now=NOON)
    assert sittings(session, shower) == [None, None, None, None]


def test_what_was_reviewed_is_the_end_of_a_sitting(
    session: Session, staff: Staff, shower: Entry
) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.wang.id, now=NOON)
    submit(session, shower, by=staff.wang.id, now=NOON)
    reject(session, shower, "日期没写", seen=2, by=staff.chen.id, now=NOON)
    edit(session, shower, MENDED, seen=2, by=staff.wang.id, now=NOON)
    assert sittings(session, shower) == [None, None, None]


def test_a_text_is_taken_back_by_who_wrote_it(session: Session, staff: Staff) -> None:
    entry = propose(session, SHOWER, by=staff.wang.id, now=NOON)
    submit(session, entry, by=staff.wang.id, now=NOON)
    with pytest.raises(Conflict, match="不能由您撤回"):
        take_back(session, entry, by=staff.li.id, now=NOON)
    assert take_back(session, entry, by=staff.wang.id, now=NOON).state is EntryState.DRAFT
    with pytest.raises(Conflict, match="不能撤回送审"):
        take_back(session, entry, by=staff.wang.id, now=NOON)


def test_rolling_back_writes_the_old_text_anew(
    session: Session, staff: Staff, shower: Entry
) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.wang.id, now=NOON)
    roll_back(session, shower, 1, seen=2, by=staff.li.id, now=AFTERNOON)
    newest = revisions(session, "shower")[0]
    assert (newest.number, newest.content, newest.restores) == (3, SHOWER, 1)
    assert shower.state is EntryState.DRAFT
    with pytest.raises(Conflict, match="最新一版"):
        roll_back(session, shower, 3, seen=3, by=staff.li.id, now=AFTERNOON)


def test_who_wrote_the_old_text_does_not_approve_it_when_another_takes_it_up(
    session: Session, staff: Staff
) -> None:
    entry = propose(session, OTHER, by=staff.zhou.id, now=NOON)
    edit(session, entry, SHOWER, seen=1, by=staff.wang.id, now=NOON)
    submit(session, entry, by=staff.wang.id, now=NOON)
    approve(session, entry, seen=2, by=staff.chen.id, now=NOON)
    roll_back(session, entry, 1, seen=2, by=staff.li.id, now=AFTERNOON)
    submit(session, entry, by=staff.li.id, now=AFTERNOON)
    with pytest.raises(Conflict, match="第 1 版是您自己写的"):
        approve(session, entry, seen=3, by=staff.zhou.id, now=AFTERNOON)
    approve(session, entry, seen=3, by=staff.wang.id, now=AFTERNOON)
    assert [each.answer for each in live(session)] == [OTHER.answer]


def test_a_text_that_was_in_force_is_restored_at_once_with_a_reason(
    session: Session, staff: Staff, shower: Entry
) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.chen.id, now=NOON)
    submit(session, shower, by=staff.chen.id, now=NOON)
    approve(session, shower, seen=2, by=staff.zhou.id, now=NOON)
    with pytest.raises(BadInput, match="原因"):
        restore(session, shower, 1, " ", seen=2, by=staff.chen.id, now=AFTERNOON)
    restore(session, shower, 1, "维修取消了", seen=2, by=staff.chen.id, now=AFTERNOON)
    assert [each.answer for each in live(session)] == [SHOWER.answer]
    assert (shower.head, shower.live, shower.state) == (3, 3, EntryState.PUBLISHED)
    [(light, publication)] = waiting_for_a_look(session)
    assert (light.kind, light.reason) == (LightKind.RESTORED, "维修取消了")
    assert publication.by_id == staff.chen.id


def test_a_text_that_never_was_in_force_is_not_restored(
    session: Session, staff: Staff, shower: Entry
) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.wang.id, now=NOON)
    edit(session, shower, MENDED, seen=2, by=staff.wang.id, now=NOON)
    with pytest.raises(Conflict, match="从来没有生效过"):
        restore(session, shower, 2, "想要", seen=3, by=staff.chen.id, now=AFTERNOON)
    with pytest.raises(Conflict, match="正在生效"):
        restore(session, shower, 1, "想要", seen=3, by=staff.chen.id, now=AFTERNOON)


def test_a_text_whose_time_is_over_is_not_restored(session: Session, staff: Staff) -> None:
    winter = text("冬季几点开门？", "10:00开门。", valid_until=NOON)
    entry = publish_text(session, staff, "winter", winter)
    retire(session, entry, "冬天过了", by=staff.chen.id, now=NOON)
    with pytest.raises(Conflict, match="有效期已经过了"):
        restore(session, entry, 1, "又冷了", seen=1, by=staff.chen.id, now=AFTERNOON)


def test_a_retired_entry_comes_back_with_its_text(
    session: Session, staff: Staff, shower: Entry
) -> None:
    retire(session, shower, "改建", by=staff.chen.id, now=NOON)
    restore(session, shower, 1, "改建完了", seen=1, by=staff.zhou.id, now=AFTERNOON)
    assert [each.answer for each in live(session)] == [SHOWER.answer]


def test_a_typing_fix_is_in_force_at_once_and_waits_for_a_look(
    session: Session, staff: Staff, shower: Entry
) -> None:
    publish_typo(session, shower, MENDED, POLICY, seen=1, by=staff.chen.id, now=NOON)
    assert [each.answer for each in live(session)] == [MENDED.answer]
    newest = revisions(session, "shower")[0]
    assert (newest.number, newest.summary, newest.written_by) == (2, "错字", staff.chen.id)
    [(light, publication)] = waiting_for_a_look(session)
    assert (light.kind, publication.revision) == (LightKind.TYPO, 2)
    assert [each.verb for each in events_of(session, "entry", "shower")][-1] == "published_alone"


def test_a_text_that_is_due_stays_due_after_a_typing_fix(
    session: Session, staff: Staff, shower: Entry
) -> None:
    shower.state = EntryState.DUE
    publish_typo(session, shower, MENDED, POLICY, seen=1, by=staff.chen.id, now=NOON)
    assert (shower.state, shower.live) == (EntryState.DUE, 2)


NO_TYPO = (
    (OTHER, "超过 4 个"),
    (text("可以洗澡吗？", MENDED.answer, "能冲凉吗", "有浴室吗"), "相似问有增减"),
    (text("可以洗澡吗？", MENDED.answer, "能冲凉吗", short="可以"), "电话简答有增减"),
    (text("可以洗澡吗？", MENDED.answer, "能冲凉吗", tags=("淋浴",)), "正文以外"),
    (text("可以洗澡吗？", SHOWER.answer.replace("漂", "元"), "能冲凉吗"), "价格"),
    (SHOWER, "还没有改动"),
)


@pytest.mark.parametrize(("content", "why"), NO_TYPO)
def test_what_is_more_than_a_typo_goes_through_review(
    session: Session, staff: Staff, shower: Entry, content: Content, why: str
) -> None:
    with pytest.raises((BadInput, Conflict), match=why):
        publish_typo(session, shower, content, POLICY, seen=1, by=staff.chen.id, now=NOON)
    assert (shower.head, shower.live) == (1, 1)


def test_without_a_policy_nobody_publishes_alone(
    session: Session, staff: Staff, shower: Entry
) -> None:
    with pytest.raises(Conflict, match="没有开放"):
        publish_typo(session, shower, MENDED, KnowledgePolicy(), seen=1, by=staff.chen.id, now=NOON)


def test_many_small_steps_do_not_become_a_long_way(
    session: Session, staff: Staff, shower: Entry
) -> None:
    step = text("可以洗澡吗？", "可以，办入场手续时请向前台领那两张票。", "能冲凉吗")
    publish_typo(session, shower, MENDED, POLICY, seen=1, by=staff.chen.id, now=NOON)
    with pytest.raises(Conflict, match="上次审过"):
        publish_typo(session, shower, step, POLICY, seen=2, by=staff.chen.id, now=NOON)
    retire(session, shower, "改建", by=staff.chen.id, now=NOON)
    restore(session, shower, 2, "改建完了", seen=2, by=staff.chen.id, now=NOON)
    with pytest.raises(Conflict, match="上次审过"):
        publish_typo(session, shower, step, POLICY, seen=3, by=staff.chen.id, now=NOON)


def test_a_draft_above_the_text_in_force_bars_the_light_path(
    session: Session, staff: Staff, shower: Entry
) -> None:
    edit(session, shower, OTHER, seen=1, by=staff.wang.id, now=NOON)
    with pytest.raises(Conflict, match="不能直接改错字"):
        publish_typo(session, shower, MENDED, POLICY, seen=2, by=staff.chen.id, now=NOON)


def test_a_colleague_looks_at_it_once_and_not_the_writer(
    session: Session, staff: Staff, shower: Entry
) -> None:
    publish_typo(session, shower, MENDED, POLICY, seen=1, by=staff.chen.id, now=NOON)
    number = publications(session, "shower")[0].number
    zhou = staff.zhou.id
    with pytest.raises(Conflict, match="另一位同事"):
        look_again(session, number, LookFinding.FINE, "", by=staff.chen.id, now=NOON)
    with pytest.raises(BadInput, match="原因"):
        look_again(session, number, LookFinding.OBJECTED, " ", by=zhou, now=NOON)
    look = look_again(session, number, LookFinding.OBJECTED, "意思变了", by=zhou, now=NOON)
    assert (look.finding, look.remark) == (LookFinding.OBJECTED, "意思变了")
    assert waiting_for_a_look(session) == []
    with pytest.raises(Conflict, match="已经有人看过"):
        look_again(session, number, LookFinding.FINE, "", by=zhou, now=NOON)


@pytest.mark.parametrize("table", ["light_publications", "second_looks"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET number = number"])
def test_what_was_published_alone_cannot_be_made_unsaid(
    session: Session, staff: Staff, shower: Entry, table: str, change: str
) -> None:
    publish_typo(session, shower, MENDED, POLICY, seen=1, by=staff.chen.id, now=NOON)
    number = publications(session, "shower")[0].number
    look_again(session, number, LookFinding.FINE, "", by=staff.zhou.id, now=NOON)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(sql(change.format(table)))
