from datetime import datetime

from sqlalchemy.orm import Session

from kb.history import record
from kb.policy import current_phrases
from kb.wording.check import flagged
from kb.wording.flagged import FlaggedPhrase


def note_phrases(
    session: Session, text: str, *, about: tuple[str, int | str], by: int, now: datetime
) -> list[FlaggedPhrase]:
    """What went to a member although it must not be said. It is kept, and stops nothing."""
    found = [
        FlaggedPhrase(
            subject_type=about[0],
            subject_id=str(about[1]),
            by_id=by,
            at=now,
            phrase=each.phrase.id,
            said=text[each.start : each.end],
        )
        for each in flagged(text, current_phrases(session).phrases)
    ]
    if found:
        session.add_all(found)
        session.flush()
        record(
            session, "flagged", about[0], about[1], by=by, now=now,
            phrases=[each.phrase for each in found],
        )  # fmt: skip
    return found
