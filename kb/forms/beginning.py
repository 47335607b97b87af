"""What stands on a form before anybody writes: of this moment, of who writes, and of the member
and the ticket it is begun from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.forms.field import Default, FieldType, FormField
from kb.forms.masking import mask_values, unmask_values
from kb.forms.template import Form
from kb.forms.values import Value
from kb.members.contact import Contact
from kb.members.looking import look_at
from kb.members.member import Member
from kb.people.person import Person, person
from kb.people.rights import Right, may


@dataclass(frozen=True)
class Origin:
    """`question`: what the member asked or told; `complaint_shown`: its number as it is
    written."""

    member: Member | None = None
    ticket_number: int | None = None
    complaint_number: int | None = None
    question: str = ""
    complaint_shown: str = ""


NOWHERE = Origin()
CONTACTS = {Default.MEMBER_PHONE: Contact.PHONE, Default.MEMBER_CARD: Contact.CARD}


def prefilled(form: Form, origin: Origin, writer: Person, now: datetime) -> dict[str, Value]:
    """As it is shown: contact data masked."""
    return mask_values(form, _prefilled(form, origin, writer, now))


def take_over(
    session: Session,
    form: Form,
    typed: Mapping[str, Value],
    origin: Origin,
    *,
    by: int,
    now: datetime,
) -> dict[str, Value]:
    writer = person(session, by)
    known = _prefilled(form, origin, writer, now)
    values = unmask_values(form, typed, known)
    for field in form.fields:
        contact = CONTACTS.get(field.default) if field.default else None
        if contact and origin.member and values.get(field.id) != typed.get(field.id):
            page = f"/registers/{form.id}/new"
            look_at(session, origin.member, contact, page=page, by=by, now=now)
    return values


def _prefilled(form: Form, origin: Origin, writer: Person, now: datetime) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for field in form.fields:
        text = _default(field, origin, writer, now) if field.default else ""
        if text:
            found[field.id] = text
    return found


def _default(field: FormField, origin: Origin, writer: Person, now: datetime) -> str:
    member = origin.member if may(writer, Right.SEE_MEMBERS) else None
    local = to_local(now)
    said = {
        Default.TODAY: local.date().isoformat(),
        Default.NOW: f"{local:%Y-%m-%dT%H:%M}",
        Default.ME: str(writer.id) if field.type is FieldType.PERSON else writer.name,
        Default.MY_DEPARTMENT: min(writer.departments, default=""),
        Default.MEMBER_NAME: member.name if member else "",
        Default.MEMBER_PHONE: member.phone if member else "",
        Default.MEMBER_CARD: member.card if member else "",
        Default.TICKET_QUESTION: origin.question,
        Default.COMPLAINT_NUMBER: origin.complaint_shown,
        Default.TICKET_NUMBER: str(origin.ticket_number or ""),
    }
    return str((said[field.default] if field.default else "") or "")
