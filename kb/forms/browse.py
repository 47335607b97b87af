"""Looking through what was filled in: one register, or all of them. Bounded in work: counts stop
at MOST, pages beyond it are not offered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from kb.clock import SHANGHAI, to_local
from kb.errors import BadInput
from kb.forms.filled import FilledForm, FilledState
from kb.forms.filling import folded
from kb.forms.reach import may_see, readable_forms, within_reach
from kb.forms.template import Form
from kb.members.member import Member, one_and_the_same
from kb.people.person import Person

PAGE = 25
MOST = 2000
MOST_EXPORTED = 1_000_000
"""rows: a sheet of Excel has hardly more"""
MOST_WORDS = 6
MOST_ABOUT = 100


@dataclass(frozen=True, slots=True)
class Sought:
    """`words`: each must be found in what was written; `since`, `until`: days, both included."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    by_id: int | None = None
    state: FilledState | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """`number` counts from 1; `total` goes no further than MOST."""

    rows: Sequence[FilledForm]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def is_cut(self) -> bool:
        return self.total >= MOST


def list_forms(
    session: Session, form: Form, sought: Sought, page: int, *, seen_by: Person
) -> FormPage:
    """Handed in or void, the newest first."""
    found = _found(form, sought, seen_by)
    total = session.scalar(select(func.count()).select_from(found.limit(MOST).subquery())) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    newest = found.order_by(FilledForm.handed_in_at.desc(), FilledForm.id.desc())
    rows = session.scalars(newest.limit(PAGE).offset((number - 1) * PAGE)).all()
    return FormPage(rows, number, total)


def all_forms(
    session: Session, form: Form, sought: Sought, *, seen_by: Person
) -> Iterator[FilledForm]:
    """For a sheet, oldest first; raises BadInput where there are too many for one."""
    found = _found(form, sought, seen_by)
    wanted = found.limit(MOST_EXPORTED + 1).subquery()
    if (session.scalar(select(func.count()).select_from(wanted)) or 0) > MOST_EXPORTED:
        raise BadInput(
            f"超过 {MOST_EXPORTED} 份，一个文件放不下。",
            field="since",
            code="too_many_forms",
            mend="请按日期分几次导出。",
        )
    oldest = found.order_by(FilledForm.handed_in_at, FilledForm.id)
    yield from session.scalars(oldest.execution_options(yield_per=500))


@dataclass(frozen=True, slots=True)
class Figure:
    """How often each choice was made; what is void does not count."""

    label: str
    counted: Sequence[tuple[str, int]]


def figures(session: Session, form: Form, sought: Sought, *, seen_by: Person) -> list[Figure]:
    """Of the newest MOST that fit; nothing where the form counts nothing."""
    if not form.figures:
        return []
    found = _found(form, sought, seen_by).where(FilledForm.state == FilledState.HANDED_IN)
    newest = found.with_only_columns(FilledForm.values).order_by(FilledForm.handed_in_at.desc())
    said = session.scalars(newest.limit(MOST)).all()
    counted = [
        (form.field(name), Counter(str(values.get(name, "")) for values in said))
        for name in form.figures
    ]
    return [
        Figure(field.label, [(choice, times[choice]) for choice in field.choices])
        for field, times in counted
    ]


def search_forms(session: Session, words: str, *, seen_by: Person) -> list[FilledForm]:
    """In all registers this person may look at, the newest of each that hold the words."""
    if not words.strip():
        return []
    theirs = [
        and_(FilledForm.form_id == each.form_id, within_reach(each.form, seen_by))
        for each in readable_forms(session, seen_by)
    ]
    found = select(FilledForm).where(
        FilledForm.handed_in_at.is_not(None), or_(false(), *theirs), *_holds(words)
    )
    return list(session.scalars(found.order_by(FilledForm.handed_in_at.desc()).limit(2 * PAGE)))


def my_drafts(session: Session, person: Person) -> list[FilledForm]:
    """The one last worked on first."""
    found = select(FilledForm).where(
        FilledForm.by_id == person.id, FilledForm.state == FilledState.DRAFT
    )
    return list(session.scalars(found.order_by(FilledForm.changed_at.desc()).limit(50)))


def of_ticket(session: Session, number: int, *, seen_by: Person) -> list[FilledForm]:
    return _about(session, FilledForm.ticket_number == number, seen_by)


def of_complaint(session: Session, number: int, *, seen_by: Person) -> list[FilledForm]:
    return _about(session, FilledForm.complaint_number == number, seen_by)


def of_member(session: Session, member: Member, *, seen_by: Person) -> list[FilledForm]:
    """With those of records that became this one."""
    ids = one_and_the_same(session, member)
    return _about(session, FilledForm.member_id.in_(ids), seen_by)


def this_month(session: Session, now: datetime) -> dict[str, int]:
    """How many were handed in since the first of the month and still count, by form."""
    first = to_local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted = (
        select(FilledForm.form_id, func.count())
        .where(FilledForm.handed_in_at >= first, FilledForm.state == FilledState.HANDED_IN)
        .group_by(FilledForm.form_id)
    )
    return dict(session.execute(counted).all())


def _about(session: Session, about: ColumnElement[bool], seen_by: Person) -> list[FilledForm]:
    """Handed in, or one's own draft, as far as this person may see it; the newest first."""
    found = select(FilledForm).where(
        about,
        or_(
            FilledForm.handed_in_at.is_not(None),
            and_(FilledForm.by_id == seen_by.id, FilledForm.state == FilledState.DRAFT),
        ),
    )
    rows = session.scalars(found.order_by(FilledForm.id.desc()).limit(MOST_ABOUT))
    return [each for each in rows if may_see(each, seen_by)]


def _found(form: Form, sought: Sought, seen_by: Person) -> Select[FilledForm]:
    found = select(FilledForm).where(
        FilledForm.form_id == form.id,
        FilledForm.handed_in_at.is_not(None),
        within_reach(form, seen_by),
        *_holds(sought.words),
    )
    if sought.since is not None:
        found = found.where(FilledForm.handed_in_at >= _midnight(sought.since))
    if sought.until is not None:
        found = found.where(FilledForm.handed_in_at < _midnight(sought.until + timedelta(days=1)))
    if sought.by_id is not None:
        found = found.where(FilledForm.by_id == sought.by_id)
    if sought.state is not None:
        found = found.where(FilledForm.state == sought.state)
    return found


def _holds(words: str) -> list[ColumnElement[bool]]:
    return [
        FilledForm.found_by.contains(word, autoescape=True)
        for word in folded(words).split()[:MOST_WORDS]
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
