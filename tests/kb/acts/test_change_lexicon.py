"""Changing the lexicon in the console: versions, reasons, who was faster, and the way back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from kb.acts.change_lexicon import Because, change_lexicon, undo_change
from kb.acts.change_thresholds import change_thresholds
from kb.acts.choose_presets import Standing, choose_preset
from kb.acts.load_corpus import load_corpus
from kb.acts.open_assistant import read_shipped
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import events_of
from kb.policy import adopt, current, read_policies
from kb.policy.version import changes_of, kept, newest_number, presets_in_force
from kb.policy.wordbook import amendments, lexicon_version, list_changes
from kb.text.amending import Amendment, Section, amended
from kb.text.lexicon import build_lexicon
from reception import CORPUS
from world import AFTERNOON, MORNING, NEXT_DAY, NOON, Staff, hire_staff, open_club

SHIPPED = read_shipped(CORPUS)
ROWING = Amendment(Section.WORDS, "甲乙丙丁", ())
CUE = Amendment(Section.SYNONYMS, "台球", ("桌球", "斯诺克", "打台球", "捅杆"))
WHY = Because("会员常这么说")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        adopt(opened, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def change(
    session: Session, staff: Staff, amendment: Amendment, because: Because = WHY, seen: int = 99
) -> int:
    done = change_lexicon(
        session, SHIPPED, amendment, because, seen=seen, by=staff.chen.id, now=NOON
    )
    return done.version


def undo(session: Session, staff: Staff, version: int) -> int:
    done = undo_change(session, SHIPPED, version, WHY, by=staff.zhou.id, now=AFTERNOON)
    return done.version


def checksum(session: Session) -> str:
    return build_lexicon(amended(SHIPPED, amendments(session))).checksum()


def test_a_change_is_a_version_with_what_was_and_what_is(session: Session, staff: Staff) -> None:
    assert change(session, staff, CUE) == 1
    [row] = list_changes(session).rows
    assert (row.what, row.before, row.after) == (
        "修改",
        ["桌球", "斯诺克", "打台球"],
        ["桌球", "斯诺克", "打台球", "捅杆"],
    )
    assert amendments(session) == (CUE,)
    [event] = events_of(session, "lexicon", 1)
    assert (event.verb, event.details["reason"]) == ("lexicon_changed", "会员常这么说")


def test_an_undone_change_leaves_no_trace_in_the_lexicon_but_one_in_the_history(
    session: Session, staff: Staff
) -> None:
    before = checksum(session)
    first = change(session, staff, ROWING)
    assert checksum(session) != before
    assert undo(session, staff, first) == 2
    assert checksum(session) == before
    assert amendments(session) == ()
    page = list_changes(session)
    assert [each.what for each in page.rows] == ["撤回", "添加"]
    assert page.undone == {first}
    for version in (1, 2):
        with pytest.raises(Conflict):
            undo(session, staff, version)


def test_what_was_built_upon_is_not_undone_first(session: Session, staff: Staff) -> None:
    first = change(session, staff, CUE)
    second = change(session, staff, Amendment(Section.SYNONYMS, "台球", ("桌球",)))
    with pytest.raises(Conflict, match=f"第 {second} 次"):
        undo(session, staff, first)
    undo(session, staff, second)
    assert amendments(session) == (CUE,)


def test_the_lexicon_of_a_past_moment_is_known(session: Session, staff: Staff) -> None:
    version = change(session, staff, ROWING)
    undo(session, staff, version)
    assert amendments(session, MORNING) == ()
    assert amendments(session, NOON) == (ROWING,)
    assert amendments(session, NEXT_DAY) == ()


@pytest.mark.parametrize(
    ("because", "field"),
    [
        (Because(" "), "reason"),
        (Because("长" * 201), "reason"),
        (Because("有原因", broken=(None,)), "pin_reason"),  # type: ignore[arg-type]
    ],
)
def test_a_change_wants_its_reasons(
    session: Session, staff: Staff, because: Because, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        change(session, staff, ROWING, because)
    assert refused.value.field == field
    assert lexicon_version(session) == 0


def test_who_did_not_see_the_newest_word_on_an_item_looks_again(
    session: Session, staff: Staff
) -> None:
    change(session, staff, CUE)
    with pytest.raises(Conflict, match="刚被改过"):
        change(session, staff, Amendment(Section.SYNONYMS, "台球", ("桌球",)), seen=0)
    change(session, staff, ROWING, seen=0)  # another item


def test_changes_are_never_changed(session: Session, staff: Staff) -> None:
    change(session, staff, ROWING)
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(sql("UPDATE lexicon_changes SET reason = 'x'"))


POOL = (
    ROWING,
    CUE,
    Amendment(Section.WORDS, "申请表", None),
    Amendment(Section.SYNONYMS, "台球", None),
    Amendment(Section.FILLERS, "老铁们", ()),
    Amendment(Section.REWRITES, "鱼咖", ("瑜伽",)),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(POOL), max_size=6))
def test_any_sequence_undone_gives_the_shipped_lexicon(
    sqlite: Database, wanted: list[Amendment]
) -> None:
    with sqlite.writing() as session:
        done = []
        for each in wanted:
            try:
                made = change_lexicon(session, SHIPPED, each, WHY, seen=10**6, by=1, now=NOON)
            except BadInput:
                continue  # there already, or not there any more
            done.append(made.version)
        for version in reversed(done):
            undo_change(session, SHIPPED, version, WHY, by=1, now=NOON)
        assert checksum(session) == build_lexicon(SHIPPED).checksum()
        assert amendments(session) == ()


def test_a_process_killed_while_saving_leaves_the_old_lexicon(sqlite: Database) -> None:
    def save_and_die() -> None:
        with sqlite.writing() as session:
            change_lexicon(session, SHIPPED, ROWING, WHY, seen=0, by=1, now=NOON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_and_die()
    with sqlite.reading() as session:
        assert (amendments(session), lexicon_version(session)) == ((), 0)
    with sqlite.writing() as session:
        assert change_lexicon(session, SHIPPED, ROWING, WHY, seen=0, by=1, now=NOON).version == 1


def test_thresholds_are_changed_with_a_reason_and_kept_by_the_next_load(
    session: Session, staff: Staff, tmp_path: Path
) -> None:
    strict = current(session).answering.model_copy(update={"answer_at": 0.91})
    seen = newest_number(session, "answering")
    change_thresholds(session, strict, WHY, seen=seen, by=staff.chen.id, now=NOON)
    assert current(session).answering.answer_at == 0.91
    [(newest, why), (_, of_files)] = changes_of(session, "answering")
    assert (newest.by_id, why and why.reason, of_files) == (staff.chen.id, WHY.reason, None)

    files = read_policies(CORPUS / "policy")
    assert adopt(session, files, by=None, now=AFTERNOON) == []
    assert current(session).answering.answer_at == 0.91
    assert kept(session, files) == ("answering",)

    newer = replace(files, answering=files.answering.model_copy(update={"margin": 0.2}))
    [written] = adopt(session, newer, by=None, now=AFTERNOON)
    assert written.name == "answering"
    assert current(session).answering == newer.answering
    assert kept(session, newer) == ()


def test_the_load_tells_which_rules_it_left_alone(session: Session, staff: Staff) -> None:
    load_corpus(session, CORPUS, by=staff.chen.id, now=MORNING)
    strict = current(session).answering.model_copy(update={"answer_at": 0.91})
    seen = newest_number(session, "answering")
    change_thresholds(session, strict, WHY, seen=seen, by=staff.chen.id, now=NOON)
    report = load_corpus(session, CORPUS, by=staff.chen.id, now=AFTERNOON)
    assert report.kept_policies == ("answering",)


def test_thresholds_that_somebody_else_changed_are_looked_at_again(
    session: Session, staff: Staff
) -> None:
    before = current(session).answering
    for value, error in ((before.answer_at, BadInput), (0.95, None), (0.96, Conflict)):
        policy = before.model_copy(update={"answer_at": value})
        if error is None:
            change_thresholds(session, policy, WHY, seen=1, by=staff.chen.id, now=NOON)
            continue
        with pytest.raises(error):
            change_thresholds(session, policy, WHY, seen=1, by=staff.chen.id, now=NOON)


def test_presets_are_pinned_kept_away_and_left_to_the_counts_again(session: Session) -> None:
    staff = open_club(session)

    def choose(entry_id: str, standing: Standing) -> None:
        choose_preset(session, entry_id, standing, by=staff.chen.id, now=NOON)

    choose("parking", Standing.PINNED)
    choose("annual-cards", Standing.PINNED)
    choose("opening-hours", Standing.EXCLUDED)
    choose("parking", Standing.EXCLUDED)
    found = presets_in_force(session)
    assert (found.pinned, found.excluded) == (("annual-cards",), ("opening-hours", "parking"))
    choose("parking", Standing.COUNTED)
    assert presets_in_force(session).excluded == ("opening-hours",)
    with pytest.raises(Conflict, match="看不到"):
        choose("internal-greeting", Standing.PINNED)
