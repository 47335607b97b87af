"""Phrases that were sent although they must not be said; for supervisors to talk about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base


class FlaggedPhrase(Base):
    """`phrase`: its id in corpus/policy/phrases.toml; `said`: the words as they were sent."""

    __tablename__ = "flagged_phrases"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    phrase: Mapped[str]
    said: Mapped[str] = mapped_column(Text)


def flagged_between(session: Session, since: datetime, until: datetime) -> list[FlaggedPhrase]:
    """Newest first; `until` is the first moment that does not belong."""
    found = select(FlaggedPhrase).where(FlaggedPhrase.at >= since, FlaggedPhrase.at < until)
    return list(session.scalars(found.order_by(FlaggedPhrase.id.desc())))
