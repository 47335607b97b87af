from datetime import date, datetime

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base


class DailyTally(Base):
    """Made from other tables and nothing else. In the order in which it is asked for."""

    __tablename__ = "daily_tallies"
    # Sums read long stretches of it: on SQLite the amounts lie beside their keys.
    __table_args__ = {"sqlite_with_rowid": False}

    measure: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    amount: Mapped[int]


class TallyMark(Base):
    """`settled`: rows up to this id are in the tallies. `seen`: the newest one at `seen_at`."""

    __tablename__ = "tally_marks"
    __table_args__ = (CheckConstraint("settled <= seen", name="settled_was_seen"),)

    stream: Mapped[str] = mapped_column(primary_key=True)
    settled: Mapped[int]
    seen: Mapped[int]
    seen_at: Mapped[datetime]
