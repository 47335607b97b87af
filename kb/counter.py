"""Numbers without gaps that become visible in the order they were given out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base

_PLAIN = {"synchronize_session": False}


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


@contextmanager
def numbered_apart(session: Session, first: Mapping[str, int]) -> Iterator[None]:
    """Inside, each of these series gives out numbers of its own that begin so; afterwards it goes
    on where it was. All in one transaction: who else wants a number waits for its end."""
    aparts = {name: f"{name} apart" for name in first}
    before = _values(session, [*aparts, *aparts.values()])
    _put(session, {name: before.get(aparts[name], first[name] - 1) for name in first}, before)
    yield
    moved = _values(session, [*aparts])
    after = {aparts[name]: value for name, value in moved.items()}
    after |= {name: before[name] for name in first if name in before}
    _put(session, after, before | moved)
    fresh = [name for name in first if name not in before]
    if fresh:
        session.execute(delete(Counter).where(Counter.name.in_(fresh)), execution_options=_PLAIN)


def _values(session: Session, names: Sequence[str]) -> dict[str, int]:
    found = select(Counter.name, Counter.value).where(Counter.name.in_(names)).with_for_update()
    return dict(session.execute(found.order_by(Counter.name)).all())


def _put(session: Session, values: Mapping[str, int], known: Collection[str]) -> None:
    for name in sorted(values):
        if name in known:
            put = update(Counter).where(Counter.name == name).values(value=values[name])
            session.execute(put, execution_options=_PLAIN)
        else:
            _begin_series(session, name, values[name])


def _move(session: Session, name: str, count: int) -> int | None:
    moved = update(Counter).where(Counter.name == name).values(value=Counter.value + count)
    return session.scalar(moved.returning(Counter.value), execution_options=_PLAIN)


def _begin_series(session: Session, name: str, value: int) -> None:
    try:
        with session.begin_nested():
            session.add(Counter(name=name, value=value))
    except IntegrityError:  # somebody else began it in this very moment
        return
