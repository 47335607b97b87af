"""A change in the console reaches every process, and nothing is lost on the way."""

from pathlib import Path

import pytest

from kb.acts.change_lexicon import Because, change_lexicon, undo_change
from kb.acts.change_thresholds import change_thresholds
from kb.acts.foresee_tuning import (
    Progress,
    Proposal,
    Tuner,
    propose_change,
    propose_thresholds,
    propose_undoing,
)
from kb.acts.on_duty import OnDuty
from kb.acts.open_assistant import open_past_assistant
from kb.db import Database
from kb.knowledge import find_entry, retire
from kb.knowledge.saved import Confirmed, Source, keep_questions, pin, saved_questions
from kb.policy import adopt, current, read_policies
from kb.policy.version import newest_number
from kb.policy.wordbook import find_change
from kb.reports.replay import Replay, Turn
from kb.search import follower as following
from kb.search.follower import LOOK_EVERY
from kb.terms import DecisionKind
from kb.text.amending import Amendment, Section
from reception import CORPUS, share_cache
from world import AFTERNOON, MORNING, NEXT_DAY, NOON, Staff, open_club, publish_text, text

BALL = Amendment(Section.REWRITES, "甲乙球", ("羽毛球",))
ASKED, MEANT = "甲乙球场地费", "羽毛球场地费"
WHY = Because("会员这么叫")
LONG = 120
"""seconds, for a machine that has much else to do"""


@pytest.fixture
def staff(sqlite: Database) -> Staff:
    with sqlite.writing() as session:
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        found = open_club(session)
        session.expunge_all()
        return found


@pytest.fixture
def on_duty(sqlite: Database, staff: Staff, cache: Path, tmp_path: Path) -> OnDuty:
    return OnDuty(sqlite, CORPUS, share_cache(tmp_path / "one", cache))


@pytest.fixture
def other(sqlite: Database, staff: Staff, cache: Path, tmp_path: Path) -> OnDuty:
    """Of another process, with an index of its own."""
    return OnDuty(sqlite, CORPUS, share_cache(tmp_path / "other", cache))


@pytest.fixture
def questions(sqlite: Database, staff: Staff) -> None:
    wanted = [
        Confirmed("said:1", ASKED, Source.HELPFUL, wanted=("badminton-price",)),
        Confirmed("said:2", "停车要钱不", Source.HELPFUL, wanted=("parking",)),
        Confirmed("said:3", "羽毛球场地费", Source.HELPFUL, wanted=("badminton-price",)),
    ]
    with sqlite.writing() as session:
        keep_questions(session, wanted, now=MORNING)


def save(database: Database, on_duty: OnDuty, amendment: Amendment, staff: Staff) -> int:
    with database.writing() as session:
        change = change_lexicon(
            session, on_duty.shipped, amendment, WHY, seen=99, by=staff.chen.id, now=NOON
        )
        return change.version


def reads(on_duty: OnDuty) -> bool:
    """Whether the change is known: by the analyzer and the index that go together."""
    serving = on_duty.serving
    assert serving.follower.analyzer is serving.assistant.analyzer
    return serving.assistant.analyzer.analyze(ASKED).text == MEANT


def waited(on_duty: OnDuty) -> bool:
    on_duty.catch_up(LONG)
    return reads(on_duty)


def test_two_processes_take_up_a_change_and_its_undoing(
    sqlite: Database, staff: Staff, on_duty: OnDuty, other: OnDuty
) -> None:
    assert not reads(on_duty)
    old = on_duty.serving
    version = save(sqlite, on_duty, BALL, staff)
    for each in (on_duty, other):
        assert waited(each)
        known = each.serving.assistant.snapshot().documents.keys()
        assert known == old.follower.snapshot().documents.keys()
    with sqlite.writing() as session:
        undo_change(session, on_duty.shipped, version, WHY, by=staff.zhou.id, now=NOON)
    for each in (on_duty, other):
        assert not waited(each)
        assert each.serving.follower.analyzer.version == old.follower.analyzer.version


def test_while_a_lexicon_is_made_ready_texts_are_published_and_none_is_lost(
    sqlite: Database, staff: Staff, on_duty: OnDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Either lexicon may be writing when the other one wants to: the next look tries again.
    monkeypatch.setattr(following, "TRY_AGAIN_AFTER", 0.0)
    save(sqlite, on_duty, BALL, staff)
    on_duty.serving.follower.catch_up()  # begins
    with sqlite.writing() as session:
        publish_text(session, staff, "lockers", text("储物柜怎么收费？", "免费。"))
    assert waited(on_duty)
    assert "lockers" in on_duty.serving.follower.catch_up().documents
    mark, stored = on_duty.serving.follower.shelf.load() or (None, [])
    assert mark == on_duty.serving.follower.mark
    assert "lockers" in {each.entry.id for each in stored}


def test_thresholds_hold_with_the_next_look_and_the_index_stays(
    sqlite: Database, staff: Staff, on_duty: OnDuty
) -> None:
    before = on_duty.serving
    with sqlite.writing() as session:
        strict = current(session).answering.model_copy(update={"answer_at": 0.97})
        seen = newest_number(session, "answering")
        change_thresholds(session, strict, WHY, seen=seen, by=staff.chen.id, now=NOON)
    before.follower.catch_up()
    after = on_duty.serving
    assert after.assistant.policy.answer_at == 0.97
    assert after.follower is before.follower
    assert LOOK_EVERY < 1


def test_a_new_process_and_a_look_into_the_past_read_by_their_own_lexicon(
    sqlite: Database, staff: Staff, on_duty: OnDuty, tmp_path: Path, cache: Path
) -> None:
    save(sqlite, on_duty, BALL, staff)
    folder = share_cache(tmp_path / "later", cache)
    assert reads(OnDuty(sqlite, CORPUS, folder))
    for at, known in ((MORNING, False), (AFTERNOON, True)):
        past = open_past_assistant(sqlite, CORPUS, folder, at)
        assert (past.analyzer.analyze(ASKED).text == MEANT) is known


def found_out(database: Database, tuner: Tuner, proposal: Proposal) -> Replay:
    with database.reading() as session:
        job: Progress = tuner.foresee(session, proposal, now=NEXT_DAY)
    job.ended.wait(LONG)
    assert job.replay is not None
    return job.replay


@pytest.mark.usefixtures("questions")
def test_saved_questions_tell_what_a_lexicon_would_change(
    sqlite: Database, staff: Staff, on_duty: OnDuty
) -> None:
    tuner = Tuner(on_duty)
    with sqlite.reading() as session:
        proposal = propose_change(session, on_duty.shipped, BALL)
    found = found_out(sqlite, tuner, proposal)
    assert (found.total, found.decided) == (3, 1)
    [change] = found.changes
    assert (change.question.judged.question, change.turn) == (ASKED, Turn.BETTER)
    now, then = tuner.look_at(ASKED, proposal, now=NEXT_DAY)
    assert then is not None
    assert (now.reading.text, then.reading.text) == (ASKED, MEANT)
    assert then.decision.kind is DecisionKind.ANSWER
    assert not reads(on_duty)  # the one that answers has learnt nothing of it


@pytest.mark.usefixtures("questions")
def test_a_pinned_question_that_would_break_is_told_with_and_without_the_replay(
    sqlite: Database, staff: Staff, on_duty: OnDuty
) -> None:
    save(sqlite, on_duty, BALL, staff)
    assert waited(on_duty)
    with sqlite.writing() as session:
        pin(session, saved_questions(session)[0].id, by=staff.chen.id, now=NOON)
    with sqlite.reading() as session:
        proposal = propose_undoing(session, find_change(session, 1))
        for tuner in (Tuner(on_duty), Tuner(on_duty)):
            [broken] = tuner.broken_pins(session, proposal, now=NEXT_DAY)
            assert broken.question.judged.question == ASKED
            found_out(sqlite, tuner, proposal)
            assert tuner.broken_pins(session, proposal, now=NEXT_DAY) == [broken]


@pytest.mark.usefixtures("questions")
def test_thresholds_are_tried_on_every_question(
    sqlite: Database, staff: Staff, on_duty: OnDuty
) -> None:
    with sqlite.reading() as session:
        lax = current(session).answering
        strict = lax.model_copy(
            update={"answer_at": 1.0, "answer_by_words_at": 1.0, "words_at": 1.0}
        )
        none = propose_thresholds(session, strict)
    found = found_out(sqlite, Tuner(on_duty), none)
    assert found.decided == found.total == 3
    assert found.changes
    assert {each.turn for each in found.changes} == {Turn.WORSE}


@pytest.mark.usefixtures("questions")
def test_a_replay_that_remembers_finds_what_one_finds_that_does_not(
    sqlite: Database, staff: Staff, on_duty: OnDuty
) -> None:
    lax = on_duty.serving.assistant.policy
    remembers = Tuner(on_duty)
    for moved in ({"answer_at": 0.97}, {"clarify_at": 0.3}, {"words_at": 1.0}, {"level_2_at": 0.1}):
        with sqlite.reading() as session:
            proposal = propose_thresholds(session, lax.model_copy(update=moved))
        assert found_out(sqlite, remembers, proposal) == found_out(sqlite, Tuner(on_duty), proposal)


@pytest.mark.usefixtures("questions")
def test_what_is_remembered_of_questions_ends_with_the_base_it_was_found_in(
    sqlite: Database, staff: Staff, on_duty: OnDuty
) -> None:
    tuner = Tuner(on_duty)
    with sqlite.reading() as session:
        strict = on_duty.serving.assistant.policy.model_copy(update={"answer_at": 0.99})
        proposal = propose_thresholds(session, strict)
    now, _ = tuner.look_at("停车要钱不", proposal, now=NEXT_DAY)
    assert [each.id for each in now.decision.entries] == ["parking"]
    with sqlite.writing() as session:
        retire(session, find_entry(session, "parking"), "停业", by=staff.chen.id, now=NOON)
    on_duty.serving.follower.catch_up()
    now, _ = tuner.look_at("停车要钱不", proposal, now=NEXT_DAY)
    assert now.decision.kind is not DecisionKind.ANSWER
