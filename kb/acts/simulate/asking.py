"""A member writes: one question, perhaps another, a word on the answer."""

from datetime import datetime, timedelta
from random import Random

from kb.acts.ask import ask
from kb.acts.judge import judge
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.questions import Question
from kb.acts.simulate.simulation import Part
from kb.conversations import VerdictReason, open_conversation, outcome_in, verdict_on
from kb.terms import DecisionKind

SECOND = 500
"""case numbers of second questions are so much higher"""
JUDGED, HELPFUL = 0.28, 0.91
REASONS = (
    *(VerdictReason.INCOMPLETE,) * 4,
    *(VerdictReason.NOT_ASKED,) * 3,
    *(VerdictReason.OUTDATED,) * 2,
    VerdictReason.WRONG,
)


def writing(chance: Random, case: int, at: datetime, question: Question) -> list[Step]:
    steps = [Step(at, case, 0, lambda club, now: _open(club, case, question, now))]
    if chance.random() < JUDGED:
        helpful = chance.random() < HELPFUL
        reason = None if helpful else chance.choice(REASONS)
        said = at + timedelta(seconds=chance.randrange(20, 300))
        steps.append(Step(said, case, 1, lambda club, now: _judge(club, case, reason, now)))
    return steps


def going_on(case: int, at: datetime, question: Question) -> Step:
    """Another question in the same conversation."""
    return Step(at, case + SECOND, 0, lambda club, now: _ask_again(club, case, question, now))


def _open(club: Club, case: int, question: Question, now: datetime) -> None:
    conversation, _ = open_conversation(club.session, now=now)
    club.keep(case, Part.CONVERSATION, conversation.id)
    _ask(club, case, case, question, now)


def _ask_again(club: Club, case: int, question: Question, now: datetime) -> None:
    _ask(club, case, case + SECOND, question, now)


def _ask(club: Club, talk: int, case: int, question: Question, now: datetime) -> None:
    conversation = club.conversation(talk)
    if conversation is None:
        return
    asked = ask(club.session, club.assistant, conversation, question.text, now=now)
    if asked.ticket is None:
        club.keep(case, Part.OUTCOME, asked.outcome.id)
        return
    if asked.ticket.message_id == asked.message.id:  # not one that waited or was closed already
        club.keep(case, Part.TICKET, asked.ticket.number)
        club.keep(case, Part.MESSAGE, asked.message.id)


def _judge(club: Club, case: int, reason: VerdictReason | None, now: datetime) -> None:
    conversation, outcome_id = club.conversation(case), club.number(case, Part.OUTCOME)
    if conversation is None or outcome_id is None:
        return
    outcome = outcome_in(club.session, conversation.id, outcome_id)
    if outcome.decision is DecisionKind.ANSWER and verdict_on(club.session, outcome) is None:
        judge(club.session, conversation, outcome_id, reason is None, reason, now=now)
