"""Who classified a suggestion, who judged it and why, and how the member was thanked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.suggestions.suggestion import Suggestion
from kb.terms import Category, Channel, Department


class Classification(Base):
    """The last one holds; a department to which a suggestion came wrongly passes it on."""

    __tablename__ = "suggestion_classifications"
    __table_args__ = (Index(None, "suggestion_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_number: Mapped[int] = mapped_column(ForeignKey(Suggestion.number))
    category: Mapped[Category]
    department: Mapped[Department]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class SuggestionJudgement(Base):
    """`reason`: why or why not. `plan`: what will happen, where it was adopted."""

    __tablename__ = "suggestion_judgements"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="said_why"),
        CheckConstraint("adopted = (plan IS NOT NULL)", name="adopted_has_plan"),
    )

    suggestion_number: Mapped[int] = mapped_column(ForeignKey(Suggestion.number), primary_key=True)
    adopted: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    plan: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class Thanks(Base):
    """What the member was told, and how. One who left neither conversation nor contact could not
    be told: `reached` is false."""

    __tablename__ = "suggestion_thanks"
    __table_args__ = (CheckConstraint("text <> ''", name="said_what"),)

    suggestion_number: Mapped[int] = mapped_column(ForeignKey(Suggestion.number), primary_key=True)
    reached: Mapped[bool]
    channel: Mapped[Channel]
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
