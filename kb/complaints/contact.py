"""How a complainant is reached, in full and masked. Pure."""

from dataclasses import dataclass

from kb.members.contact import Contact as Kind
from kb.members.contact import mask_contact, mask_name

ADDRESS_SHOWN = 6
"""characters: the city and the district"""
FORMS_OF_ADDRESS = ("女士", "先生", "小姐", "同学", "阿姨", "叔叔", "老师")


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    phone: str
    address: str


def masked(contact: Contact) -> Contact:
    hidden = contact.address[ADDRESS_SHOWN:]
    return Contact(
        masked_name(contact.name),
        mask_contact(Kind.PHONE, contact.phone),
        contact.address[:ADDRESS_SHOWN] + ("***" if hidden else ""),
    )


def masked_name(name: str) -> str:
    """王女士 tells no more than the surname, and stays."""
    return name if name[1:] in FORMS_OF_ADDRESS else mask_name(name)
