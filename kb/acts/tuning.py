"""What an assistant answers by beside its texts: the lexicon with what was changed of it, and the
policies."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.policy import AnsweringPolicy, current
from kb.policy.rechecks import Rechecks
from kb.policy.wordbook import amendments, tuning_version
from kb.text.amending import Amendment

Version = tuple[int, int]
"""of the lexicon, of the policies"""


@dataclass(frozen=True)
class Tuning:
    version: Version
    amendments: tuple[Amendment, ...]
    answering: AnsweringPolicy
    rechecks: Rechecks


def tuning_of(session: Session, at: datetime | None = None) -> Tuning:
    """What holds now, or held at a moment of the past."""
    policies = current(session, at)
    return Tuning(
        tuning_version(session),
        amendments(session, at),
        policies.answering,
        policies.knowledge.rechecks,
    )
