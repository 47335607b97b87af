"""What is kept of a field, as people read it: on pages, on paper, in a sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.forms.field import FieldType, FormField
from kb.forms.masking import masked
from kb.forms.values import YES_NO, Value
from kb.members.member import Member
from kb.people.person import Person
from kb.terms import Department
from kb.text.masking import mask


@dataclass(frozen=True)
class Names:
    """By id, as texts: the way forms keep them."""

    people: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)


def names(session: Session, member_ids: Iterable[int] = ()) -> Names:
    people = session.execute(select(Person.id, Person.name))
    wanted = list(set(member_ids))
    members = session.execute(select(Member.id, Member.name).where(Member.id.in_(wanted)))
    return Names(
        {str(key): name for key, name in people},
        {str(key): name or "（已注销）" for key, name in members},
    )


def shown(field: FormField, values: Mapping[str, Value], names: Names) -> str:
    """Empty where nothing was written."""
    value = values.get(field.id, "")
    if isinstance(value, list):
        return "、".join(value)
    match field.type:
        case FieldType.YES_NO:
            return YES_NO.get(value, value)
        case FieldType.DEPARTMENT if value:
            return Department(value).label
        case FieldType.PERSON:
            value = names.people.get(value, value)
        case FieldType.MEMBER:
            value = names.members.get(value, value)
        case FieldType.DATETIME:
            value = value.replace("T", " ")
        case FieldType.SIGNATURE:
            value = " ".join(str(values[key]) for key in field.keys if values.get(key))
    return value


def shown_masked(field: FormField, values: Mapping[str, Value], names: Names) -> str:
    """For whoever only looks: private fields masked, and numbers that stand in a text."""
    value = values.get(field.id)
    if field.is_private and isinstance(value, str) and value:
        return masked(field, value)
    return mask(shown(field, values, names))
