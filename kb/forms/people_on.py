"""Whom a form is about, found by what was written on it; who is the same, for counting."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.forms.field import FieldType, How
from kb.forms.filled import FilledForm, FilledState
from kb.forms.showing import names
from kb.forms.template import Form
from kb.forms.values import Surroundings, Value
from kb.members.member import Member, current_member, one_and_the_same
from kb.members.particulars import plain_card, plain_number


def surroundings(session: Session, now: datetime) -> Surroundings:
    def member(said: str) -> str | None:
        found = find_by(session, said)
        return str(found.id) if found else None

    return Surroundings(to_local(now).date(), names(session).people, member)


def find_by(session: Session, said: str) -> Member | None:
    """By card, telephone or number; None where nobody, or more than one, is meant."""
    wanted = [Member.card == plain_card(said), Member.phone == plain_number(said)]
    if said.isascii() and said.isdigit() and len(said) < 10:
        wanted.append(Member.id == int(said))
    there = and_(Member.erased_at.is_(None), Member.merged_into_id.is_(None))
    found = session.scalars(select(Member).where(or_(*wanted), there).limit(2)).all()
    return found[0] if len(found) == 1 else None


def settle_person(session: Session, filled: FilledForm) -> None:
    """Takes card, telephone and member out of what is written, to find and to count by."""
    form = filled.form
    filled.card = _text_of(form, filled.values, FieldType.CARD)
    filled.phone = _text_of(form, filled.values, FieldType.PHONE)
    named = _text_of(form, filled.values, FieldType.MEMBER)
    if named is not None:
        filled.member_id = int(named)
        return
    for said in filter(None, (filled.card, filled.phone)):
        found = find_by(session, said)
        if found is not None:
            filled.member_id = found.id
            return


def counts(session: Session, filled: FilledForm) -> dict[str, Value]:
    """The computed fields that count forms of this kind by the same person."""
    asked = [
        each for each in filled.form.fields if each.compute and each.compute.how is not How.SUM
    ]
    if not asked:
        return {}
    before = earlier(session, filled)
    return {
        each.id: str(before + (each.compute is not None and each.compute.how is How.ALL))
        for each in asked
    }


def earlier(session: Session, filled: FilledForm, *, after: FilledForm | None = None) -> int:
    """How many of this kind the same person had before this one; what is void does not count."""
    counted = select(func.count()).where(
        FilledForm.form_id == filled.form_id,
        FilledForm.state == FilledState.HANDED_IN,
        same_person(session, filled),
        _before(filled),
    )
    if after is not None:
        counted = counted.where(~_before(after), FilledForm.id != after.id)
    return session.scalar(counted) or 0


def same_person(session: Session, filled: FilledForm) -> ColumnElement[bool]:
    """The same member or card; the telephone counts where neither is known."""
    known: list[ColumnElement[bool]] = []
    if filled.member_id is not None:
        kept = current_member(session, filled.member_id)
        known.append(FilledForm.member_id.in_(one_and_the_same(session, kept)))
    if filled.card is not None:
        known.append(FilledForm.card == filled.card)
    if not known and filled.phone is not None:
        known.append(FilledForm.phone == filled.phone)
    return or_(*known) if known else false()


def _before(filled: FilledForm) -> ColumnElement[bool]:
    at = filled.handed_in_at
    return or_(
        FilledForm.handed_in_at < at,
        and_(FilledForm.handed_in_at == at, FilledForm.id < filled.id),
    )


def _text_of(form: Form, values: dict[str, Value], kind: FieldType) -> str | None:
    field = form.first(kind)
    value = values.get(field.id) if field else None
    return value if isinstance(value, str) and value else None
