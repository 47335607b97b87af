"""Beginning a quiz, and answering it before its time is over."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict
from kb.history import record
from kb.people.person import person
from kb.period import month_of
from kb.policy.quiz import QuizPolicy
from kb.quizzes.drawing import OPTIONS, Drawn
from kb.quizzes.quiz import Quiz, QuizAnswer, QuizQuestion


def next_attempt(session: Session, policy: QuizPolicy, *, by: int, now: datetime) -> int:
    """Its number within the month, from 1. Whoever asks twice at once waits here."""
    session.refresh(person(session, by), with_for_update=True)
    if open_quiz(session, by, now) is not None:
        raise Conflict("您有一次测验还没有答完。", code="quiz_open", mend="请先答完。")
    taken = attempts_in(session, by, now)
    if taken >= policy.attempts_a_month:
        raise Conflict(
            f"本月的 {policy.attempts_a_month} 次测验都用完了。",
            code="no_attempts",
            mend="下个月可以再测。",
        )
    return taken + 1


def begin(
    session: Session,
    drawn: Sequence[Drawn],
    policy: QuizPolicy,
    *,
    attempt: int,
    by: int,
    now: datetime,
) -> Quiz:
    """With the questions drawn for the seed of this attempt."""
    if not drawn:
        raise Conflict(
            "知识库里能出的题还不够。", code="no_questions", mend="多几条已发布的条目以后再来。"
        )
    quiz = Quiz(
        person_id=by, month=month_of(now).key, attempt=attempt, seed=seed_of(by, now, attempt),
        begun_at=now, until=now + timedelta(minutes=policy.minutes),
        questions=[_asked(number, each) for number, each in enumerate(drawn, start=1)],
    )  # fmt: skip
    session.add(quiz)
    session.flush()
    record(
        session, "quiz_begun", "quiz", quiz.id, by=by, now=now,
        attempt=attempt, until=quiz.until, questions=len(drawn),
    )  # fmt: skip
    return quiz


def seed_of(by: int, now: datetime, attempt: int) -> str:
    return f"{by}/{month_of(now).key}/{attempt}"


def answer(
    session: Session, quiz: Quiz, number: int, choice: int, *, by: int, now: datetime
) -> QuizAnswer:
    """`choice` counts from 1. At the last moment it is too late already."""
    session.refresh(quiz, with_for_update=True)
    question = next((each for each in quiz.questions if each.number == number), None)
    if question is None or not 1 <= choice <= OPTIONS:
        raise BadInput("请选一个答案。", field="choice", code="bad_choice")
    if question.answer is not None:
        raise Conflict("这道题已经答过了。", code="answered", mend="请看下一题。")
    if quiz.over_at(now):
        raise Conflict("时间到了，这个回答不算。", code="quiz_over", mend="请看结果。")
    question.answer = QuizAnswer(quiz_id=quiz.id, number=number, choice=choice, at=now)
    if quiz.ahead is None:
        quiz.finished_at = now
    session.flush()
    record(session, "quiz_answered", "quiz", quiz.id, by=by, now=now, number=number, choice=choice)
    return question.answer


def open_quiz(session: Session, person_id: int, now: datetime) -> Quiz | None:
    """The one that is under way."""
    found = select(Quiz).where(
        Quiz.person_id == person_id, Quiz.until > now, Quiz.finished_at.is_(None)
    )
    return session.scalar(found)


def attempts_in(session: Session, person_id: int, now: datetime) -> int:
    """Begun in the month of that moment, whether ended or not."""
    found = select(func.count(Quiz.id)).where(
        Quiz.person_id == person_id, Quiz.month == month_of(now).key
    )
    return session.scalar(found) or 0


def _asked(number: int, drawn: Drawn) -> QuizQuestion:
    return QuizQuestion(
        number=number,
        wording=drawn.wording,
        category=drawn.category,
        options=[asdict(each) for each in drawn.options],
        right_option=drawn.right,
    )
