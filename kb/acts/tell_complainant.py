"""What a complainant is told: as the room keeps it, and with a look at what must not be said."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.note_phrases import note_phrases
from kb.complaints.complaint import Complaint
from kb.complaints.judging import explain
from kb.complaints.letter_version import LetterSending, SentBy
from kb.complaints.letters import find_letter, send_letter
from kb.complaints.returning import give_result
from kb.complaints.steps import Explanation, GivenResult


def tell_result(
    session: Session, complaint: Complaint, text: str, *, by: int, now: datetime
) -> GivenResult:
    result = give_result(session, complaint, text, by=by, now=now)
    _note(session, complaint, result.text, by=by, now=now)
    return result


def tell_why_invalid(
    session: Session, complaint: Complaint, text: str, *, by: int, now: datetime
) -> Explanation:
    explanation = explain(session, complaint, text, by=by, now=now)
    _note(session, complaint, explanation.text, by=by, now=now)
    return explanation


def send_apology(
    session: Session,
    complaint: Complaint,
    version: int,
    way: SentBy,
    note: str,
    *,
    by: int,
    now: datetime,
) -> LetterSending:
    """A letter is looked at when it goes out: drafts nobody has read."""
    sending = send_letter(session, complaint, version, way, note, by=by, now=now)
    letter = find_letter(session, complaint, version)
    _note(session, complaint, "\n".join(letter.texts.values()), by=by, now=now)
    return sending


def _note(session: Session, complaint: Complaint, text: str, *, by: int, now: datetime) -> None:
    note_phrases(session, text, about=("complaint", complaint.number), by=by, now=now)
