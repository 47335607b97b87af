"""One wording of an entry, never changed once written."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.knowledge.content import Content
from kb.people.person import Person
from kb.terms import Audience, Category, Department, LabelledEnum


class Origin(LabelledEnum):
    CONSOLE = "console", "控制台"
    CORPUS = "corpus", "语料文件"
    TICKET = "ticket", "工单答复"


class Revision(Base):
    """`number` counts from 1 within the entry. `sitting` is the number of the first revision of
    the sitting this one goes on with, None where it begins one; `restores` that of the older one
    whose text it has."""

    __tablename__ = "revisions"

    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str]
    variants: Mapped[list[str]]
    answer: Mapped[str]
    short: Mapped[str | None]
    note: Mapped[str | None]
    category: Mapped[Category]
    department: Mapped[Department]
    audience: Mapped[Audience]
    tags: Mapped[list[str]]
    links: Mapped[list[str]]
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    review_on: Mapped[date | None]
    origin: Mapped[Origin]
    written_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    written_at: Mapped[datetime]
    summary: Mapped[str]
    sitting: Mapped[int | None]
    restores: Mapped[int | None]

    @property
    def content(self) -> Content:
        return Content(
            question=self.question,
            answer=self.answer,
            category=self.category,
            department=self.department,
            audience=self.audience,
            variants=tuple(self.variants),
            short=self.short,
            note=self.note,
            tags=tuple(self.tags),
            links=tuple(self.links),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            review_on=self.review_on,
        )


TEXT_FIELDS = (
    *("question", "variants", "answer", "short", "note"),
    *("category", "department", "audience", "tags", "links"),
    *("valid_from", "valid_until", "review_on"),
)


def columns_of(content: Content) -> dict[str, object]:
    """The content as column values; tuples become the lists that JSON keeps."""
    values = {field: getattr(content, field) for field in TEXT_FIELDS}
    return {
        key: list(value) if isinstance(value, tuple) else value for key, value in values.items()
    }


def write_revision(
    session: Session,
    entry_id: str,
    number: int,
    content: Content,
    *,
    by: int,
    now: datetime,
    summary: str,
    origin: Origin = Origin.CONSOLE,
    sitting: int | None = None,
    restores: int | None = None,
) -> Revision:
    revision = Revision(
        entry_id=entry_id,
        number=number,
        origin=origin,
        written_by=by,
        written_at=now,
        summary=summary,
        sitting=sitting,
        restores=restores,
        **columns_of(content),
    )
    session.add(revision)
    return revision


def find_revision(session: Session, entry_id: str, number: int) -> Revision:
    found = session.get(Revision, (entry_id, number))
    if found is None:
        raise NotFound("没有这个版本。")
    return found


def revisions(session: Session, entry_id: str) -> list[Revision]:
    """Newest first."""
    found = select(Revision).where(Revision.entry_id == entry_id).order_by(Revision.number.desc())
    return list(session.scalars(found))
