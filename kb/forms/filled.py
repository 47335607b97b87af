"""A form filled in, what it said before each correction, and why it was voided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import NotFound
from kb.forms.template import Form
from kb.forms.version import FormVersion
from kb.members.member import Member
from kb.people.person import Person
from kb.terms import Department, LabelledEnum


class FilledState(LabelledEnum):
    DRAFT = "draft", "草稿"
    HANDED_IN = "handed_in", "已登记"
    VOID = "void", "已作废"


class FilledForm(Base):
    """`values` by key, as texts or lists of texts; in a draft as they were typed. `edition` grows
    with every change and tells two windows apart; `key` is the sender's own mark, so that a form
    sent twice is kept once. `found_by`: what it can be found by, folded. `card`, `phone`: of the
    first such field, to count by."""

    __tablename__ = "filled_forms"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("by_id", "key"),
        CheckConstraint(
            "state = 'void' OR (state = 'draft') = (handed_in_at IS NULL)", name="handed_in_when"
        ),
        CheckConstraint("(number IS NULL) = (handed_in_at IS NULL)", name="numbered_when_in"),
        Index(None, "form_id", "handed_in_at"),
        Index(None, "handed_in_at"),
        Index(None, "form_id", "member_id"),
        Index(None, "form_id", "card"),
        Index(None, "form_id", "phone"),
        Index(None, "ticket_number"),
        Index(None, "by_id", "state"),
        Index(None, "next_call_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey(FormVersion.id))
    number: Mapped[str | None]
    state: Mapped[FilledState]
    values: Mapped[dict[str, Any]]
    edition: Mapped[int] = mapped_column()
    key: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    began_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    department: Mapped[Department | None]
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"))
    complaint_number: Mapped[int | None]
    card: Mapped[str | None]
    phone: Mapped[str | None]
    found_by: Mapped[str] = mapped_column(Text)
    next_call_on: Mapped[date | None]
    version: Mapped[FormVersion] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": edition}

    @property
    def form(self) -> Form:
        return self.version.form


class FormRevision(Base):
    """What a form said from then on: the first when it was handed in, then each correction."""

    __tablename__ = "form_revisions"
    __table_args__ = (CheckConstraint("number = 1 OR reason <> ''", name="corrected_why"),)

    filled_id: Mapped[int] = mapped_column(ForeignKey(FilledForm.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class FormVoiding(Base):
    """That a form no longer counts; it stays readable."""

    __tablename__ = "form_voidings"
    __table_args__ = (CheckConstraint("reason <> ''", name="voided_why"),)

    filled_id: Mapped[int] = mapped_column(ForeignKey(FilledForm.id), primary_key=True)
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def find_filled(session: Session, filled_id: int) -> FilledForm:
    found = session.get(FilledForm, filled_id)
    if found is None:
        raise no_such_form()
    return found


def no_such_form() -> NotFound:
    """Also for one that is not for these eyes."""
    return NotFound("没有这份登记表。", mend="请从登记表的列表里找。")


def revisions(session: Session, filled: FilledForm) -> list[FormRevision]:
    """Oldest first."""
    found = select(FormRevision).where(FormRevision.filled_id == filled.id)
    return list(session.scalars(found.order_by(FormRevision.number)))


def voiding_of(session: Session, filled: FilledForm) -> FormVoiding | None:
    return session.get(FormVoiding, filled.id)
