"""What was computed before, kept in the process beside the database it was computed from."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The last `most` that were asked for. A key says everything that the value follows from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Engine, dict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, session: Session, key: Hashable, make: Callable[[], Value]) -> Value:
        known = self._of.setdefault(_engine(session), {})
        try:
            value = known.pop(key)
        except KeyError:
            value = make()
        known[key] = value  # last asked for, last to go
        for oldest in list(known)[: -self._most]:
            known.pop(oldest, None)
        return value


def _engine(session: Session) -> Engine:
    bind: Any = session.get_bind()
    engine: Engine = bind.engine
    return engine
