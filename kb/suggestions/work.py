"""What is done with a suggestion. Each verb checks, changes, records and returns."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput
from kb.history import record
from kb.people.person import Person
from kb.suggestions.moves import Move, make_move
from kb.suggestions.sight import require_judge
from kb.suggestions.steps import Classification, SuggestionJudgement, Thanks
from kb.suggestions.suggestion import Suggestion, SuggestionState
from kb.terms import Category, Channel, Department
from kb.text import clean
from kb.text.field import require_text

FIRST_NUMBER = 501
MOST_CHARACTERS = 2000
MOST_CONTACT = 60


def receive(
    session: Session,
    text: str,
    *,
    channel: Channel,
    now: datetime,
    by: int | None = None,
    category: Category = Category.OTHER,
    giver: str = "",
    contact: str = "",
    conversation_id: int | None = None,
    member_id: int | None = None,
) -> Suggestion:
    """`category` is a proposal, until a colleague classifies it; `by`: who wrote it down."""
    suggestion = Suggestion(
        number=take_numbers(session, "suggestion", first=FIRST_NUMBER)[0],
        state=SuggestionState.RECEIVED,
        channel=channel,
        text=require_text(text, "text", "建议的内容", MOST_CHARACTERS),
        category=category,
        giver=_short(giver, "giver"),
        contact=_short(contact, "contact"),
        conversation_id=conversation_id,
        member_id=member_id,
        received_by=by,
        received_at=now,
    )
    session.add(suggestion)
    session.flush()
    record(
        session, "received", "suggestion", suggestion.number, by=by, now=now,
        channel=channel, category=category,
    )  # fmt: skip
    _tell_clocks(session, suggestion, Signal.REGISTERED, by=by, now=now)
    return suggestion


def classify(
    session: Session,
    suggestion: Suggestion,
    category: Category,
    department: Department,
    *,
    by: int,
    now: datetime,
) -> Classification:
    before = make_move(session, suggestion, Move.CLASSIFY)
    suggestion.category, suggestion.department = category, department
    step = Classification(
        suggestion_number=suggestion.number, category=category, department=department,
        by_id=by, at=now,
    )  # fmt: skip
    session.add(step)
    record(
        session, "classified", "suggestion", suggestion.number, by=by, now=now,
        category=category, department=department, before=before,
    )  # fmt: skip
    session.flush()
    _tell_clocks(session, suggestion, Signal.HANDED, by=by, now=now)
    return step


def adopt(
    session: Session, suggestion: Suggestion, reason: str, plan: str, *, by: Person, now: datetime
) -> SuggestionJudgement:
    """`plan`: what will happen and by when, in words the member may read."""
    why, what = (
        require_text(reason, "reason", "采纳的理由", MOST_CHARACTERS),
        require_text(plan, "plan", "会怎么做", MOST_CHARACTERS),
    )
    return _judge(session, suggestion, Move.ADOPT, (why, what), by=by, now=now)


def decline(
    session: Session, suggestion: Suggestion, reason: str, *, by: Person, now: datetime
) -> SuggestionJudgement:
    why = require_text(reason, "reason", "不采纳的理由", MOST_CHARACTERS)
    return _judge(session, suggestion, Move.DECLINE, (why, None), by=by, now=now)


def thank(
    session: Session,
    suggestion: Suggestion,
    text: str,
    channel: Channel,
    *,
    by: int,
    now: datetime,
    reached: bool = True,
) -> Thanks:
    said = require_text(text, "text", "告诉会员的话", MOST_CHARACTERS)
    before = make_move(session, suggestion, Move.THANK)
    thanks = Thanks(
        suggestion_number=suggestion.number, reached=reached, channel=channel, text=said,
        by_id=by, at=now,
    )  # fmt: skip
    session.add(thanks)
    record(
        session, "thanked", "suggestion", suggestion.number, by=by, now=now,
        channel=channel, reached=reached, before=before,
    )  # fmt: skip
    session.flush()
    _tell_clocks(session, suggestion, Signal.THANKED, by=by, now=now)
    return thanks


def _judge(
    session: Session,
    suggestion: Suggestion,
    move: Move,
    words: tuple[str, str | None],
    *,
    by: Person,
    now: datetime,
) -> SuggestionJudgement:
    """`words`: the reason, and the plan where there is one."""
    before = make_move(session, suggestion, move)
    require_judge(suggestion, by)
    adopted = move is Move.ADOPT
    judgement = SuggestionJudgement(
        suggestion_number=suggestion.number, adopted=adopted, reason=words[0], plan=words[1],
        by_id=by.id, at=now,
    )  # fmt: skip
    session.add(judgement)
    record(
        session, "judged", "suggestion", suggestion.number, by=by.id, now=now,
        adopted=adopted, department=suggestion.department, before=before,
    )  # fmt: skip
    session.flush()
    _tell_clocks(session, suggestion, Signal.JUDGED, by=by.id, now=now)
    return judgement


def _tell_clocks(
    session: Session, suggestion: Suggestion, signal: Signal, *, by: int | None, now: datetime
) -> None:
    hear(session, Subject(Matter.SUGGESTION, suggestion.number), signal, by=by, now=now)


def _short(text: str, field: str) -> str | None:
    said = " ".join(clean(text).split())
    if len(said) > MOST_CONTACT:
        raise BadInput(
            f"这里最多 {MOST_CONTACT} 个字。", field=field, code="text_too_long", mend="请缩短。"
        )
    return said or None
