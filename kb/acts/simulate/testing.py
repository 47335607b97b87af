"""Colleagues test what they know, each as well as they can."""

from datetime import date, datetime, timedelta
from functools import partial

from kb.acts.begin_quiz import begin_quiz
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.rhythm import Span, clock_on
from kb.policy.quiz import QuizPolicy
from kb.quizzes.drawing import OPTIONS
from kb.quizzes.taking import answer, open_quiz

QUIZ_CASES = 960_000
SKILLS = {
    "agent": 0.86, "sim-liuyang": 0.8, "sim-huangjing": 0.95, "sim-machao": 0.66,
    "sim-xuting": 0.62, "sim-linfang": 0.88, "supervisor": 0.92, "maintainer": 0.96,
    "department": 0.78, "sim-heli": 0.84, "sim-tangmin": 0.8,
}  # fmt: skip
"""by login, of the answers how many are right at first; who is new learns"""
LEARNS = {"sim-xuting": 0.25, "sim-machao": 0.08}
EVERYBODY_ON, AGAIN_ON = 6, 14
"""days of the month"""
CONTENT = 0.82
"""who expects less tries a second time"""


def testing(span: Span) -> list[Step]:
    days, steps = span.days, list[Step]()
    for place, day in enumerate(days):
        if day.day in (EVERYBODY_ON, AGAIN_ON):
            share = place / len(days)
            for number, login in enumerate(SKILLS):
                skill = SKILLS[login] + LEARNS.get(login, 0.0) * share
                if day.day == EVERYBODY_ON or skill < CONTENT:
                    case = QUIZ_CASES + place * 100 + number
                    steps += _quiz(span, case, login, skill, day)
    return steps


def _quiz(span: Span, case: int, login: str, skill: float, day: date) -> list[Step]:
    chance = span.chance(f"quiz {case}")
    at = clock_on(day, chance.choice((10, 13, 15, 21)), chance.randrange(60))
    steps = [Step(at, case, 0, partial(_begin, login))]
    for place in range(1, QuizPolicy().questions + 1):
        at += timedelta(seconds=chance.randrange(8, 26))
        beside = 0 if chance.random() < skill else chance.randrange(1, OPTIONS)
        steps.append(Step(at, case, place, partial(_answer, login, beside)))
    return steps


def _begin(login: str, club: Club, now: datetime) -> None:
    index, analyzer = club.assistant.snapshot(), club.assistant.analyzer
    begin_quiz(club.session, index, analyzer, by=club.people[login], now=now)


def _answer(login: str, beside: int, club: Club, now: datetime) -> None:
    """`beside`: so many options after the right one; 0 is right."""
    by = club.people[login]
    quiz = open_quiz(club.session, by, now)
    question = None if quiz is None else quiz.ahead
    if quiz is not None and question is not None:
        choice = (question.right_option - 1 + beside) % OPTIONS + 1
        answer(club.session, quiz, question.number, choice, by=by, now=now)
