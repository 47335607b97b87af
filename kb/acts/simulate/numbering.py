"""Simulated cases have numbers of their own, so that the next real one gets the number it would
have got without them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from kb.acts.simulate.rhythm import Span
from kb.clock import to_local
from kb.complaints.complaint import A_YEAR
from kb.counter import numbered_apart

FIRST = {"ticket": 20_001, "suggestion": 5_001, "entry": 501}
FIRST_COMPLAINT = 5_001


@contextmanager
def own_numbers(session: Session, span: Span) -> Iterator[None]:
    """For the rest of this transaction."""
    first = dict(FIRST)
    for year in range(to_local(span.since).year, to_local(span.until).year + 1):
        first[f"complaint {year}"] = year * A_YEAR + FIRST_COMPLAINT
    with numbered_apart(session, first):
        yield
