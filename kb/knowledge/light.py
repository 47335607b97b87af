"""The light path: what a maintainer may publish alone, for colleagues to look at afterwards.

Three things only: a typing fix that changes no fact, a text that was in force before, and other
tags or another date of the next check.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from rapidfuzz.distance import Levenshtein
from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.knowledge.content import Content, require_fit
from kb.knowledge.entry import Entry
from kb.knowledge.moves import Move, enter, require_legal, require_reason
from kb.knowledge.publication import Publication, publish_revision
from kb.knowledge.revision import Revision, find_revision, write_revision
from kb.people.person import Person
from kb.policy import KnowledgePolicy
from kb.terms import LabelledEnum

TYPO = "错字"
WORDED = ("question", "variants", "answer", "short", "note")
"""where a typing fix may happen"""


class LightKind(LabelledEnum):
    TYPO = "typo", "错字"
    RESTORED = "restored", "恢复旧版"
    TIDIED = "tidied", "整理标签和日期"


class LookFinding(LabelledEnum):
    FINE = "fine", "没问题"
    OBJECTED = "objected", "有异议"


class LightPublication(Base):
    """A publication that no second person approved."""

    __tablename__ = "light_publications"
    __table_args__ = (CheckConstraint("reason <> ''", name="said_why"),)

    number: Mapped[int] = mapped_column(
        ForeignKey(Publication.number), primary_key=True, autoincrement=False
    )
    kind: Mapped[LightKind]
    reason: Mapped[str]


class SecondLook(Base):
    """What a colleague found when looking at it afterwards."""

    __tablename__ = "second_looks"
    __table_args__ = (
        CheckConstraint("finding <> 'objected' OR remark IS NOT NULL", name="objected_why"),
    )

    number: Mapped[int] = mapped_column(
        ForeignKey(LightPublication.number), primary_key=True, autoincrement=False
    )
    finding: Mapped[LookFinding]
    remark: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def publish_typo(
    session: Session,
    entry: Entry,
    content: Content,
    policy: KnowledgePolicy,
    *,
    seen: int,
    by: int,
    now: datetime,
) -> Entry:
    """A text that is due for a re-check stays so: a typing fix checks nothing. That no fact moved
    is asked by `kb/acts/fix_typo.py`, which can read them."""
    require_fit(content)
    require_legal(session, entry, Move.FIX_TYPO, seen)
    before = find_revision(session, entry.id, entry.head).content
    if content == before:
        raise BadInput(
            "还没有改动。", field="answer", code="nothing_changed", mend="请先改，再发布。"
        )
    # Tidied since it was reviewed: that was allowed, and is no part of this fix.
    approved = reviewed_text(session, entry).content
    reviewed = replace(approved, tags=before.tags, review_on=before.review_on)
    require_typo(reviewed, content, policy)
    return _publish(session, entry, content, kind=LightKind.TYPO, reason=TYPO, by=by, now=now)


def restore(
    session: Session, entry: Entry, number: int, reason: str, *, seen: int, by: int, now: datetime
) -> Entry:
    """A text that was in force before is so again, at once: as a new revision."""
    require_reason(reason)
    older = find_revision(session, entry.id, number)
    require_legal(session, entry, Move.RESTORE, seen)
    if number == entry.live:
        raise Conflict("这一版正在生效。", code="nothing_to_restore")
    if not was_in_force(session, entry.id, number):
        raise Conflict(
            f"第 {number} 版从来没有生效过，不能直接恢复。",
            code="never_in_force",
            mend="请恢复为草稿，再送审。",
        )
    if older.valid_until is not None and older.valid_until <= now:
        raise Conflict(
            f"第 {number} 版的有效期已经过了，恢复了也不会拿来回答。",
            code="expired_text",
            mend="请恢复为草稿，改好有效期再送审。",
        )
    return _publish(
        session, entry, older.content,
        kind=LightKind.RESTORED, reason=reason, restores=number, by=by, now=now,
    )  # fmt: skip


def tidy(
    session: Session,
    entry: Entry,
    tags: tuple[str, ...],
    review_on: date | None,
    *,
    why: str,
    seen: int,
    by: int,
    now: datetime,
) -> Entry:
    """Other tags, or another date of the next check, and not a word of what members read."""
    require_reason(why)
    require_legal(session, entry, Move.FIX_TYPO, seen)
    before = find_revision(session, entry.id, entry.head).content
    content = replace(before, tags=tags, review_on=review_on)
    require_fit(content)
    if content == before:
        raise Conflict("没有要改的。", code="nothing_changed")
    return _publish(session, entry, content, kind=LightKind.TIDIED, reason=why, by=by, now=now)


def look_again(
    session: Session,
    number: int,
    finding: LookFinding,
    remark: str,
    *,
    by: int,
    now: datetime,
) -> SecondLook:
    """A colleague's word on what another published alone."""
    publication = session.get(Publication, number)
    light = session.get(LightPublication, number)
    if light is None or publication is None:
        raise NotFound("没有这样一次直接发布。")
    if session.get(SecondLook, number) is not None:
        raise Conflict("这一条已经有人看过了。", code="looked_already", mend="请刷新页面。")
    if publication.by_id == by:
        raise Conflict("自己直接发布的，请另一位同事看。", code="own_text")
    if finding is LookFinding.OBJECTED:
        require_reason(remark)
    look = SecondLook(number=number, finding=finding, remark=remark or None, by_id=by, at=now)
    session.add(look)
    record(
        session, "looked_again", "entry", publication.entry_id, by=by, now=now,
        number=number, finding=finding, remark=remark,
    )  # fmt: skip
    session.flush()
    return look


def require_typo(reviewed: Content, content: Content, policy: KnowledgePolicy) -> None:
    """Measured against the text that a second person approved last: many small steps do not
    become a long way."""
    for why in _more_than_a_typo(reviewed, content, policy):
        raise Conflict(f"{why}，不能当错字直接发布。", code="not_a_typo", mend="请送审。")


def waiting_for_a_look(session: Session) -> list[tuple[LightPublication, Publication]]:
    """Oldest first."""
    found = (
        select(LightPublication, Publication)
        .join(Publication, Publication.number == LightPublication.number)
        .join(SecondLook, SecondLook.number == LightPublication.number, isouter=True)
        .where(SecondLook.number.is_(None))
        .order_by(LightPublication.number)
    )
    return [(light, publication) for light, publication in session.execute(found)]


def was_in_force(session: Session, entry_id: str, number: int) -> bool:
    found = select(Publication.number).where(
        Publication.entry_id == entry_id, Publication.revision == number
    )
    return session.scalar(found.limit(1)) is not None


def _more_than_a_typo(
    reviewed: Content, content: Content, policy: KnowledgePolicy
) -> Iterator[str]:
    if not policy.typo_characters:
        yield "规则没有开放直接发布"
    worded = {field: getattr(content, field) for field in WORDED}
    if replace(reviewed, **worded) != content:
        yield "正文以外的内容也改了"
    if len(reviewed.variants) != len(content.variants):
        yield "相似问有增减"
    if (reviewed.short is None) != (content.short is None):
        yield "电话简答有增减"
    for text in (reviewed, content):
        topic = policy.sensitive_topic(text.category, whole(text))
        if topic is not None:
            yield f"内容涉及{topic}，改动都要另一位同事审核"
    pieces = zip(_pieces(reviewed), _pieces(content), strict=False)
    changed = sum(Levenshtein.distance(old, new) for old, new in pieces)
    if changed > policy.typo_characters:
        yield f"和上次审过的文字相比改了 {changed} 个字，超过 {policy.typo_characters} 个"


def whole(content: Content) -> str:
    return "\n".join(_pieces(content))


def _pieces(content: Content) -> tuple[str, ...]:
    rest = (content.answer, content.short or "", content.note or "")
    return (content.question, *rest, *content.variants)


def reviewed_text(session: Session, entry: Entry) -> Revision:
    """The text a second person approved last, or the corpus brought, that the one in force goes
    back to."""
    found = select(Publication).where(
        Publication.entry_id == entry.id, Publication.revision.is_not(None)
    )
    past = list(session.scalars(found.order_by(Publication.number.desc())))
    wanted = entry.live or entry.head
    for publication in past:
        if publication.revision != wanted:
            continue
        if session.get(LightPublication, publication.number) is None:
            break
        older = find_revision(session, entry.id, wanted).restores
        wanted = older or _before(past, publication)
    return find_revision(session, entry.id, wanted)


def _before(past: list[Publication], publication: Publication) -> int:
    """Only what was published before can be fixed."""
    return next(each.revision or 0 for each in past if each.number < publication.number)


def _publish(
    session: Session,
    entry: Entry,
    content: Content,
    *,
    kind: LightKind,
    reason: str,
    by: int,
    now: datetime,
    restores: int | None = None,
) -> Entry:
    # All three at once: the database refuses a published entry whose newest text is not in force.
    entry.head += 1
    entry.live = entry.head
    enter(entry, Move.RESTORE if kind is LightKind.RESTORED else Move.FIX_TYPO)
    summary = reason if restores is None else f"恢复第 {restores} 版"
    write_revision(
        session, entry.id, entry.head, content, by=by, now=now, summary=summary, restores=restores
    )
    number = publish_revision(session, entry, entry.head, by=by, now=now, why=reason).number
    session.flush()
    session.add(LightPublication(number=number, kind=kind, reason=reason))
    record(
        session, "published_alone", "entry", entry.id, by=by, now=now,
        revision=entry.head, number=number, kind=kind, reason=reason,
    )  # fmt: skip
    session.flush()
    return entry
