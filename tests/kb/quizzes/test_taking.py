"""A quiz's time, its answers and what they come to."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.period import month
from kb.policy.quiz import QuizPolicy
from kb.quizzes.drawing import Drawn, Option
from kb.quizzes.quiz import Quiz, QuizAnswer, QuizQuestion, own_quiz, quizzes_of
from kb.quizzes.results import Topic, by_topic, counted
from kb.quizzes.taking import answer, begin, next_attempt, open_quiz
from kb.reports.quiz_inputs import quiz_inputs
from kb.terms import Category
from world import AFTERNOON, hire_staff, shanghai

POLICY = QuizPolicy(questions=2, minutes=5, attempts_a_month=2)
OPTIONS = tuple(Option(f"entry-{each}", 1, f"答案{each}") for each in range(4))
DRAWN = (Drawn("一？", Category.VENUE, OPTIONS, 2), Drawn("二？", Category.SHOP, OPTIONS, 4))
END = AFTERNOON + timedelta(minutes=5)
A_MOMENT = timedelta(microseconds=1)


def take_quiz(session: Session, by: int, now: object = AFTERNOON) -> Quiz:
    attempt = next_attempt(session, POLICY, by=by, now=now)  # type: ignore[arg-type]
    return begin(session, DRAWN, POLICY, attempt=attempt, by=by, now=now)  # type: ignore[arg-type]


def test_a_quiz_is_answered_question_by_question_and_then_over(sqlite: Database) -> None:
    with sqlite.writing() as session:
        wang = hire_staff(session).wang.id
        quiz = take_quiz(session, wang)
        assert quiz.ahead is quiz.questions[0]
        answer(session, quiz, 1, 2, by=wang, now=AFTERNOON)
        with pytest.raises(Conflict, match="已经答过"):
            answer(session, quiz, 1, 3, by=wang, now=AFTERNOON)
        assert open_quiz(session, wang, AFTERNOON) is quiz
        answer(session, quiz, 2, 1, by=wang, now=AFTERNOON)
        assert quiz.finished_at == AFTERNOON
        assert open_quiz(session, wang, AFTERNOON) is None
        assert by_topic([quiz]) == (Topic(Category.VENUE, 1, 1), Topic(Category.SHOP, 0, 1))
        told = [each.verb for each in events_of(session, "quiz", quiz.id)]
        assert told == ["quiz_begun", "quiz_answered", "quiz_answered"]


def test_the_last_moment_is_too_late_and_the_one_before_is_not(sqlite: Database) -> None:
    with sqlite.writing() as session:
        wang = hire_staff(session).wang.id
        quiz = take_quiz(session, wang)
        answer(session, quiz, 1, 2, by=wang, now=END - A_MOMENT)
        with pytest.raises(Conflict, match="时间到了"):
            answer(session, quiz, 2, 4, by=wang, now=END)
        assert (quiz.over_at(END - A_MOMENT), quiz.over_at(END)) == (False, True)
        assert (quiz.right, len(quiz.questions)) == (1, 2)
        assert open_quiz(session, wang, END) is None


@pytest.mark.parametrize(("number", "choice"), [(0, 1), (3, 1), (1, 0), (1, 5)])
def test_only_what_was_asked_can_be_answered(sqlite: Database, number: int, choice: int) -> None:
    with sqlite.writing() as session:
        wang = hire_staff(session).wang.id
        quiz = take_quiz(session, wang)
        with pytest.raises(BadInput):
            answer(session, quiz, number, choice, by=wang, now=AFTERNOON)


def test_attempts_are_counted_by_month_and_never_two_at_once(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        wang, last_day = staff.wang.id, shanghai(2026, 11, 30, 23, 50)
        assert take_quiz(session, wang).attempt == 1
        with pytest.raises(Conflict, match="还没有答完"):
            take_quiz(session, wang)
        assert take_quiz(session, wang, last_day).attempt == 2
        with pytest.raises(Conflict, match="2 次测验都用完了"):
            take_quiz(session, wang, last_day + timedelta(minutes=9))
        december = take_quiz(session, wang, shanghai(2026, 12, 1))
        assert (december.month, december.attempt) == ("2026-12", 1)
        assert [each.attempt for each in quizzes_of(session, wang)] == [1, 2, 1]
        with pytest.raises(NotFound):
            own_quiz(session, december.id, staff.li.id)


def test_the_month_has_the_best_of_what_was_over_by_then(sqlite: Database) -> None:
    november = month(2026, 11)
    with sqlite.writing() as session:
        wang = hire_staff(session).wang.id
        first = take_quiz(session, wang)
        answer(session, first, 1, 2, by=wang, now=AFTERNOON)
        assert quiz_inputs(session, november, POLICY, until=END - A_MOMENT) == ()
        ((person, figure),) = quiz_inputs(session, november, POLICY, until=END)
        assert (person, str(figure.value), figure.count) == (wang, "50.00", 2)
        assert figure.sources == (f"quiz:{first.id}",)
        take_quiz(session, wang, END)
        later = END + timedelta(hours=1)
        ((_, best),) = quiz_inputs(session, november, POLICY, until=later)
        last = QuizPolicy(counts="last")
        ((_, newest),) = quiz_inputs(session, november, last, until=later)
        assert (str(best.value), str(newest.value)) == ("50.00", "0.00")
        assert quiz_inputs(session, month(2026, 12), POLICY, until=later) == ()


def test_the_database_itself_refuses_what_cannot_be(sqlite: Database) -> None:
    with sqlite.writing() as session:
        take_quiz(session, hire_staff(session).wang.id)
    for wrong in ("UPDATE quizzes SET finished_at = until", "UPDATE quizzes SET until = begun_at",
                  "UPDATE quiz_questions SET right_option = 5"):  # fmt: skip
        with pytest.raises(IntegrityError), sqlite.writing() as session:
            session.execute(text(wrong))


@given(rights=st.lists(st.integers(0, 2), min_size=1, max_size=5))
def test_the_best_is_never_below_any_and_the_last_is_the_last(rights: list[int]) -> None:
    taken = [attempt(number, right) for number, right in enumerate(rights, start=1)]
    best, last = counted(taken, "best", END), counted(taken, "last", END)
    assert best is not None
    assert last is taken[-1]
    assert best.right == max(rights)
    assert best.attempt == rights.index(max(rights)) + 1


def attempt(number: int, right: int) -> Quiz:
    questions = [
        QuizQuestion(
            number=each, right_option=1, answer=QuizAnswer(choice=1 if each <= right else 2)
        )
        for each in (1, 2)
    ]
    return Quiz(attempt=number, until=END, finished_at=None, questions=questions)
