"""That a text in force is looked at again in time, and what being overdue means."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import events_of
from kb.knowledge import (
    Entry,
    EntryState,
    PublishedEntry,
    approve,
    changes_after,
    edit,
    find_entry,
    find_revision,
    latest_number,
    live,
    propose,
    submit,
)
from kb.knowledge.due import due_on, is_due, overdue_since
from kb.knowledge.light import publish_typo
from kb.knowledge.publication import in_force, plans
from kb.knowledge.recheck import fall_due, verify
from kb.knowledge.verification import verifications
from kb.policy import KnowledgePolicy
from kb.policy.rechecks import Rechecks, WhenOverdue
from kb.terms import Category
from world import MORNING, NIGHT, NOON, PARKING, Staff, open_club, publish_text, shanghai, text

RULES = Rechecks(
    usual_days=30,
    days={Category.VENUE: 10},
    grace_days=5,
    usual_overdue=WhenOverdue.CAUTION,
    overdue={Category.VENUE: WhenOverdue.HOLD},
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


@pytest.fixture
def parking(session: Session, staff: Staff) -> Entry:
    return find_entry(session, "parking")


def standing_text(session: Session, key: str = "parking") -> PublishedEntry:
    found = in_force(session, key, NIGHT)
    assert found is not None
    return found


def test_a_text_is_due_so_many_days_after_it_was_found_right(
    session: Session, staff: Staff
) -> None:
    assert due_on(standing_text(session), RULES) == date(2026, 12, 18)
    assert due_on(standing_text(session, "badminton-price"), RULES) == date(2026, 11, 28)


def test_a_review_date_of_its_own_goes_before_the_interval(session: Session, staff: Staff) -> None:
    dated = text("冬训何时报名？", "现在。", review_on=date(2026, 11, 20))
    publish_text(session, staff, "winter", dated)
    assert due_on(standing_text(session, "winter"), RULES) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("moment", "for_staff", "for_members"),
    [
        (shanghai(2026, 12, 17, 23, 59), False, None),
        (shanghai(2026, 12, 18), True, None),
        (shanghai(2026, 12, 23, 23, 59), True, None),
        (shanghai(2026, 12, 24), True, (date(2026, 12, 18), WhenOverdue.CAUTION)),
    ],
)
def test_staff_are_told_on_the_day_and_members_after_the_days_of_grace(
    session: Session, staff: Staff, moment: datetime, for_staff: bool, for_members: object
) -> None:
    found = standing_text(session)
    assert is_due(found, RULES, moment) is for_staff
    assert overdue_since(found, RULES, moment) == for_members


def test_what_becomes_of_an_overdue_text_hangs_on_its_category(
    session: Session, staff: Staff
) -> None:
    badminton = standing_text(session, "badminton-price")
    found = overdue_since(badminton, RULES, shanghai(2027, 1, 1))
    assert found == (date(2026, 11, 28), WhenOverdue.HOLD)


def test_who_finds_it_right_sets_the_next_day(
    session: Session, staff: Staff, parking: Entry
) -> None:
    fall_due(session, parking, now=NOON)
    assert parking.state is EntryState.DUE
    done = verify(session, parking, RULES, by=staff.zhou.id, now=NOON, note="和前台核对过")
    assert (done.revision, done.next_due, done.note) == (1, date(2026, 12, 18), "和前台核对过")
    assert parking.state is EntryState.PUBLISHED
    assert due_on(standing_text(session), RULES) == date(2026, 12, 18)
    assert verifications(session, "parking") == [done]
    assert events_of(session, "entry", "parking")[-1].verb == "verified"


def test_a_day_may_be_chosen_but_not_a_past_one(
    session: Session, staff: Staff, parking: Entry
) -> None:
    by = {"by": staff.zhou.id, "now": NOON}
    with pytest.raises(BadInput, match="今天以后"):
        verify(session, parking, RULES, again_on=date(2026, 11, 18), **by)
    verify(session, parking, RULES, again_on=date(2026, 11, 19), **by)
    assert due_on(standing_text(session), RULES) == date(2026, 11, 19)


def test_whoever_follows_the_base_sees_the_check(
    session: Session, staff: Staff, parking: Entry
) -> None:
    before = latest_number(session)
    verify(session, parking, RULES, by=staff.zhou.id, now=NOON)
    assert latest_number(session) == before + 1
    [change] = changes_after(session, before, now=NOON)
    assert isinstance(change, PublishedEntry)
    assert (change.id, change.review_on, change.checked_at) == ("parking", date(2026, 12, 18), NOON)


def test_the_past_does_not_know_of_later_checks(
    session: Session, staff: Staff, parking: Entry
) -> None:
    verify(session, parking, RULES, by=staff.zhou.id, now=NOON)
    [past] = [each for each in live(session, NOON - timedelta(1e-5)) if each.id == "parking"]
    assert (past.review_on, past.checked_at) == (None, MORNING)


def test_the_text_in_force_is_checked_while_a_new_one_is_drafted(
    session: Session, staff: Staff, parking: Entry
) -> None:
    edit(session, parking, text("停车收费吗？", "免费。"), seen=1, by=staff.chen.id, now=NOON)
    assert verify(session, parking, RULES, by=staff.zhou.id, now=NOON).revision == 1
    assert parking.state is EntryState.DRAFT


def test_what_is_not_in_force_is_not_checked(session: Session, staff: Staff) -> None:
    draft = propose(session, PARKING, by=staff.chen.id, now=NOON)
    with pytest.raises(Conflict):
        verify(session, draft, RULES, by=staff.zhou.id, now=NOON)
    with pytest.raises(Conflict):
        fall_due(session, draft, now=NOON)


MORE_LATER = KnowledgePolicy(typo_characters=4)


def fix_typo(session: Session, staff: Staff, entry: Entry) -> None:
    fixed = replace(
        find_revision(session, entry.id, entry.head).content, answer="停车免费，停车场很大"
    )
    publish_typo(session, entry, fixed, MORE_LATER, seen=entry.head, by=staff.chen.id, now=NIGHT)


def test_a_typing_fix_checks_nothing(session: Session, staff: Staff, parking: Entry) -> None:
    fix_typo(session, staff, parking)
    found = standing_text(session)
    assert (found.revision, found.checked_at) == (2, MORNING)
    assert due_on(found, RULES) == date(2026, 12, 18)


def test_a_typing_fix_leaves_the_last_check_standing(
    session: Session, staff: Staff, parking: Entry
) -> None:
    again = date(2027, 3, 1)
    verify(session, parking, RULES, by=staff.zhou.id, now=NOON, again_on=again)
    fix_typo(session, staff, parking)
    found = standing_text(session)
    assert (found.checked_at, found.review_on) == (NOON, again)


def test_a_day_set_after_the_last_check_stands_before_it(
    session: Session, staff: Staff, parking: Entry
) -> None:
    verify(session, parking, RULES, by=staff.zhou.id, now=NOON, again_on=date(2027, 3, 1))
    sooner = replace(PARKING, review_on=date(2027, 1, 1))
    edit(session, parking, sooner, seen=1, by=staff.chen.id, now=NIGHT)
    submit(session, parking, by=staff.chen.id, now=NIGHT)
    approve(session, parking, seen=2, by=staff.zhou.id, now=NIGHT)
    assert due_on(standing_text(session), RULES) == date(2027, 1, 1)


def test_a_check_of_the_text_in_force_says_nothing_of_the_planned_one(
    session: Session, staff: Staff, parking: Entry
) -> None:
    later = text("停车收费吗？", "每小时5元。", valid_from=shanghai(2026, 11, 20))
    edit(session, parking, later, seen=1, by=staff.chen.id, now=NOON)
    submit(session, parking, by=staff.chen.id, now=NOON)
    approve(session, parking, seen=2, by=staff.zhou.id, now=NOON)
    verify(session, parking, RULES, by=staff.zhou.id, now=NIGHT)
    [planned] = plans(session, NIGHT)
    assert (planned.entry.checked_at, planned.entry.review_on) == (NOON, None)
    assert standing_text(session).checked_at == NIGHT
