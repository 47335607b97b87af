"""Standard phrases (常用语): the club's, which everybody shares, and a colleague's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.history import record
from kb.policy import current_phrases
from kb.terms import LabelledEnum
from kb.text import clean
from kb.text.sounding import in_initials
from kb.wording.check import flagged
from kb.wording.filling import require_known_places

LONGEST_TITLE = 20
LONGEST_TEXT = 500


class PhraseKind(LabelledEnum):
    GREETING = "greeting", "开场"
    CALMING = "calming", "安抚"
    WAITING = "waiting", "请稍等"
    CLOSING = "closing", "结束"
    OTHER = "other", "其他"


class StandardPhrase(Base):
    """`key`: its name in the club's file; `owner_id`: None for what everybody shares."""

    __tablename__ = "standard_phrases"
    __table_args__ = (
        CheckConstraint("title <> '' AND text <> ''", name="says_something"),
        CheckConstraint("key IS NULL OR owner_id IS NULL", name="files_is_shared"),
        CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name="retired_by_whom"),
        UniqueConstraint("key"),
        Index(None, "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[PhraseKind]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    @property
    def initials(self) -> str:
        return in_initials(self.title)


class PhraseText(Base):
    """Each form a phrase ever had."""

    __tablename__ = "standard_phrase_texts"
    __table_args__ = (UniqueConstraint("phrase_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase_id: Mapped[int] = mapped_column(ForeignKey(StandardPhrase.id))
    version: Mapped[int]
    kind: Mapped[PhraseKind]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Phrasing:
    kind: PhraseKind
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who changes phrases: `leads`: may change those that everybody shares."""

    person_id: int
    leads: bool


def write_phrase(
    session: Session, phrasing: Phrasing, *, shared: bool, by: Keeper, now: datetime
) -> StandardPhrase:
    if shared and not by.leads:
        raise _not_theirs()
    owner = None if shared else by.person_id
    return _add(session, _checked(session, phrasing), owner=owner, by=by.person_id, now=now)


def rewrite_phrase(
    session: Session, phrase_id: int, phrasing: Phrasing, *, seen: int, by: Keeper, now: datetime
) -> StandardPhrase:
    """`seen`: the version that was changed; to what it says already it changes nothing."""
    phrase, said = _locked(session, phrase_id, by), _checked(session, phrasing)
    if phrase.version != seen:
        raise Conflict("这条常用语刚被改过。", code="phrase_changed", mend="请看过新的写法再改。")
    if said == Phrasing(phrase.kind, phrase.title, phrase.text):
        return phrase
    before = phrase.text
    phrase.kind, phrase.title, phrase.text = said.kind, said.title, said.text
    phrase.version += 1
    _keep(session, phrase, by=by.person_id, now=now)
    record(
        session, "rewritten", "standard_phrase", phrase.id, by=by.person_id, now=now,
        before=before, after=phrase.text,
    )  # fmt: skip
    session.flush()
    return phrase


def retire_phrase(session: Session, phrase_id: int, *, by: Keeper, now: datetime) -> StandardPhrase:
    phrase = _locked(session, phrase_id, by)
    phrase.retired_at, phrase.retired_by = now, by.person_id
    record(session, "retired", "standard_phrase", phrase.id, by=by.person_id, now=now)
    session.flush()
    return phrase


def restore_phrase(
    session: Session, phrase_id: int, *, by: Keeper, now: datetime
) -> StandardPhrase:
    phrase = _locked(session, phrase_id, by, retired=True)
    phrase.retired_at = phrase.retired_by = None
    record(session, "restored", "standard_phrase", phrase.id, by=by.person_id, now=now)
    session.flush()
    return phrase


def load_phrases(
    session: Session, phrases: Iterable[tuple[str, Phrasing]], *, by: int | None, now: datetime
) -> int:
    """By key. What is known stays as the club has changed it since; returns how many are new."""
    known = set(session.scalars(select(StandardPhrase.key)))
    fresh = [(key, said) for key, said in phrases if key not in known]
    for key, said in fresh:
        _add(session, said, key=key, by=by, now=now)
    return len(fresh)


def phrases_for(session: Session, person_id: int) -> list[StandardPhrase]:
    """One's own first, then the shared ones, by kind, in the order they were written."""
    found = select(StandardPhrase).where(
        StandardPhrase.retired_at.is_(None),
        or_(StandardPhrase.owner_id.is_(None), StandardPhrase.owner_id == person_id),
    )
    kinds = list(PhraseKind)
    return sorted(
        session.scalars(found),
        key=lambda each: (each.owner_id is None, kinds.index(each.kind), each.id),
    )


def past_texts(session: Session, phrase_id: int) -> list[PhraseText]:
    """Newest first."""
    found = select(PhraseText).where(PhraseText.phrase_id == phrase_id)
    return list(session.scalars(found.order_by(PhraseText.version.desc())))


def find_phrase(
    session: Session, phrase_id: int, by: Keeper, *, retired: bool = False
) -> StandardPhrase:
    """One that this person may change."""
    phrase = session.get(StandardPhrase, phrase_id)
    hidden = phrase is not None and phrase.owner_id not in (None, by.person_id)
    if phrase is None or hidden or (phrase.retired_at is not None) != retired:
        raise NotFound("没有这条常用语。", mend="可能已经删去了，请刷新页面。")
    if phrase.owner_id is None and not by.leads:
        raise _not_theirs()
    return phrase


def _locked(
    session: Session, phrase_id: int, by: Keeper, *, retired: bool = False
) -> StandardPhrase:
    phrase = session.get(StandardPhrase, phrase_id)
    if phrase is not None:
        session.refresh(phrase, with_for_update=True)
    return find_phrase(session, phrase_id, by, retired=retired)


def _checked(session: Session, phrasing: Phrasing) -> Phrasing:
    title, text = clean(phrasing.title), clean(phrasing.text)
    for field, what, said, longest in (
        ("title", "名称", title, LONGEST_TITLE),
        ("text", "内容", text, LONGEST_TEXT),
    ):
        if not said:
            raise BadInput(f"还没有写{what}。", field=field, code="empty_text")
        if len(said) > longest:
            raise BadInput(
                f"{what}太长，超过 {longest} 字。",
                field=field,
                code="text_too_long",
                mend="请写得短一些。",
            )
    require_known_places(text, "text")
    found = flagged(text, current_phrases(session).phrases)
    if found:
        raise BadInput(
            f"“{text[found[0].start : found[0].end]}”不能对会员说。",
            field="text",
            code="forbidden_phrase",
            mend=f"可以说：{found[0].phrase.better}",
        )
    return Phrasing(phrasing.kind, title, text)


def _add(
    session: Session,
    said: Phrasing,
    *,
    key: str | None = None,
    owner: int | None = None,
    by: int | None,
    now: datetime,
) -> StandardPhrase:
    phrase = StandardPhrase(
        key=key, owner_id=owner, kind=said.kind, title=said.title, text=said.text, version=1
    )
    session.add(phrase)
    session.flush()
    _keep(session, phrase, by=by, now=now)
    record(session, "written", "standard_phrase", phrase.id, by=by, now=now, shared=owner is None)
    session.flush()
    return phrase


def _keep(session: Session, phrase: StandardPhrase, *, by: int | None, now: datetime) -> None:
    session.add(
        PhraseText(
            phrase_id=phrase.id, version=phrase.version, kind=phrase.kind,
            title=phrase.title, text=phrase.text, by_id=by, at=now,
        )
    )  # fmt: skip


def _not_theirs() -> NotAllowed:
    return NotAllowed("共用的常用语由主管维护。", mend="可以另写一条自己的。")
