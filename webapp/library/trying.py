"""Trying: one question, as it is decided now and as a change would have it, and all saved ones."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.foresee_tuning import Looked, Progress, Proposal
from kb.answering.decision import Decision
from kb.people.person import Person
from kb.people.rights import Right
from webapp.guard import needs, needs_on_its_own
from webapp.library.foreseeing import in_words
from webapp.library.room import library
from webapp.library.tuning_forms import typed_proposal, typed_try
from webapp.services import reading, services

MOST_SHOWN = 12
NEAREST = 5


@dataclass(frozen=True)
class Side:
    title: str
    looked: Looked


@dataclass(frozen=True)
class Tried:
    """`sides`: now, and with the change; none where no question was typed. `progress` is None
    where nothing would change."""

    sides: tuple[Side, ...]
    progress: Progress | None
    most: int = MOST_SHOWN

    def told(self, decision: Decision) -> str:
        return in_words(decision)


def tried(session: Session, proposal: Proposal | None) -> Tried:
    now, question = clock.now(), typed_try()
    sides: tuple[Side, ...] = ()
    if question:
        before, after = services().tuner.look_at(question, proposal, now=now)
        sides = (Side("现在", before), *((Side("改动以后", after),) if after else ()))
    progress = services().tuner.foresee(session, proposal, now=now) if proposal else None
    return Tried(sides, progress)


@library.get("/try")
@needs(Right.TUNE_ANSWERING)
def try_question(session: Session, _by: Person) -> ResponseReturnValue:
    return render_template(
        "library/try.html", trial=tried(session, None), question=typed_try(), nearest=NEAREST
    )


@library.post("/tuning/foresight")
@needs_on_its_own(Right.TUNE_ANSWERING)
def post_tuning_foresight(_by: Person) -> ResponseReturnValue:
    """How far the replay of what the form would change has come, as a fragment; 202 until it is
    done. Keeps nothing."""
    with reading() as session:
        proposal = typed_proposal(session)
        trial = Tried((), services().tuner.foresee(session, proposal, now=clock.now()))
    part = render_template("library/_tuning_foresight.html", trial=trial)
    is_done = trial.progress is None or trial.progress.ended.is_set()
    return part, 200 if is_done else 202
