"""Members as the club knows them: contact data, tags, what care they are due."""

from kb.members.contact import Contact, contact_of, masked
from kb.members.erasing import (
    Erasure,
    ask_erasure,
    call_off_erasure,
    confirm_erasure,
    open_erasure,
)
from kb.members.finding import Sought, by_phone, find_exactly, list_members
from kb.members.keeping import add_member, change_member, tag_member, untag_member
from kb.members.looking import Look, look_at, looks_at
from kb.members.member import Member, current_member, find_member, one_and_the_same
from kb.members.merging import Pair, duplicates, likely_twins, merge_members
from kb.members.particulars import Particulars, Typed, read_particulars

__all__ = [
    "Contact",
    "Erasure",
    "Look",
    "Member",
    "Pair",
    "Particulars",
    "Sought",
    "Typed",
    "add_member",
    "ask_erasure",
    "by_phone",
    "call_off_erasure",
    "change_member",
    "confirm_erasure",
    "contact_of",
    "current_member",
    "duplicates",
    "find_exactly",
    "find_member",
    "likely_twins",
    "list_members",
    "look_at",
    "looks_at",
    "masked",
    "merge_members",
    "one_and_the_same",
    "open_erasure",
    "read_particulars",
    "tag_member",
    "untag_member",
]
