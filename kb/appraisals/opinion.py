"""What a supervisor, and they themselves, say of an agent's month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.appraisals.sealed_month import require_unsealed
from kb.db import Base
from kb.errors import BadInput, Conflict, NotAllowed
from kb.history import record
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.period import Period
from kb.terms import LabelledEnum
from kb.text.field import limit_text

LOWEST, HIGHEST = 1, 5
MOST_CHARACTERS = 500


class View(LabelledEnum):
    SUPERVISOR = "supervisor", "主管评价"
    OWN = "own", "自我评价"


class Aspect(LabelledEnum):
    ATTITUDE = "attitude", "服务态度"
    SPEED = "speed", "响应速度"
    QUALITY = "quality", "处理质量"
    EXPERTISE = "expertise", "业务知识"
    COLLABORATION = "collaboration", "团队协作"


class Opinion(Base):
    """The last word; earlier ones are in the history. Nobody is their own supervisor: the
    database refuses it."""

    __tablename__ = "opinions"
    __table_args__ = (
        UniqueConstraint("person_id", "month", "view", "aspect"),
        CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),
        CheckConstraint("(view = 'own') = (by_id = person_id)", name="own_by_oneself"),
        Index(None, "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    month: Mapped[str]
    view: Mapped[View]
    aspect: Mapped[Aspect]
    mark: Mapped[int]
    words: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Said:
    mark: int
    words: str = ""


def give_opinion(
    session: Session,
    period: Period,
    person_id: int,
    said: Mapping[Aspect, Said],
    *,
    by: int,
    now: datetime,
) -> list[Opinion]:
    """On one's own month or, as a supervisor, on somebody else's; until the month is closed.
    Another supervisor's word takes the place of the first one's."""
    kept = {aspect: _fit(aspect, each) for aspect, each in said.items()}
    about = person(session, person_id)
    session.refresh(about, with_for_update=True)
    view = _view(session, about, by)
    if now < period.begin:
        raise Conflict(f"{period.label}还没有开始。", code="month_ahead")
    require_unsealed(session, period.key)
    if not kept:
        raise BadInput(
            "还没有评分。", field="opinion", code="no_marks", mend="请至少给一个方面打分。"
        )
    made = [
        _put(session, (about.id, period.key, view, aspect), each, by=by, now=now)
        for aspect, each in kept.items()
    ]
    record(
        session, "appraised", "person", about.id, by=by, now=now, month=period.key, view=view,
        marks={aspect.value: each.mark for aspect, each in kept.items()},
    )  # fmt: skip
    session.flush()
    return made


def opinions_on(session: Session, month: str, person_id: int) -> Sequence[Opinion]:
    found = select(Opinion).where(Opinion.month == month, Opinion.person_id == person_id)
    return session.scalars(found.order_by(Opinion.id)).all()


def opinions_in(session: Session, month: str, until: datetime) -> Sequence[Opinion]:
    """Everybody's."""
    found = select(Opinion).where(Opinion.month == month, Opinion.at < until)
    return session.scalars(found.order_by(Opinion.id)).all()


def _view(session: Session, about: Person, by: int) -> View:
    if not may(about, Right.WORK_TICKETS):
        raise Conflict(f"{about.name}不处理工单，没有月度评价。", code="not_an_agent")
    if about.id == by:
        return View.OWN
    if not may(person(session, by), Right.LEAD_SERVICE):
        raise NotAllowed("只有客服主管可以评价别人。")
    return View.SUPERVISOR


def _fit(aspect: Aspect, said: Said) -> Said:
    if not LOWEST <= said.mark <= HIGHEST:
        raise BadInput(
            f"“{aspect.label}”的分数要在 {LOWEST} 到 {HIGHEST} 之间。",
            field=f"mark-{aspect.value}",
            code="bad_mark",
        )
    words = limit_text(
        said.words, f"words-{aspect.value}", f"“{aspect.label}”的评语", MOST_CHARACTERS
    )
    return Said(said.mark, words)


def _put(
    session: Session, place: tuple[int, str, View, Aspect], said: Said, *, by: int, now: datetime
) -> Opinion:
    person_id, month, view, aspect = place
    known = select(Opinion).where(
        Opinion.person_id == person_id, Opinion.month == month, Opinion.view == view,
        Opinion.aspect == aspect,
    )  # fmt: skip
    opinion = session.scalar(known) or Opinion(
        person_id=person_id, month=month, view=view, aspect=aspect
    )
    opinion.mark, opinion.words, opinion.by_id, opinion.at = said.mark, said.words or None, by, now
    session.add(opinion)
    return opinion
