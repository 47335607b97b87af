"""What happened with one member, in every room, newest first: one query however much there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from kb.care.call import CareCall
from kb.complaints.complaint import Complaint
from kb.conversations.conversation import Conversation
from kb.conversations.message import Author, Message
from kb.forms.filled import FilledForm
from kb.forms.version import FormVersion
from kb.members.member import Member, one_and_the_same
from kb.suggestions.suggestion import Suggestion
from kb.terms import LabelledEnum
from kb.tickets.rating import Rating, Satisfaction
from kb.tickets.ticket import Ticket

PAGE = 30
LONGEST = 120


class MomentKind(LabelledEnum):
    MESSAGE = "message", "提问"
    TICKET = "ticket", "工单"
    RATING = "rating", "评价"
    COMPLAINT = "complaint", "投诉"
    FORM = "form", "登记表"
    SUGGESTION = "suggestion", "建议"
    CALL = "call", "回访"


@dataclass(frozen=True, slots=True)
class Moment:
    """`number`: of the case it is about, in its room; `key`: what its page is found by there."""

    kind: MomentKind
    at: datetime
    number: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: Sequence[Moment]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def timeline_of(session: Session, member: Member, number: int = 1) -> Timeline:
    """`number` of the page counts from 1."""
    every = union_all(*_sources(one_and_the_same(session, member))).subquery()
    total = session.scalar(select(func.count()).select_from(every)) or 0
    page = (
        select(every)
        .order_by(every.c.at.desc(), every.c.kind, every.c.number.desc())
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    rows = [
        Moment(MomentKind(kind), at, ref, text, key)
        for kind, at, ref, text, key in session.execute(page)
    ]
    return Timeline(rows, number, total)


def _sources(ids: list[int]) -> Iterator[Select[Any]]:
    talks = select(Conversation.id).where(Conversation.member_id.in_(ids))
    tickets = select(Ticket.number).where(Ticket.conversation_id.in_(talks))
    yield _source(MomentKind.MESSAGE, Message.at, Message.conversation_id, Message.text).where(
        Message.conversation_id.in_(talks), Message.author == Author.MEMBER
    )
    yield _source(MomentKind.TICKET, Ticket.opened_at, Ticket.number, Ticket.question).where(
        Ticket.conversation_id.in_(talks)
    )
    yield _source(MomentKind.RATING, Rating.at, Rating.ticket_number, _rated()).where(
        Rating.ticket_number.in_(tickets)
    )
    yield _source(
        MomentKind.COMPLAINT, Complaint.registered_at, Complaint.number, Complaint.text
    ).where(Complaint.member_id.in_(ids) | Complaint.ticket_number.in_(tickets))
    title = FormVersion.body["title"].as_string()
    yield (
        _source(
            MomentKind.FORM, FilledForm.handed_in_at, FilledForm.number, title,
            key=FilledForm.form_id + "/" + cast(FilledForm.id, String),
        )
        .join(FormVersion, FormVersion.id == FilledForm.version_id)
        .where(
            FilledForm.member_id.in_(ids) | FilledForm.ticket_number.in_(tickets),
            FilledForm.handed_in_at.is_not(None),
        )
    )  # fmt: skip
    yield _source(
        MomentKind.SUGGESTION, Suggestion.received_at, Suggestion.number, Suggestion.text
    ).where(Suggestion.member_id.in_(ids) | Suggestion.conversation_id.in_(talks))
    yield _source(MomentKind.CALL, CareCall.at, CareCall.id, CareCall.note).where(
        CareCall.member_id.in_(ids)
    )


def _rated() -> ColumnElement[str]:
    said = case(*((Rating.satisfaction == each, each.label) for each in Satisfaction))
    return said + func.coalesce(literal("：") + Rating.words, "")


def _source(kind: MomentKind, at: Any, number: Any, text: Any, key: Any = None) -> Select[Any]:
    return select(
        literal(kind.value).label("kind"),
        at.label("at"),
        cast(number, String).label("number"),
        func.substr(func.coalesce(text, ""), 1, LONGEST).label("text"),
        cast(number if key is None else key, String).label("key"),
    )
