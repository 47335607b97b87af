"""What colleagues tell each other about a case. No member ever reads it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput
from kb.history import record
from kb.notices.mentions import mentioned
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, person
from kb.text import clean

MOST_CHARACTERS = 2000


class Note(Base):
    """Never changed: whoever was wrong writes another. Subjects as in the history."""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "subject_type", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class NoteMention(Base):
    __tablename__ = "note_mentions"

    note_id: Mapped[int] = mapped_column(ForeignKey(Note.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)


def write_note(
    session: Session,
    text: str,
    *,
    about: tuple[str, int | str],
    readers: Mapping[int, str],
    by: int,
    now: datetime,
    told: Collection[int] = (),
) -> Note:
    """`readers`: who may see the case, by id, with the page on which they do; of them those who are
    mentioned are told, and those in `told` without being called."""
    said = _said(text)
    called = _called(session, said, readers)
    note = Note(subject_type=about[0], subject_id=str(about[1]), by_id=by, at=now, text=said)
    session.add(note)
    session.flush()
    session.add_all(NoteMention(note_id=note.id, person_id=each.id) for each in called)
    record(
        session, "noted", about[0], about[1], by=by, now=now,
        note=note.id, mentioned=[each.id for each in called],
    )  # fmt: skip
    for each in sorted({*(each.id for each in called), *told} - {by}):
        notify(
            session, each, NoticeKind.MENTIONED, f"{person(session, by).name}：{said}",
            about=about, path=readers[each], key=f"note:{note.id}", now=now,
        )  # fmt: skip
    session.flush()
    return note


def notes_about(session: Session, about: tuple[str, int | str]) -> list[Note]:
    """Oldest first."""
    found = select(Note).where(Note.subject_type == about[0], Note.subject_id == str(about[1]))
    return list(session.scalars(found.order_by(Note.id)))


def notes_with(
    session: Session, about: tuple[str, int | str], people: Collection[int]
) -> list[Note]:
    """Of those only what these wrote, or what calls one of them; oldest first."""
    calls_them = select(NoteMention.note_id).where(NoteMention.person_id.in_(people))
    found = select(Note).where(
        Note.subject_type == about[0],
        Note.subject_id == str(about[1]),
        or_(Note.by_id.in_(people), Note.id.in_(calls_them)),
    )
    return list(session.scalars(found.order_by(Note.id)))


def _said(text: str) -> str:
    said = clean(text)
    if not said:
        raise BadInput("还没有写内容。", field="note", code="empty_text", mend="请写上几个字。")
    if len(said) > MOST_CHARACTERS:
        raise BadInput(
            f"备注太长了，有 {len(said)} 字。",
            field="note",
            code="text_too_long",
            mend=f"请缩短到 {MOST_CHARACTERS} 字以内，或分两条写。",
        )
    return said


def _called(session: Session, said: str, readers: Mapping[int, str]) -> list[Person]:
    everybody = session.scalars(select(Person).where(Person.active).order_by(Person.id)).all()
    called = mentioned(said, everybody)
    shut_out = [each.name for each in called if each.id not in readers]
    if shut_out:
        raise BadInput(
            f"{'、'.join(shut_out)}看不到这里的内容。",
            field="note",
            code="bad_mention",
            mend="请去掉对他们的 @，另外告诉他们。",
        )
    return called
