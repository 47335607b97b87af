"""What a member can be reached or recognised by, and how it looks to eyes that need less. Pure."""

from datetime import date
from typing import TYPE_CHECKING

from kb.terms import LabelledEnum

if TYPE_CHECKING:
    from kb.members.member import Member


class Contact(LabelledEnum):
    """The value is also the column's name."""

    PHONE = "phone", "电话"
    EMAIL = "email", "邮箱"
    CARD = "card", "会员卡号"
    BIRTHDAY = "birthday", "生日"


def contact_of(member: "Member", contact: Contact) -> str | None:
    """In full."""
    value = getattr(member, contact.value)
    return value.isoformat() if isinstance(value, date) else value


def masked(member: "Member", contact: Contact) -> str | None:
    full = contact_of(member, contact)
    return mask_contact(contact, full) if full else None


def mask_contact(contact: Contact, full: str) -> str:
    match contact:
        case Contact.PHONE:
            return _between(full, 3, 4)
        case Contact.CARD:
            return _between(full, 2, 2)
        case Contact.EMAIL:
            name, at, host = full.partition("@")
            return f"{name[:1]}***{at}{host}"
        case Contact.BIRTHDAY:
            return f"****-{full[5:]}"


def mask_name(name: str) -> str:
    return f"{name[:1]}*"


def _between(text: str, before: int, after: int) -> str:
    """138****5678; of a short one at most half is left."""
    if len(text) < 2 * (before + after) - 4:
        before, after = 1, min(2, len(text) // 3)
    hidden = len(text) - before - after
    return f"{text[:before]}{'*' * max(hidden, 1)}{text[len(text) - after :] if after else ''}"
