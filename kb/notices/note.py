"""What colleagues tell each other about a case. No member ever reads it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select
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


def write_note(
    session: Session,
    text: str,
    *,
    about: tuple[str, int | str],
    path: str,
    readers: Sequence[Person],
    by: int,
    now: datetime,
) -> Note:
    """`readers`: who may see the case; of them those who are mentioned are told. `path`: the page
    of the case."""
    said = _said(text)
    called = _called(session, said, readers)
    note = Note(subject_type=about[0], subject_id=str(about[1]), by_id=by, at=now, text=said)
    session.add(note)
    session.flush()
    record(
        session, "noted", about[0], about[1], by=by, now=now,
        note=note.id, mentioned=[each.id for each in called],
    )  # fmt: skip
    for each in called:
        if each.id != by:
            notify(
                session, each.id, NoticeKind.MENTIONED, f"{person(session, by).name}：{said}",
                about=about, path=path, key=f"note:{note.id}", now=now,
            )  # fmt: skip
    session.flush()
    return note


def notes_about(session: Session, about: tuple[str, int | str]) -> list[Note]:
    """Oldest first."""
    found = select(Note).where(Note.subject_type == about[0], Note.subject_id == str(about[1]))
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


def _called(session: Session, said: str, readers: Sequence[Person]) -> list[Person]:
    everybody = session.scalars(select(Person).where(Person.active).order_by(Person.id)).all()
    called = mentioned(said, everybody)
    shut_out = [each.name for each in called if each not in readers]
    if shut_out:
        raise BadInput(
            f"{'、'.join(shut_out)}看不到这里的内容。",
            field="note",
            code="bad_mention",
            mend="请去掉对他们的 @，另外告诉他们。",
        )
    return called
