"""Who is credited for what is published, and who is not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kb.acts.publish import publish
from kb.acts.recheck import recheck
from kb.contributions import Contribution, ContributionKind, Grade, Uncredited, contributions_to
from kb.db import Database
from kb.knowledge import Content, edit, find_entry, propose, submit
from kb.knowledge.ruling import Asked, adopt_as_entry
from kb.policy import adopt, read_policies
from reception import CORPUS
from world import AFTERNOON, MORNING, NIGHT, NOON, PARKING, Staff, open_club, text

LONG = (
    "会员卡可以在前台办理，带上身份证和一张照片。办好以后当天就能使用。"
    "挂失要先打电话，再带身份证到前台补办，补办需要三个工作日。"
)
CARD = text("会员卡怎么办理和挂失？", LONG)
LOSS = text("会员卡丢了怎么挂失？", "挂失要先打电话，再带身份证到前台补办，补办需要三个工作日。")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    return open_club(session)


def release(session: Session, staff: Staff, key: str, grade: Grade = Grade.B) -> list[Contribution]:
    """What the release was credited with."""
    entry = find_entry(session, key)
    before = contributions_to(session, key).total
    submit(session, entry, by=staff.chen.id, now=AFTERNOON)
    publish(session, key, seen=entry.head, by=staff.zhou.id, now=AFTERNOON, grade=grade)
    found = contributions_to(session, key)
    return [made for made, _ in found.rows[: found.total - before]]


def change(session: Session, staff: Staff, content: Content, by: int | None = None) -> None:
    entry = find_entry(session, "parking")
    who = by or staff.chen.id
    edit(session, entry, content, seen=entry.head, by=who, now=NOON)


def test_a_new_entry_is_credited_to_its_writer_with_the_grade_of_the_reviewer(
    session: Session, staff: Staff
) -> None:
    propose(session, CARD, by=staff.wang.id, now=NOON, entry_id="card")
    [made] = release(session, staff, "card", Grade.A)
    assert (made.kind, made.contributor_id) == (ContributionKind.NEW_ENTRY, staff.wang.id)
    assert (made.reviewer_id, made.grade, made.uncredited) == (staff.zhou.id, Grade.A, None)
    assert (made.revision, made.number, made.at) == (1, 6, AFTERNOON)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (text("停车收费吗？", "前两小时免费，以后每小时5元，会员凭卡全天免费。", *PARKING.variants),
         ContributionKind.BETTER_ANSWER),
        (text("停车收费吗？", "停车免费，停车场很大！", *PARKING.variants),
         ContributionKind.CORRECTION),
        (text("停车收费吗？", PARKING.answer, *PARKING.variants, "车停哪里"),
         ContributionKind.VARIANTS),
        (text("停车收费吗？", PARKING.answer, *PARKING.variants, note="保安室电话见值班表"),
         ContributionKind.CORRECTION),
    ],
)  # fmt: skip
def test_the_kind_is_read_off_what_changed(
    session: Session, staff: Staff, content: Content, kind: ContributionKind
) -> None:
    change(session, staff, content)
    [made] = release(session, staff, "parking")
    assert (made.kind, made.grade) == (kind, Grade.B)


def test_two_writers_are_each_credited_for_their_part(session: Session, staff: Staff) -> None:
    better = "前两小时免费，以后每小时5元，会员凭卡全天免费。"
    change(session, staff, text("停车收费吗？", better, *PARKING.variants))
    change(
        session, staff, text("停车收费吗？", better, *PARKING.variants, "车停哪里"), staff.wang.id
    )
    made = release(session, staff, "parking")
    assert {each.contributor_id: each.kind for each in made} == {
        staff.chen.id: ContributionKind.BETTER_ANSWER,
        staff.wang.id: ContributionKind.VARIANTS,
    }


def test_many_small_steps_of_one_writer_are_one_contribution(
    session: Session, staff: Staff
) -> None:
    for number in range(4):
        change(session, staff, text("停车收费吗？", f"停车免费{'，很大' * number}。"))
    assert len(release(session, staff, "parking")) == 1


def test_what_was_overwritten_before_it_came_into_force_earns_nothing(
    session: Session, staff: Staff
) -> None:
    for said, who in (
        ("完全不同的一段话，谁也没有看到过。", staff.wang.id),
        ("前两小时免费。", None),
    ):
        change(session, staff, text("停车收费吗？", said, *PARKING.variants), who)
    assert [each.contributor_id for each in release(session, staff, "parking")] == [staff.chen.id]


@pytest.mark.parametrize(
    ("key", "content", "why"),
    [
        ("loss", LOSS, Uncredited.SPLIT),
        ("again", text("会员卡，怎么办理和挂失", "请到前台。"), Uncredited.DUPLICATE),
        ("copy", text("办卡需要什么材料？", LONG), Uncredited.DUPLICATE),
        ("fresh", text("会员卡能转让吗？", "可以转让给家人一次，手续费二十元，到前台办理。"), None),
    ],
)
def test_a_copy_and_a_part_of_what_was_there_earn_nothing(
    session: Session, staff: Staff, key: str, content: Content, why: Uncredited | None
) -> None:
    propose(session, CARD, by=staff.chen.id, now=NOON, entry_id="card")
    release(session, staff, "card")
    propose(session, content, by=staff.chen.id, now=NOON, entry_id=key)
    [made] = release(session, staff, key)
    assert made.uncredited is why
    assert ("card" in (made.because or "")) is (why is not None)


def test_splitting_off_what_an_entry_said_before_earns_nothing(
    session: Session, staff: Staff
) -> None:
    propose(session, CARD, by=staff.chen.id, now=NOON, entry_id="card")
    release(session, staff, "card")
    entry = find_entry(session, "card")
    shorter = text("会员卡怎么办理？", "会员卡可以在前台办理，带上身份证和一张照片。")
    edit(session, entry, shorter, seen=1, by=staff.chen.id, now=NOON)
    release(session, staff, "card")
    propose(session, LOSS, by=staff.chen.id, now=NOON, entry_id="loss")
    [made] = release(session, staff, "loss")
    assert made.uncredited is Uncredited.SPLIT


def test_variants_that_only_repeat_earn_nothing(session: Session, staff: Staff) -> None:
    change(session, staff, text("停车收费吗？", PARKING.answer, *PARKING.variants, "停车收费吗"))
    [made] = release(session, staff, "parking")
    assert (made.kind, made.uncredited) == (ContributionKind.VARIANTS, Uncredited.DUPLICATE)


def test_writing_what_a_gap_asked_for_closes_the_gap(session: Session, staff: Staff) -> None:
    propose(session, CARD, by=staff.wang.id, now=NOON, entry_id="card")
    gap = Asked("会员卡怎么办", {})
    adopt_as_entry(session, gap, "card", by=staff.chen.id, now=NOON + timedelta(minutes=1))
    [made] = release(session, staff, "card")
    assert made.kind is ContributionKind.GAP_CLOSED


def test_a_recheck_is_credited_unless_it_is_of_ones_own_text(
    session: Session, staff: Staff
) -> None:
    recheck(session, "parking", by=staff.zhou.id, now=NOON)
    recheck(session, "parking", by=staff.chen.id, now=NIGHT)
    own, other = (made for made, _ in contributions_to(session, "parking").rows)
    assert (other.kind, other.uncredited) == (ContributionKind.RECHECK, None)
    assert own.uncredited is Uncredited.OWN_APPROVAL
