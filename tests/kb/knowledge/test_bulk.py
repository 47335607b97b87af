"""One act on many entries, and the way back from it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.knowledge import EntryState, edit, find_entry, find_revision, live, propose, submit
from kb.knowledge.bulk import (
    MOST,
    UNDO_WITHIN,
    BulkKind,
    bulk_items,
    find_bulk_act,
    last_bulk_act,
    plan_review_of_all,
    retire_all,
    submit_all,
    tag_all,
    undo,
)
from world import AFTERNOON, NOON, PARKING, Staff, open_club, text

BOTH = ("annual-cards", "parking")
SOON = AFTERNOON + timedelta(minutes=5)
LATE = AFTERNOON + UNDO_WITHIN + timedelta(seconds=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def in_force(session: Session) -> set[str]:
    return {each.id for each in live(session)}


def test_several_are_retired_at_once_and_come_back(session: Session, staff: Staff) -> None:
    done = retire_all(session, BOTH, "不再提供", by=staff.chen.id, now=AFTERNOON)
    assert (done.changed, done.refused) == (BOTH, {})
    assert in_force(session).isdisjoint(BOTH)
    assert done.act is not None
    undone = undo(session, done.act, by=staff.chen.id, now=SOON)
    assert undone.changed == BOTH
    assert set(BOTH) <= in_force(session)
    parking = find_entry(session, "parking")
    assert (parking.state, parking.head, parking.live) == (EntryState.PUBLISHED, 2, 2)
    assert find_revision(session, "parking", 2).answer == PARKING.answer


def test_nothing_is_taken_out_of_the_record(session: Session, staff: Staff) -> None:
    done = retire_all(session, ["parking"], "不再提供", by=staff.chen.id, now=AFTERNOON)
    assert done.act is not None
    undo(session, done.act, by=staff.chen.id, now=SOON)
    verbs = [each.verb for each in events_of(session, "entry", "parking")]
    assert verbs == ["proposed", "submitted", "approved", "retired", "published_alone"]
    assert [each.verb for each in events_of(session, "bulk_act", done.act.id)] == ["done", "undone"]


def test_tags_are_set_at_once_without_a_word_changed(session: Session, staff: Staff) -> None:
    done = tag_all(session, BOTH, ("热门", "收费"), by=staff.chen.id, now=AFTERNOON)
    found = {each.id: each for each in live(session)}
    assert [found[each].tags for each in BOTH] == [("热门", "收费")] * 2
    assert found["parking"].answer == PARKING.answer
    assert done.act is not None
    undo(session, done.act, by=staff.chen.id, now=SOON)
    assert {each.tags for each in live(session)} == {()}


def test_a_date_of_review_is_set_and_taken_back(session: Session, staff: Staff) -> None:
    day = date(2027, 1, 31)
    done = plan_review_of_all(session, BOTH, day, by=staff.chen.id, now=AFTERNOON)
    assert {e.review_on for e in live(session) if e.id in BOTH} == {day}
    assert done.act is not None
    undo(session, done.act, by=staff.chen.id, now=SOON)
    assert {e.review_on for e in live(session) if e.id in BOTH} == {None}


def test_ones_own_drafts_are_submitted_and_taken_back(session: Session, staff: Staff) -> None:
    for key, writer in (("own", staff.chen), ("other", staff.wang)):
        propose(session, text(f"{key}在哪里？", "在二楼。"), by=writer.id, now=NOON, entry_id=key)
    done = submit_all(session, ["own", "other", "parking"], by=staff.chen.id, now=AFTERNOON)
    assert done.changed == ("own",)
    assert done.refused["other"] == "草稿不是您写的，请由写的人送审。"
    assert "已发布" in done.refused["parking"]
    assert done.act is not None
    undo(session, done.act, by=staff.chen.id, now=SOON)
    assert find_entry(session, "own").state is EntryState.DRAFT


def test_what_the_act_does_not_fit_stays_as_it_was_and_says_why(
    session: Session, staff: Staff
) -> None:
    entry = find_entry(session, "parking")
    edit(
        session, entry, text("停车收费吗？", "停车两小时免费。"), seen=1, by=staff.wang.id, now=NOON
    )
    chosen = ["parking", "no-such", "annual-cards"]
    done = retire_all(session, chosen, "不再提供", by=staff.chen.id, now=AFTERNOON)
    assert done.changed == ("annual-cards",)
    assert done.refused == {
        "parking": "有还没审完的修改，请单独处理。",
        "no-such": "没有这个条目。",
    }
    assert entry.state is EntryState.DRAFT


def test_undoing_leaves_alone_what_somebody_touched_since(session: Session, staff: Staff) -> None:
    done = tag_all(session, BOTH, ("热门",), by=staff.chen.id, now=AFTERNOON)
    entry = find_entry(session, "parking")
    changed = text("停车收费吗？", "停车两小时免费。")
    edit(session, entry, changed, seen=entry.head, by=staff.wang.id, now=AFTERNOON)
    assert done.act is not None
    undone = undo(session, done.act, by=staff.chen.id, now=SOON)
    assert undone.changed == ("annual-cards",)
    kept = {each.entry_id: each.kept_because for each in bulk_items(session, done.act)}
    assert kept == {"annual-cards": None, "parking": "之后又有人改过。"}
    assert find_revision(session, "parking", entry.head).answer == changed.answer


def test_only_who_did_it_may_undo_and_only_for_ten_minutes(session: Session, staff: Staff) -> None:
    done = tag_all(session, BOTH, ("热门",), by=staff.chen.id, now=AFTERNOON)
    act = done.act
    assert act is not None
    for by, moment in ((staff.zhou.id, SOON), (staff.chen.id, LATE)):
        with pytest.raises(Conflict) as refused:
            undo(session, act, by=by, now=moment)
        assert refused.value.code == "too_late_to_undo"
        assert last_bulk_act(session, by, moment) is None
    assert last_bulk_act(session, staff.chen.id, SOON) is act
    undo(session, act, by=staff.chen.id, now=SOON)
    assert last_bulk_act(session, staff.chen.id, SOON) is None
    with pytest.raises(Conflict):
        undo(session, act, by=staff.chen.id, now=SOON)


def test_submitting_undone_after_a_review_keeps_the_review(session: Session, staff: Staff) -> None:
    entry = propose(session, text("在哪？", "二楼。"), by=staff.chen.id, now=NOON, entry_id="own")
    done = submit_all(session, ["own"], by=staff.chen.id, now=AFTERNOON)
    entry.state = EntryState.REJECTED
    assert done.act is not None
    assert undo(session, done.act, by=staff.chen.id, now=SOON).changed == ()
    assert entry.state is EntryState.REJECTED


def test_a_bulk_act_needs_entries_and_not_too_many(session: Session, staff: Staff) -> None:
    for chosen in ([], [f"e{number}" for number in range(MOST + 1)]):
        with pytest.raises(BadInput) as refused:
            tag_all(session, chosen, ("热门",), by=staff.chen.id, now=AFTERNOON)
        assert refused.value.field == "ids"
    with pytest.raises(BadInput):
        retire_all(session, ["parking"], "", by=staff.chen.id, now=AFTERNOON)


def test_nothing_is_recorded_when_no_entry_fits(session: Session, staff: Staff) -> None:
    done = submit_all(session, ["parking"], by=staff.chen.id, now=AFTERNOON)
    assert (done.act, done.changed) == (None, ())
    with pytest.raises(NotFound):
        find_bulk_act(session, 1)


def test_an_act_says_what_it_is(session: Session, staff: Staff) -> None:
    done = tag_all(session, BOTH, ("热门",), by=staff.chen.id, now=AFTERNOON)
    assert done.act is not None
    assert find_bulk_act(session, done.act.id).kind is BulkKind.TAGS
    submit_state = find_entry(session, "parking").state
    assert submit_state is EntryState.PUBLISHED
    with pytest.raises(Conflict):
        submit(session, find_entry(session, "parking"), by=staff.chen.id, now=AFTERNOON)
