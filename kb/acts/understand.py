from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.reopen_ticket import reopen_unsolved
from kb.answering.assistant import Assistant
from kb.answering.correction import what_was_meant
from kb.answering.decision import Decision
from kb.answering.fragments import Piece, beginnings, is_better, joint_reading
from kb.conversations import Author, Conversation, Message, Outcome, after
from kb.conversations.outcome import outcomes_on
from kb.terms import DecisionKind, Reason
from kb.text import fold

REMEMBERED = 3
"""how many of a member's earlier questions a follow-up may refer to"""
FOR_GOOD = {Reason.ASKED_FOR_PERSON, Reason.LEVEL_2, Reason.LEVEL_3}
LOOKED_BACK = 16
"""messages; with the replies to them eight of the member's own"""


@dataclass(frozen=True, slots=True)
class Understood:
    """`joined`: the whole question, where the message leans on others, is the last of several that
    asked it, or corrects the one before; `beginnings`: the ids of those."""

    decision: Decision
    joined: str | None = None
    beginnings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """`question`: what a follow-up may refer to; `piece`: None where a colleague spoke since."""

    question: str
    piece: Piece | None


def understand(
    session: Session,
    assistant: Assistant,
    conversation: Conversation,
    message: Message,
    *,
    one_question: timedelta,
    now: datetime,
) -> Understood:
    """Who takes back what they asked has asked the other thing. Who says that it is not solved
    after all goes on with the ticket they had: it is opened again, and so is the one that waits.
    `one_question`: what is said no longer than that after one another may be one."""
    said = said_before(session, conversation, message.position)
    alone = read_alone(assistant, message.text, said, now)
    if reopen_unsolved(session, conversation, message.text, alone.level, now=now):
        return Understood(_unsolved(alone))
    return read_in_context(assistant, message.text, said, alone, one_question=one_question, now=now)


def said_before(session: Session, conversation: Conversation, position: int) -> list[Said]:
    lately = after(session, conversation, max(0, position - 1 - LOOKED_BACK))
    earlier = [each for each in lately if each.position < position]
    own = [each for each in earlier if each.author is Author.MEMBER]
    spoken = max((each.position for each in earlier if each.author is Author.STAFF), default=0)
    known = outcomes_on(session, [each.id for each in own])
    return [_as_said(each, known.get(each.id), each.position > spoken) for each in own]


def _as_said(message: Message, outcome: Outcome | None, since_staff: bool) -> Said:
    if outcome is None:
        return Said(message.text, None)
    piece = Piece(message.id, message.text, message.at, outcome.decision, outcome.reason)
    return Said(outcome.joined or message.text, piece if since_staff else None)


def read_alone(assistant: Assistant, text: str, said: Sequence[Said], now: datetime) -> Decision:
    """Of the message, with what it leans on."""
    before = [each.question for each in said[-REMEMBERED:]]
    return assistant.consider(_meant(text, said) or text, before=before, now=now)


def read_in_context(
    assistant: Assistant,
    text: str,
    said: Sequence[Said],
    alone: Decision,
    *,
    one_question: timedelta,
    now: datetime,
) -> Understood:
    """Whether the message corrects what was said before it, or is the rest of it."""
    meant = _meant(text, said)
    if meant is not None:
        return Understood(alone, alone.in_full or meant, _taken_back(said, alone))
    as_it_stands = Understood(alone, alone.in_full or None)
    since_staff = [each.piece for each in said if each.piece]
    pieces = beginnings(since_staff, now, one_question)
    if alone.kind is DecisionKind.SMALLTALK or not pieces:
        return as_it_stands
    joint = joint_reading(pieces, assistant.analyzer.analyze(text), assistant.analyzer)
    if joint is None:
        return as_it_stands
    earlier = [each.question for each in said if each.piece not in pieces]
    together = assistant.consider(joint.text, before=earlier[-REMEMBERED:], now=now)
    if not is_better(together, alone, completes=joint.completes):
        return as_it_stands
    return Understood(together, together.in_full or joint.text, tuple(each.id for each in pieces))


def _meant(text: str, said: Sequence[Said]) -> str | None:
    """By who corrects what they said."""
    return what_was_meant(fold(text)) if said else None


def _taken_back(said: Sequence[Said], decision: Decision) -> tuple[int, ...]:
    """The id of the question that the member puts another in the place of. Harm that was told of,
    and the wish for a person, are not taken back by what comes after, and take nothing back."""
    last = next((each.piece for each in reversed(said) if not _is_chat(each.piece)), None)
    if last is None or decision.kind is DecisionKind.SMALLTALK:
        return ()
    return () if {last.reason, decision.reason} & FOR_GOOD else (last.id,)


def _is_chat(piece: Piece | None) -> bool:
    return piece is not None and piece.kind is DecisionKind.SMALLTALK


def _unsolved(decision: Decision) -> Decision:
    return replace(
        decision,
        kind=DecisionKind.HANDOFF,
        entries=(),
        reason=Reason.ASKED_FOR_PERSON,
        explanation="会员说上次的问题没有解决，原来的工单重新打开。",
    )
