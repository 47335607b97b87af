"""What is private on a form, as it is shown where forms are only looked at."""

from collections.abc import Mapping

from kb.forms.field import FieldType, FormField
from kb.forms.template import Form
from kb.forms.values import Value
from kb.members.contact import Contact, mask_contact

CONTACTS = {FieldType.PHONE: Contact.PHONE, FieldType.CARD: Contact.CARD}


def masked(field: FormField, text: str) -> str:
    """138****5678; of an identity card the first three and the last two."""
    contact = CONTACTS.get(field.type)
    if contact is not None:
        return mask_contact(contact, text)
    return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}" if len(text) > 9 else "*" * len(text)


def mask_values(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    return {**values, **{each.id: masked(each, text) for each, text in _private(form, values)}}


def unmask_values(
    form: Form, typed: Mapping[str, Value], known: Mapping[str, Value]
) -> dict[str, Value]:
    """What was left as it was shown, masked, means what is known already."""
    kept = {
        each.id: text
        for each, text in _private(form, known)
        if typed.get(each.id) == masked(each, text)
    }
    return {**typed, **kept}


def _private(form: Form, values: Mapping[str, Value]) -> list[tuple[FormField, str]]:
    kept = ((each, values.get(each.id)) for each in form.fields if each.is_private)
    return [(each, text) for each, text in kept if isinstance(text, str) and text]
