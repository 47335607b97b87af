"""After the third time a member could not book, the program proposes an advance booking."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import Conflict, NotFound
from kb.forms.filled import FilledForm
from kb.forms.filling import correct, void
from kb.forms.offers import Offer, OfferState, decide_offer, offer_on, open_offers
from kb.forms.values import Value
from kb.history import events_of
from kb.members.member import Member
from kb.notices.notice import Notice
from paperwork import MISS, adopt_club_forms, draft_of, file_form
from world import AFTERNOON, MORNING, NEXT_DAY, Staff, hire_staff


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as session:
        adopt_club_forms(session)
        yield session


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def miss(session: Session, staff: Staff, **changed: Value) -> FilledForm:
    return file_form(session, "could-not-book", {**MISS, **changed}, by=staff.wang.id)


def state_on(session: Session, filled: FilledForm) -> OfferState | None:
    offer = offer_on(session, filled)
    return offer.state if offer else None


def test_the_third_miss_proposes_and_tells_a_colleague(session: Session, staff: Staff) -> None:
    first, second, third = (miss(session, staff) for _ in range(3))
    assert [each.values["total"] for each in (first, second, third)] == ["1", "2", "3"]
    assert third.values["earlier"] == "2"
    assert offer_on(session, second) is None
    assert state_on(session, third) is OfferState.PROPOSED
    [told] = session.scalars(select(Notice))
    assert told.person_id == staff.wang.id
    assert told.path == f"/registers/could-not-book/{third.id}"
    assert "提前预订" in told.text
    assert [filled.id for _, filled in open_offers(session)] == [third.id]


def test_misses_of_another_card_do_not_count(session: Session, staff: Staff) -> None:
    miss(session, staff)
    miss(session, staff, card="AM2002")
    last = miss(session, staff)
    assert last.values["total"] == "2"
    assert offer_on(session, last) is None


def test_void_ones_and_drafts_do_not_count(session: Session, staff: Staff) -> None:
    first, _ = miss(session, staff), miss(session, staff)
    void(session, first, "会员后来订到了", by=staff.wang.id, now=AFTERNOON)
    draft_of(session, "could-not-book", MISS, by=staff.wang.id)
    third = miss(session, staff)
    assert third.values["total"] == "2"
    assert offer_on(session, third) is None


@pytest.mark.parametrize("voided", [0, 1, 2])
def test_an_offer_that_is_no_longer_due_is_withdrawn_and_made_again(
    session: Session, staff: Staff, voided: int
) -> None:
    misses = [miss(session, staff) for _ in range(3)]
    void(session, misses[voided], "登记重复", by=staff.wang.id, now=AFTERNOON)
    assert state_on(session, misses[2]) is OfferState.WITHDRAWN
    assert open_offers(session) == []
    again = miss(session, staff)
    assert state_on(session, again) is OfferState.PROPOSED


def test_a_correction_to_another_card_takes_the_miss_along(session: Session, staff: Staff) -> None:
    misses = [miss(session, staff) for _ in range(3)]
    changed = {key: text for key, text in misses[0].values.items() if key in MISS}
    correct(
        session, misses[0], {**changed, "card": "AM2002"}, "卡号抄错", seen=misses[0].edition,
        by=staff.wang.id, now=AFTERNOON,
    )  # fmt: skip
    assert state_on(session, misses[2]) is OfferState.WITHDRAWN


def test_what_was_spoken_of_is_not_withdrawn(session: Session, staff: Staff) -> None:
    misses = [miss(session, staff) for _ in range(3)]
    decide_offer(session, misses[2], OfferState.OFFERED, "", by=staff.wang.id, now=AFTERNOON)
    void(session, misses[0], "登记重复", by=staff.wang.id, now=AFTERNOON)
    assert state_on(session, misses[2]) is OfferState.OFFERED


def test_after_an_offer_the_counting_begins_anew(session: Session, staff: Staff) -> None:
    misses = [miss(session, staff) for _ in range(6)]
    offered = [each for each in misses if offer_on(session, each)]
    assert offered == [misses[2], misses[5]]


def test_an_offer_goes_from_proposed_to_what_the_member_decides(
    session: Session, staff: Staff
) -> None:
    *_, third = (miss(session, staff) for _ in range(3))
    decide_offer(session, third, OfferState.OFFERED, "电话里说的", by=staff.wang.id, now=NEXT_DAY)
    offer = decide_offer(session, third, OfferState.ACCEPTED, "", by=staff.li.id, now=NEXT_DAY)
    assert (offer.state, offer.by_id, offer.at) == (OfferState.ACCEPTED, staff.li.id, NEXT_DAY)
    for state in OfferState:
        with pytest.raises(Conflict, match="现在是“会员接受”"):
            decide_offer(session, third, state, "", by=staff.li.id, now=NEXT_DAY)
    steps = [each.verb for each in events_of(session, "offer", offer.id)]
    assert steps == ["proposed", "offered", "accepted"]
    other = miss(session, staff, card="AM2002")
    with pytest.raises(NotFound):
        decide_offer(session, other, OfferState.OFFERED, "", by=staff.wang.id, now=NEXT_DAY)


def test_one_member_with_two_cards_is_one_person(session: Session, staff: Staff) -> None:
    kept = Member(name="王芳", card="AM1001", tags=[], known_since=MORNING)
    twin = Member(name="王芳", card="AM2002", tags=[], known_since=MORNING)
    session.add_all([kept, twin])
    session.flush()
    miss(session, staff)
    miss(session, staff, card="AM2002")
    twin.merged_into_id = kept.id
    third = miss(session, staff)
    assert third.values["total"] == "3"
    assert session.scalar(select(Offer.filled_id)) == third.id
