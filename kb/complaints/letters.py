"""Keeping a complaint's letter, sending it, and the template it is printed on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.complaints.letter import Case, LetterPart, Parts, draft, require_whole
from kb.complaints.letter_file import require_template
from kb.complaints.letter_version import LetterSending, LetterTemplate, LetterVersion, SentBy
from kb.complaints.steps import Execution, GivenResult, ResolutionPlan
from kb.complaints.story import last_of
from kb.counter import take_numbers
from kb.errors import Conflict, NotAllowed, NotFound
from kb.history import record
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.text import clean
from kb.text.field import limit_text


def draft_letter(
    session: Session, complaint: Complaint, club: str, *, now: datetime
) -> dict[LetterPart, str]:
    plan = last_of(session, ResolutionPlan, complaint)
    done = last_of(session, Execution, complaint)
    result = last_of(session, GivenResult, complaint)
    case = Case(
        club=club,
        number=complaint.shown_number,
        name=complaint.name,
        place=complaint.place,
        text=complaint.text,
        registered_at=complaint.registered_at,
        plan=plan.text if plan else "",
        done=done.text if done else "",
        result=result.text if result else "",
    )
    return draft(case, now=now)


def keep_letter(
    session: Session,
    complaint: Complaint,
    parts: Parts,
    *,
    seen: int,
    by: int,
    now: datetime,
) -> LetterVersion:
    """`seen`: the version it was written upon, 0 for none. What changes nothing keeps nothing."""
    whole = require_whole(parts)
    session.flush()
    session.refresh(complaint, with_for_update=True)
    before = letter_of(session, complaint)
    last = before.version if before else 0
    if before is not None and before.texts == whole:
        return before
    if seen != last:
        raise Conflict(
            f"这封信已经有了第 {last} 稿，您是在第 {seen} 稿上改的。",
            code="stale_letter",
            mend="请先看最新一稿，您写的内容还在下面。",
        )
    kept = LetterVersion(
        complaint_number=complaint.number,
        version=last + 1,
        parts={part.value: text for part, text in whole.items()},
        by_id=by,
        at=now,
    )
    session.add(kept)
    session.flush()
    record(
        session, "wrote_letter", "complaint", complaint.number, by=by, now=now,
        version=kept.version,
    )  # fmt: skip
    return kept


def send_letter(
    session: Session,
    complaint: Complaint,
    version: int,
    way: SentBy,
    note: str,
    *,
    by: int,
    now: datetime,
) -> LetterSending:
    told = limit_text(note, "note", "说明", 200)
    session.flush()
    session.refresh(complaint, with_for_update=True)
    kept = letter_of(session, complaint)
    if kept is None:
        raise Conflict("这封信还没有保存过。", code="no_letter", mend="请先保存，再登记寄出。")
    if kept.version != version:
        raise Conflict(
            f"这封信已经有了第 {kept.version} 稿，您寄的是第 {version} 稿。",
            code="stale_letter",
            mend="请先看最新一稿。",
        )
    sending = LetterSending(
        complaint_number=complaint.number, version=version, way=way, note=told, by_id=by, at=now
    )
    session.add(sending)
    session.flush()
    record(
        session, "sent_letter", "complaint", complaint.number, by=by, now=now,
        version=version, way=way,
    )  # fmt: skip
    return sending


def hand_in_template(
    session: Session, name: str, file: bytes, *, by: int, now: datetime
) -> LetterTemplate:
    """Raises BadInput where letters could not be printed on it."""
    require_template_right(person(session, by))
    require_template(file)
    template = LetterTemplate(
        version=take_numbers(session, "letter_template")[0],
        name=clean(name)[:120] or "致歉信.docx",
        file=file,
        by_id=by,
        at=now,
    )
    session.add(template)
    session.flush()
    record(session, "handed_in", "letter_template", template.version, by=by, now=now)
    return template


def require_template_right(by: Person) -> None:
    if not (may(by, Right.LEAD_SERVICE) or may(by, Right.SET_POLICY)):
        raise NotAllowed("只有客服主管或经理才能更换信件模板。", code="not_yours")


def letter_of(session: Session, complaint: Complaint) -> LetterVersion | None:
    """The newest wording."""
    found = letter_versions(session, complaint)
    return found[0] if found else None


def letter_versions(session: Session, complaint: Complaint) -> list[LetterVersion]:
    """Newest first."""
    found = select(LetterVersion).where(LetterVersion.complaint_number == complaint.number)
    return list(session.scalars(found.order_by(LetterVersion.version.desc())))


def find_letter(session: Session, complaint: Complaint, version: int) -> LetterVersion:
    found = session.get(LetterVersion, (complaint.number, version))
    if found is None:
        raise NotFound("没有这一稿。")
    return found


def sendings(session: Session, complaint: Complaint) -> list[LetterSending]:
    """Newest first."""
    found = select(LetterSending).where(LetterSending.complaint_number == complaint.number)
    return list(session.scalars(found.order_by(LetterSending.id.desc())))


def newest_template(session: Session) -> LetterTemplate | None:
    return session.scalar(select(LetterTemplate).order_by(LetterTemplate.version.desc()).limit(1))
