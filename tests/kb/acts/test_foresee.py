"""What an edit will change, told before it is published, and a pin that holds it back."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from asking import handed_over
from kb.acts.close_gap import add_wordings, decided_now, gaps_of
from kb.acts.foresee import Foreseer
from kb.acts.publish import publish
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.knowledge import Content, edit, find_entry, find_revision, live, submit
from kb.knowledge.saved import (
    BrokenPin,
    Confirmed,
    Source,
    keep_questions,
    pin,
    saved_questions,
)
from kb.reports.evaluation import Mark
from kb.reports.replay import Turn
from kb.terms import DecisionKind
from reception import Reception
from world import AFTERNOON, BADMINTON_PRICE, MORNING, NEXT_DAY, shanghai

PRICE, PARKED, TENNIS = "羽毛球场地费", "停车要钱不", "网球怎么收费"
SAVED = (
    Confirmed("said:1", PRICE, Source.HELPFUL, wanted=("badminton-price",)),
    Confirmed("said:2", PARKED, Source.HELPFUL, wanted=("parking",)),
    Confirmed("judged:3", TENNIS, Source.JUDGED, decisions=(DecisionKind.HANDOFF,)),
)
MOVED = replace(BADMINTON_PRICE, question="篮球怎么收费？", variants=("打篮球多少钱一小时",))


@pytest.fixture
def foreseer(sqlite_club: Reception) -> Foreseer:
    with sqlite_club.database.writing() as session:
        keep_questions(session, SAVED, now=MORNING)
    return Foreseer(sqlite_club.assistant)


def send(club: Reception, content: Content, now: datetime = AFTERNOON) -> int:
    """Into review, by 陈静."""
    with club.database.writing() as session:
        entry = find_entry(session, "badminton-price")
        edit(session, entry, content, seen=entry.head, by=club.staff["chen"], now=now)
        submit(session, entry, by=club.staff["chen"], now=now)
        return entry.head


def approve(club: Reception, foreseer: Foreseer | None, seen: int, reason: str = "") -> None:
    with club.database.writing() as session:
        publish(
            session, "badminton-price", seen=seen, by=club.staff["zhou"], now=NEXT_DAY,
            nudge=club.follower.catch_up, foreseer=foreseer, reason=reason,
        )  # fmt: skip


def pin_price(club: Reception) -> None:
    with club.database.writing() as session:
        pin(session, saved_questions(session)[0].id, by=club.staff["chen"], now=MORNING)


def test_a_question_that_loses_its_answer_is_told_with_before_and_after(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    send(sqlite_club, MOVED)
    with sqlite_club.database.reading() as session:
        found = foreseer.foresee(session, "badminton-price", now=NEXT_DAY).replay
    assert found.total == 3
    [change] = found.worse
    assert change.question.judged.question == PRICE
    assert (change.was, change.turn) == (Mark.RIGHT, Turn.WORSE)
    assert [each.id for each in change.before.entries] == ["badminton-price"]
    assert change.becomes is not Mark.RIGHT
    assert change.after.kind is not DecisionKind.ANSWER
    assert not change.breaks_pin


def test_another_answer_in_the_same_place_changes_no_decision(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    send(sqlite_club, replace(BADMINTON_PRICE, answer="每小时12元。"))
    with sqlite_club.database.reading() as session:
        found = foreseer.foresee(session, "badminton-price", now=NEXT_DAY).replay
    assert (found.changes, found.reworded) == ((), 1)


def test_what_was_wrong_and_comes_right_is_better(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    with sqlite_club.database.writing() as session:
        wanted = Confirmed("said:4", "篮球怎么收费？", Source.LINKED, wanted=("badminton-price",))
        keep_questions(session, [wanted], now=MORNING)
    send(sqlite_club, MOVED)
    with sqlite_club.database.reading() as session:
        found = foreseer.foresee(session, "badminton-price", now=NEXT_DAY).replay
    turns = {each.question.judged.question: each.turn for each in found.changes}
    assert turns["篮球怎么收费？"] is Turn.BETTER
    assert found.changes[0].turn is Turn.WORSE  # what needs a look comes first


def test_looking_changes_nothing_for_members(sqlite_club: Reception, foreseer: Foreseer) -> None:
    before = sqlite_club.assistant.consider(PRICE, now=NEXT_DAY)
    send(sqlite_club, MOVED)
    with sqlite_club.database.reading() as session:
        first = foreseer.foresee(session, "badminton-price", now=NEXT_DAY)
        assert foreseer.foresee(session, "badminton-price", now=NEXT_DAY) is first
    assert sqlite_club.assistant.consider(PRICE, now=NEXT_DAY) == before


def test_what_was_found_out_holds_until_the_base_or_the_questions_move(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    send(sqlite_club, MOVED)
    with sqlite_club.database.reading() as session:
        first = foreseer.foresee(session, "badminton-price", now=NEXT_DAY)
    pin_price(sqlite_club)
    with sqlite_club.database.reading() as session:
        second = foreseer.foresee(session, "badminton-price", now=NEXT_DAY)
    assert (len(first.replay.broken_pins), len(second.replay.broken_pins)) == (0, 1)


def test_a_text_that_holds_later_is_tried_at_that_moment(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    begins = shanghai(2027, 1, 1)
    send(sqlite_club, replace(BADMINTON_PRICE, answer="每小时12元。", valid_from=begins))
    with sqlite_club.database.reading() as session:
        found = foreseer.foresee(session, "badminton-price", now=NEXT_DAY)
    assert (found.at, found.replay.changes) == (begins, ())


def test_what_breaks_a_pinned_question_is_published_with_a_reason_only(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    pin_price(sqlite_club)
    seen = send(sqlite_club, MOVED)
    with pytest.raises(BadInput) as refused:
        approve(sqlite_club, foreseer, seen)
    assert (refused.value.field, refused.value.code) == ("pin_reason", "breaks_pinned")
    with sqlite_club.database.reading() as session:
        assert BADMINTON_PRICE.answer in {each.answer for each in live(session)}
        assert session.scalars(select(BrokenPin)).all() == []
    approve(sqlite_club, foreseer, seen, "羽毛球馆改成篮球馆了")
    with sqlite_club.database.reading() as session:
        [broken] = session.scalars(select(BrokenPin))
        assert (broken.reason, broken.by_id) == ("羽毛球馆改成篮球馆了", sqlite_club.staff["zhou"])
        assert find_entry(session, "badminton-price").live == seen


def test_what_breaks_no_pinned_question_needs_no_reason(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    pin_price(sqlite_club)
    approve(sqlite_club, foreseer, send(sqlite_club, replace(BADMINTON_PRICE, answer="12元。")))


def test_with_pins_nothing_is_published_by_who_cannot_tell_what_breaks(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    pin_price(sqlite_club)
    with pytest.raises(Conflict) as refused:
        approve(sqlite_club, None, send(sqlite_club, MOVED))
    assert refused.value.code == "not_foreseen"


def test_the_reviewer_sees_how_many_questions_of_the_gap_it_answers(
    sqlite_club: Reception, foreseer: Foreseer
) -> None:
    asked = "场地里打羽毛球贵不贵呀"
    with sqlite_club.database.writing() as session:
        handed_over(session, asked, "badminton-price")
        [gap] = gaps_of(session, sqlite_club.assistant, 7, now=NEXT_DAY).open
        entry, ruling = add_wordings(
            session, gap, "badminton-price", by=sqlite_club.staff["chen"], now=AFTERNOON
        )
        assert find_revision(session, entry.id, entry.head).variants[-1] == asked
    with sqlite_club.database.reading() as session:
        found = foreseer.foresee(session, "badminton-price", now=NEXT_DAY)
    assert (found.gap_asked, found.replay.total) == (1, 4)
    approve(sqlite_club, foreseer, 2)
    with sqlite_club.database.reading() as session:
        [(question, decision)] = decided_now(session, sqlite_club.assistant, ruling, now=NEXT_DAY)
    assert question == asked
    assert [each.id for each in decision.entries] == ["badminton-price"]


def test_the_base_of_another_engine_is_foreseen_alike(club: Reception, database: Database) -> None:
    with database.writing() as session:
        keep_questions(session, SAVED, now=MORNING)
    pin_price(club)
    send(club, MOVED)
    with database.reading() as session:
        found = Foreseer(club.assistant).foresee(session, "badminton-price", now=NEXT_DAY)
    assert len(found.replay.broken_pins) == 1
