"""Days that differ from their weekday: public holidays, working weekends, own arrangements."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base, Json
from kb.deadlines.calendar import Day, DayKind
from kb.people.person import Person
from kb.terms import LabelledEnum


class DaySource(LabelledEnum):
    ANNOUNCED = "announced", "国务院公布"
    BY_RULE = "by_rule", "按节日推算，等公布后核对"
    ENTERED = "entered", "本会录入"


class SpecialDay(Base):
    """`periods`: minutes since midnight in Shanghai; none keeps those usual for the kind."""

    __tablename__ = "special_days"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]
    name: Mapped[str]
    periods: Mapped[list[Any] | None] = mapped_column(Json)
    source: Mapped[DaySource]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]

    def as_day(self) -> Day:
        """For calendar arithmetic."""
        if self.periods is None:
            return Day(self.kind)
        return Day(self.kind, tuple((begin, end) for begin, end in self.periods))
