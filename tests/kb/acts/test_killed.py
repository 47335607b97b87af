"""Processes that are killed in the middle, two that do the same at once, and a clock that jumps:
nothing is lost, nothing is done twice."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from appraising import Did, month_result, seal_result
from faults import at_once, empty_log, everything, killed_at_writes, no_file_beyond
from imap import imap_server
from kb.acts.ask import ask
from kb.acts.close_month import close_due_months
from kb.acts.grade_month import grade_month
from kb.acts.receive_mail import receive_mail
from kb.acts.tick import tick_all
from kb.answering.assistant import Assistant
from kb.appraisals.grade import MonthGrade
from kb.appraisals.sealed_month import SealedMonth
from kb.conversations import Conversation, Message, Outcome, opened_with
from kb.db import Base, Database
from kb.deadlines.stage_clock import ClockEvent
from kb.errors import Conflict
from kb.mailbox.account import read_account
from kb.mailbox.answer import MailAnswer
from kb.mailbox.mail import Mail, MailFate
from kb.notices.notice import Notice
from kb.people.presence import Presence, Stint, on_duty, switch
from kb.policy import adopt, read_policies
from kb.policy.quiz import QuizPolicy
from kb.quizzes.drawing import Drawn, Option
from kb.quizzes.quiz import QuizAnswer, own_quiz
from kb.quizzes.taking import answer, begin
from kb.reports.tallies.keeping import differences, keep_level
from kb.terms import Category
from kb.tickets import Ticket
from letters import OWN, TENNIS, letter
from october import CLOSING, OCTOBER, live_through, lived_file, own_copy
from reception import CORPUS, Reception
from world import AFTERNOON, MORNING, ask_for_person, hire_others, hire_staff

DAY = timedelta(days=1)
KEY = "k" * 43
OPTIONS = tuple(Option(f"entry-{each}", 1, f"答案{each}") for each in range(4))
Act = Callable[[Database], object]


def count(database: Database, kind: type[Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def written(act: Callable[[Session], object]) -> Act:
    """As one request does."""

    def run(database: Database) -> None:
        with database.writing() as session:
            act(session)

    return run


@pytest.fixture
def lived(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    with closing(own_copy(lived_file(sqlite_template, tmp_path), tmp_path)) as database:
        yield database


def graded(database: Database) -> Act:
    with database.writing() as session:
        wang, li = hire_staff(session).wang.id, hire_others(session).liu.id
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=OCTOBER.begin)
        seal_result(session, OCTOBER, month_result("2026-10", {wang: Did("55")}), AFTERNOON)
    return written(
        lambda session: grade_month(
            session, OCTOBER, wang, "weak", "看了依据", by=li, now=AFTERNOON
        )
    )


def answered(database: Database) -> Act:
    with database.writing() as session:
        wang = hire_staff(session).wang.id
        drawn = [Drawn("一？", Category.VENUE, OPTIONS, 2)]
        quiz = begin(session, drawn, QuizPolicy(), attempt=1, by=wang, now=AFTERNOON).id
    return written(
        lambda session: answer(session, own_quiz(session, quiz, wang), 1, 2, by=wang, now=AFTERNOON)
    )


@pytest.mark.parametrize("prepare", [graded, answered])
def test_what_one_killed_request_did_never_happened(
    sqlite: Database, prepare: Callable[[Database], Act]
) -> None:
    act = prepare(sqlite)
    before = everything(sqlite)
    seen: list[bool] = []
    killed = killed_at_writes(sqlite, act, lambda: seen.append(everything(sqlite) == before))
    assert killed > 2
    assert seen == [True] * killed + [False]


@pytest.mark.parametrize(("prepare", "made"), [(graded, MonthGrade), (answered, QuizAnswer)])
def test_of_two_at_once_one_is_told_that_it_is_done(
    database: Database, prepare: Callable[[Database], Act], made: type[Base]
) -> None:
    came_to = at_once(database, prepare(database))
    assert sorted(type(each).__name__ for each in came_to) == ["Conflict", "NoneType"]
    assert count(database, made) == 1
    assert isinstance(next(each for each in came_to if each), Conflict)


def test_a_month_is_sealed_whole_or_not_at_all(lived: Database) -> None:
    before = everything(lived)

    def check() -> None:
        assert count(lived, SealedMonth) == 1 or everything(lived) == before

    assert (
        killed_at_writes(
            lived, lambda own: list(close_due_months(own, now=CLOSING)), check, stride=3
        )
        > 1
    )
    assert list(close_due_months(lived, now=CLOSING)) == []
    assert count(lived, SealedMonth) == 1


def test_a_month_that_finds_no_room_on_the_disk_is_sealed_later(lived: Database) -> None:
    empty_log(lived)
    before = everything(lived)
    with no_file_beyond(20_000), pytest.raises(OperationalError):
        list(close_due_months(lived, now=CLOSING))
    assert everything(lived) == before
    assert len(list(close_due_months(lived, now=CLOSING))) == 1


def test_tallies_are_right_whenever_they_were_left(sqlite: Database) -> None:
    with sqlite.writing() as session:
        live_through(session)

    def check() -> None:
        with sqlite.reading() as session:
            assert list(differences(session)) == []

    def level(own: Database) -> None:
        keep_level(own, now=CLOSING, batch=60)

    assert killed_at_writes(sqlite, level, check, stride=5) > 1
    level(sqlite)
    check()


def receiving(club: Reception, url: str) -> Act:
    return lambda own: receive_mail(
        own, read_account(url), lambda: by_words(club), own=OWN, now=AFTERNOON
    )


def by_words(club: Reception) -> Assistant:
    """A forked process has not the threads that the embedder waits for."""
    return replace(club.assistant, meaning=None, recognizing=None)


def test_letters_are_taken_once_whenever_the_process_is_killed(sqlite_club: Reception) -> None:
    database = sqlite_club.database
    with imap_server() as folder:
        for number in (1, 2):
            folder.add(letter(TENNIS, number=number, sender=f"m{number}@mail.example"))

        def check() -> None:
            kinds = (Mail, Conversation, Ticket, Outcome, MailAnswer)
            assert len({count(database, each) for each in kinds}) == 1

        assert killed_at_writes(database, receiving(sqlite_club, folder.url), check, stride=7) > 2
        receiving(sqlite_club, folder.url)(database)
    assert count(database, Mail) == 2


def test_two_that_look_into_the_mailbox_at_once_take_each_letter_once(club: Reception) -> None:
    with imap_server() as folder:
        for number in range(4):
            folder.add(letter(TENNIS, number=number, sender=f"m{number}@mail.example"))
        came_to = at_once(club.database, receiving(club, folder.url))
    assert sum(each[MailFate.TAKEN] for each in came_to) == 4  # type: ignore[index]
    assert count(club.database, Mail) == count(club.database, Ticket) == 4


def said(club: Reception) -> Act:
    def first(session: Session) -> None:
        talk = opened_with(session, KEY, now=AFTERNOON)
        ask(session, by_words(club), talk, TENNIS, key="1", now=AFTERNOON)

    return written(first)


def test_a_first_word_with_its_own_key_is_kept_once_though_killed(sqlite_club: Reception) -> None:
    database = sqlite_club.database

    def check() -> None:
        talks = count(database, Conversation)
        assert talks == count(database, Ticket) == count(database, Outcome) < 2

    assert killed_at_writes(database, said(sqlite_club), check, stride=4) > 1
    said(sqlite_club)(database)
    assert (count(database, Conversation), count(database, Message)) == (1, 2)


def test_a_first_word_sent_twice_at_once_is_kept_once(club: Reception) -> None:
    assert at_once(club.database, said(club)) == [None, None]
    assert (count(club.database, Conversation), count(club.database, Message)) == (1, 2)


def test_a_clock_that_jumps_a_day_and_back_fires_nothing_twice(sqlite: Database) -> None:
    with sqlite.writing() as session:
        hire_staff(session)
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        ask_for_person(session)
    list(tick_all(sqlite, now=AFTERNOON + DAY))
    after = count(sqlite, ClockEvent), count(sqlite, Notice)
    assert after[1] > 0
    for moment in (AFTERNOON, AFTERNOON + timedelta(hours=1), AFTERNOON + DAY):
        assert list(tick_all(sqlite, now=moment)) == []
    assert (count(sqlite, ClockEvent), count(sqlite, Notice)) == after


def test_a_clock_that_went_back_seals_no_month_early_or_twice(lived: Database) -> None:
    def run(now: datetime) -> list[str]:
        return list(close_due_months(lived, now=now))

    assert run(CLOSING - DAY) == []
    assert len(run(CLOSING)) == 1
    assert run(CLOSING - DAY) == run(CLOSING - 6 * DAY) == run(CLOSING + DAY) == []


def test_who_came_before_the_clock_went_back_is_still_there(sqlite: Database) -> None:
    with sqlite.writing() as session:
        wang = hire_staff(session).wang.id
        switch(session, wang, Presence.ON_DUTY, by=wang, now=AFTERNOON + DAY)
        assert on_duty(session, [wang]) == {wang}
        switch(session, wang, Presence.OFF, by=wang, now=AFTERNOON)
        switch(session, wang, Presence.ON_DUTY, by=wang, now=AFTERNOON + timedelta(hours=1))
        assert on_duty(session, [wang]) == {wang}
        times = session.execute(select(Stint.since, Stint.until).order_by(Stint.id)).all()
    assert all(until is None or until >= since for since, until in times)
