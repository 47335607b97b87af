"""Calling prospects back: when the next call is due, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.clock import to_local
from kb.db import Base
from kb.errors import BadInput, Conflict
from kb.forms.filled import FilledForm, FilledState
from kb.history import record
from kb.people.person import Person
from kb.text import clean


class FormCall(Base):
    """`round` counts from 1; after one that `settled` it nobody calls again."""

    __tablename__ = "form_calls"
    __table_args__ = (CheckConstraint("result <> ''", name="said_what_came_of_it"),)

    filled_id: Mapped[int] = mapped_column(ForeignKey(FilledForm.id), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result: Mapped[str] = mapped_column(Text)
    settled: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class CallDue:
    """`round`: which call it will be."""

    filled: FilledForm
    due_on: date
    round: int


def calls_due(session: Session, until: date) -> list[CallDue]:
    """To be made on that day or before, the longest due first."""
    made = select(func.count()).where(FormCall.filled_id == FilledForm.id).scalar_subquery()
    found = session.execute(
        select(FilledForm, made)
        .where(FilledForm.next_call_on <= until, FilledForm.state == FilledState.HANDED_IN)
        .order_by(FilledForm.next_call_on, FilledForm.id)
    )
    return [
        CallDue(filled, filled.next_call_on, count + 1)
        for filled, count in found
        if filled.next_call_on is not None
    ]


def calls_of(session: Session, filled: FilledForm) -> Sequence[FormCall]:
    """Oldest first."""
    found = select(FormCall).where(FormCall.filled_id == filled.id).order_by(FormCall.round)
    return session.scalars(found).all()


def record_call(
    session: Session,
    filled: FilledForm,
    result: str,
    *,
    settled: bool,
    by: int,
    now: datetime,
    nth: int | None = None,
) -> FormCall:
    """Plans the next one, so many days after today, unless this one settled it. `nth`: the call
    that was due, lest a second click make two."""
    session.flush()
    session.refresh(filled, with_for_update={"of": FilledForm})
    rule = filled.form.follow_up
    if rule is None or filled.next_call_on is None:
        raise Conflict("这份登记表没有要打的回访电话。", code="no_call_due")
    said = clean(result)
    if not said:
        raise BadInput(
            "还没有写回访结果。", field="result", code="no_result", mend="没有接通也请写上。"
        )
    following = len(calls_of(session, filled)) + 1
    if nth not in (None, following):
        raise Conflict("这次回访已经记过了。", code="call_noted", mend="请刷新页面。")
    call = FormCall(
        filled_id=filled.id, round=following, result=said,
        settled=settled, by_id=by, at=now,
    )  # fmt: skip
    session.add(call)
    again = to_local(now).date() + timedelta(days=rule.again_days)
    filled.next_call_on = None if settled else again
    session.flush()
    record(
        session, "called", "form", filled.id, by=by, now=now,
        round=call.round, settled=settled, next=filled.next_call_on,
    )  # fmt: skip
    return call


def plan_first_call(session: Session, filled: FilledForm) -> None:
    """Of a form handed in or corrected; once somebody called, their call decides."""
    rule = filled.form.follow_up
    if rule is None or calls_of(session, filled):
        return
    start = filled.values.get(rule.start)
    filled.next_call_on = (
        date.fromisoformat(start) + timedelta(days=rule.first_days)
        if isinstance(start, str)
        else None
    )
