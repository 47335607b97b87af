"""Letters as they were kept and sent, and the templates they are printed on."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from kb.complaints.complaint import Complaint
from kb.complaints.letter import LetterPart
from kb.db import Base
from kb.people.person import Person
from kb.terms import LabelledEnum


class SentBy(LabelledEnum):
    POST = "post", "邮寄"
    EMAIL = "email", "邮件"
    IN_PERSON = "in_person", "当面"


class LetterVersion(Base):
    """One wording of a complaint's letter, never changed once kept."""

    __tablename__ = "letter_versions"

    complaint_number: Mapped[int] = mapped_column(ForeignKey(Complaint.number), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parts: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]

    @property
    def texts(self) -> dict[LetterPart, str]:
        return {part: str(self.parts[part.value]) for part in LetterPart}


class LetterSending(Base):
    """`note`: to whom, or by which shipment."""

    __tablename__ = "letter_sendings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["complaint_number", "version"],
            ["letter_versions.complaint_number", "letter_versions.version"],
        ),
        Index(None, "complaint_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_number: Mapped[int]
    version: Mapped[int]
    way: Mapped[SentBy]
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class LetterTemplate(Base):
    """The newest one holds; before any was handed in, the one of the corpus."""

    __tablename__ = "letter_templates"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    file: Mapped[bytes] = mapped_column(LargeBinary)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
