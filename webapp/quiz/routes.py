"""Testing one's own knowledge of the base."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.begin_quiz import begin_quiz
from kb.errors import Conflict, CourtsideError
from kb.people.person import Person
from kb.people.rights import Right
from kb.policy import current
from kb.quizzes.quiz import Quiz, own_quiz, quizzes_of
from kb.quizzes.results import by_topic
from kb.quizzes.taking import answer, attempts_in, open_quiz
from webapp.fields import number, typed
from webapp.guard import needs
from webapp.services import services

SHOWN = 12
"""of the attempts before"""

quiz = Blueprint("quiz", __name__, url_prefix="/quiz")
ONE = "/<int(max=2147483647):quiz_id>"


@quiz.get("")
@needs(Right.LOOK_UP)
def start(session: Session, by: Person) -> ResponseReturnValue:
    now = clock.now()
    policy, taken = current(session).quiz, attempts_in(session, by.id, now)
    over = [each for each in quizzes_of(session, by.id) if each.over_at(now)][:SHOWN]
    return render_template(
        "quiz/start.html",
        policy=policy,
        left=max(0, policy.attempts_a_month - taken),
        under_way=open_quiz(session, by.id, now),
        past=over,
        topics=by_topic(over),
        now=now,
    )


def _refused(_session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    flash(f"{error.message}{error.mend or ''}")
    return redirect(url_for("quiz.start"), code=303)


@quiz.post("")
@needs(Right.LOOK_UP, again=_refused)
def post_quiz(session: Session, by: Person) -> ResponseReturnValue:
    follower = services().follower
    begun = begin_quiz(
        session, follower.snapshot(), follower.analyzer, by=by.id, now=clock.now()
    )  # fmt: skip
    return redirect(url_for("quiz.page", quiz_id=begun.id), code=303)


@quiz.get(ONE)
@needs(Right.LOOK_UP)
def page(session: Session, by: Person, quiz_id: int) -> ResponseReturnValue:
    return _page(own_quiz(session, quiz_id, by.id))


def _again(
    session: Session, by: Person, error: CourtsideError, quiz_id: int
) -> ResponseReturnValue:
    if isinstance(error, Conflict):  # pressed twice, or too late: what is next says the rest
        return redirect(url_for("quiz.page", quiz_id=quiz_id), code=303)
    return _page(own_quiz(session, quiz_id, by.id), error.message), 400


@quiz.post(f"{ONE}/answers")
@needs(Right.LOOK_UP, again=_again)
def post_answer(session: Session, by: Person, quiz_id: int) -> ResponseReturnValue:
    of = own_quiz(session, quiz_id, by.id)
    question = number(typed("number"), field="number")
    choice = number(typed("choice") or "0", field="choice")
    answer(session, of, question, choice, by=by.id, now=clock.now())
    return redirect(url_for("quiz.page", quiz_id=of.id), code=303)


def _page(of: Quiz, mistake: str = "") -> str:
    now = clock.now()
    if of.over_at(now):
        return render_template("quiz/result.html", quiz=of, topics=by_topic([of]), now=now)
    return render_template(
        "quiz/question.html", quiz=of, question=of.ahead, mistake=mistake, now=now
    )
