"""What may happen to an entry, and what may not."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import events_of
from kb.knowledge import (
    Entry,
    EntryState,
    Finding,
    approve,
    edit,
    find_revision,
    live,
    propose,
    publications,
    reject,
    retire,
    reviews,
    revisions,
    submit,
)
from world import AFTERNOON, BADMINTON_PRICE, MORNING, NOON, PARKING, Staff, hire_staff, text

NEW_TEXT = text("停车收费吗？", "停车免费。")


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def drafted(session: Session, staff: Staff) -> Entry:
    return propose(session, PARKING, by=staff.wang.id, now=MORNING, entry_id="parking")


def submitted(session: Session, staff: Staff) -> Entry:
    return submit(session, drafted(session, staff), by=staff.wang.id, now=MORNING)


def published(session: Session, staff: Staff) -> Entry:
    return approve(session, submitted(session, staff), seen=1, by=staff.chen.id, now=MORNING)


def rejected(session: Session, staff: Staff) -> Entry:
    entry = submitted(session, staff)
    return reject(session, entry, "太短", seen=1, by=staff.chen.id, now=MORNING)


def retired(session: Session, staff: Staff) -> Entry:
    return retire(session, published(session, staff), "已改建", by=staff.chen.id, now=MORNING)


def due(session: Session, staff: Staff) -> Entry:
    entry = published(session, staff)
    entry.state = EntryState.DUE
    return entry


def redrafted(session: Session, staff: Staff) -> Entry:
    entry = published(session, staff)
    return edit(session, entry, NEW_TEXT, seen=1, by=staff.wang.id, now=NOON)


def resubmitted(session: Session, staff: Staff) -> Entry:
    return submit(session, redrafted(session, staff), by=staff.wang.id, now=NOON)


def rejected_again(session: Session, staff: Staff) -> Entry:
    entry = resubmitted(session, staff)
    return reject(session, entry, "少了一句", seen=2, by=staff.chen.id, now=NOON)


MOVES: dict[str, Callable[[Session, Entry, Staff], Entry]] = {
    "edit": lambda s, e, staff: edit(s, e, NEW_TEXT, seen=e.head, by=staff.li.id, now=AFTERNOON),
    "submit": lambda s, e, staff: submit(s, e, by=staff.li.id, now=AFTERNOON),
    "approve": lambda s, e, staff: approve(s, e, seen=e.head, by=staff.zhou.id, now=AFTERNOON),
    "reject": lambda s, e, staff: reject(
        s, e, "不妥", seen=e.head, by=staff.zhou.id, now=AFTERNOON
    ),
    "retire": lambda s, e, staff: retire(s, e, "过时", by=staff.zhou.id, now=AFTERNOON),
}
LEGAL = (
    (drafted, {"edit": EntryState.DRAFT, "submit": EntryState.IN_REVIEW}),
    (
        submitted,
        {
            "edit": EntryState.DRAFT,
            "approve": EntryState.PUBLISHED,
            "reject": EntryState.REJECTED,
        },
    ),
    (published, {"edit": EntryState.DRAFT, "retire": EntryState.RETIRED}),
    (due, {"edit": EntryState.DRAFT, "retire": EntryState.RETIRED}),
    (rejected, {"edit": EntryState.DRAFT}),
    (retired, {"edit": EntryState.DRAFT}),
    (
        redrafted,
        {
            "edit": EntryState.DRAFT,
            "submit": EntryState.IN_REVIEW,
            "retire": EntryState.RETIRED,
        },
    ),
    (
        resubmitted,
        {
            "edit": EntryState.DRAFT,
            "approve": EntryState.PUBLISHED,
            "reject": EntryState.REJECTED,
            "retire": EntryState.RETIRED,
        },
    ),
    (rejected_again, {"edit": EntryState.DRAFT, "retire": EntryState.RETIRED}),
)


@pytest.mark.parametrize(("standing", "legal"), LEGAL, ids=[each.__name__ for each, _ in LEGAL])
@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_possible_where_the_table_says_and_nowhere_else(
    session: Session,
    staff: Staff,
    standing: Callable[[Session, Staff], Entry],
    legal: dict[str, EntryState],
    move: str,
) -> None:
    entry = standing(session, staff)
    before = (entry.state, entry.head, entry.live)
    if move in legal:
        assert MOVES[move](session, entry, staff).state is legal[move]
    else:
        with pytest.raises(Conflict, match=r"现在是“.+”，不能"):
            MOVES[move](session, entry, staff)
        assert (entry.state, entry.head, entry.live) == before


def test_an_approved_text_is_in_force(session: Session, staff: Staff) -> None:
    published(session, staff)
    [found] = live(session)
    assert (found.id, found.number, found.revision) == ("parking", 1, 1)
    assert (found.question, found.answer) == (PARKING.question, PARKING.answer)


def test_the_text_in_force_stays_until_the_next_is_approved(session: Session, staff: Staff) -> None:
    entry = resubmitted(session, staff)
    assert [each.answer for each in live(session)] == [PARKING.answer]
    approve(session, entry, seen=2, by=staff.chen.id, now=AFTERNOON)
    assert [each.answer for each in live(session)] == [NEW_TEXT.answer]


def test_nobody_approves_their_own_text(session: Session, staff: Staff) -> None:
    entry = submitted(session, staff)
    with pytest.raises(Conflict, match="第 1 版是您自己写的"):
        approve(session, entry, seen=1, by=staff.wang.id, now=NOON)
    assert entry.state is EntryState.IN_REVIEW
    assert live(session) == []


def test_a_small_touch_by_another_hand_does_not_make_it_approved(
    session: Session, staff: Staff
) -> None:
    entry = drafted(session, staff)
    edit(session, entry, NEW_TEXT, seen=1, by=staff.chen.id, now=NOON)
    submit(session, entry, by=staff.chen.id, now=NOON)
    for writer in (staff.wang, staff.chen):
        with pytest.raises(Conflict, match="自己写的"):
            approve(session, entry, seen=2, by=writer.id, now=NOON)
    assert approve(session, entry, seen=2, by=staff.zhou.id, now=NOON).live == 2


def test_who_wrote_what_was_approved_before_may_approve_the_next(
    session: Session, staff: Staff
) -> None:
    entry = published(session, staff)
    edit(session, entry, NEW_TEXT, seen=1, by=staff.chen.id, now=NOON)
    submit(session, entry, by=staff.chen.id, now=NOON)
    assert approve(session, entry, seen=2, by=staff.wang.id, now=NOON).live == 2


def test_what_was_not_seen_is_neither_approved_nor_overwritten(
    session: Session, staff: Staff
) -> None:
    entry = submitted(session, staff)
    edit(session, entry, NEW_TEXT, seen=1, by=staff.wang.id, now=NOON)
    submit(session, entry, by=staff.wang.id, now=NOON)
    with pytest.raises(Conflict, match="第 2 版，您看到的是第 1 版"):
        approve(session, entry, seen=1, by=staff.chen.id, now=NOON)
    with pytest.raises(Conflict, match="第 2 版"):
        edit(session, entry, BADMINTON_PRICE, seen=1, by=staff.chen.id, now=NOON)


def test_a_rejection_says_who_when_and_why(session: Session, staff: Staff) -> None:
    rejected(session, staff)
    [review] = reviews(session, "parking")
    assert review.finding is Finding.REJECTED
    assert (review.by_id, review.at, review.reason) == (staff.chen.id, MORNING, "太短")


def test_a_retired_entry_is_not_in_force_and_says_why(session: Session, staff: Staff) -> None:
    retired(session, staff)
    assert live(session) == []
    withdrawn, _ = publications(session, "parking")
    assert (withdrawn.revision, withdrawn.why, withdrawn.by_id) == (None, "已改建", staff.chen.id)


@pytest.mark.parametrize("verb", [reject, retire])
def test_turning_a_text_down_needs_a_reason(
    session: Session, staff: Staff, verb: Callable[..., Entry]
) -> None:
    with pytest.raises(BadInput, match="原因"):
        verb(
            session,
            drafted(session, staff),
            " ",
            by=staff.chen.id,
            now=NOON,
            **({"seen": 1} if verb is reject else {}),
        )


def test_every_revision_is_kept(session: Session, staff: Staff) -> None:
    rejected_again(session, staff)
    assert [each.content for each in revisions(session, "parking")] == [NEW_TEXT, PARKING]
    assert find_revision(session, "parking", 1).written_by == staff.wang.id


def test_history_tells_the_whole_life(session: Session, staff: Staff) -> None:
    retired(session, staff)
    told = [(each.verb, each.by_id) for each in events_of(session, "entry", "parking")]
    wang, chen = staff.wang.id, staff.chen.id
    assert told == [
        ("proposed", wang),
        ("submitted", wang),
        ("approved", chen),
        ("retired", chen),
    ]


def test_a_proposal_without_an_id_gets_a_free_one(session: Session, staff: Staff) -> None:
    propose(session, BADMINTON_PRICE, by=staff.wang.id, now=NOON, entry_id="k-0001")
    assert propose(session, PARKING, by=staff.wang.id, now=NOON).id == "k-0002"


def test_an_id_is_given_once(session: Session, staff: Staff) -> None:
    drafted(session, staff)
    with pytest.raises(Conflict, match="parking 已经有条目"):
        drafted(session, staff)


UNFIT = (
    (text("", "免费"), "question"),
    (text("停车收费吗", " \n"), "answer"),
    (text("停" * 201, "免费"), "question"),
    (text("停车收费吗", "免费", short="免" * 61), "short"),
    (text("停车收费吗", "免费", "要钱不", ""), "variants"),
    (text("停车收费吗", "免\0费"), "answer"),
    (text("停车收费吗", "免费\ud800"), "answer"),
    (text("停车收费吗", "免费", valid_from=NOON, valid_until=NOON), "valid_until"),
    (text("停车收费吗", "免费", tags=("车",) * 21), "tags"),
)


@pytest.mark.parametrize(("content", "field"), UNFIT)
def test_an_unfit_text_is_refused_with_its_field(
    session: Session, staff: Staff, content: object, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        propose(session, content, by=staff.wang.id, now=NOON)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert refused.value.mend
