"""Numbers without gaps that become visible in the order they were given out."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base


class Counter(Base):
    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


def take_numbers(session: Session, name: str, count: int = 1, *, first: int = 1) -> range:
    """The next `count` numbers of this series, which starts at `first`.

    A PostgreSQL sequence would hand out 5 and 6 to two transactions and let 6 be seen before 5,
    so whoever has applied 6 would never look for 5. The UPDATE locks the row until the commit:
    the next number exists only when the one before it can be seen, or was rolled back.
    """
    last = _move(session, name, count)
    while last is None:
        _begin_series(session, name, first - 1)
        last = _move(session, name, count)
    return range(last - count + 1, last + 1)


def last_number(session: Session, name: str) -> int:
    """0 when none was given out yet."""
    return session.scalar(select(Counter.value).where(Counter.name == name)) or 0


def _move(session: Session, name: str, count: int) -> int | None:
    moved = update(Counter).where(Counter.name == name).values(value=Counter.value + count)
    return session.scalar(
        moved.returning(Counter.value), execution_options={"synchronize_session": False}
    )


def _begin_series(session: Session, name: str, value: int) -> None:
    try:
        with session.begin_nested():
            session.add(Counter(name=name, value=value))
    except IntegrityError:  # somebody else began it in this very moment
        return
