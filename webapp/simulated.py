"""That pages show made-up work, said at the head of every page of colleagues."""

from dataclasses import dataclass

from flask import current_app

from kb.acts.simulate.simulation import simulation_of
from kb.clock import monotonic, to_local
from webapp.services import reading

AGAIN, WHILE_MADE = 600.0, 4.0
"""seconds until the next look: where there are none, and while they are being made"""


@dataclass
class _Seen:
    words: str = ""
    look_at: float = 0.0


def simulated() -> str:
    """Empty where all is real. Once all are made it is not looked up any more."""
    seen: _Seen = current_app.extensions.setdefault("simulated", _Seen())
    if monotonic() >= seen.look_at:
        _look(seen)
    return seen.words


def _look(seen: _Seen) -> None:
    with reading() as session:
        found = simulation_of(session)
    if found is None:
        seen.look_at = monotonic() + AGAIN
    elif found.finished_at is not None:
        seen.words, seen.look_at = "含模拟数据", float("inf")
    else:
        day = to_local(found.through)
        seen.words = f"含模拟数据，还在生成：已到 {day.month} 月 {day.day} 日"
        seen.look_at = monotonic() + WHILE_MADE
