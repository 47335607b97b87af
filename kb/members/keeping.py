"""Writing members down. The history says which particulars changed and shows them masked: it is
never changed, and must not keep a person who asked to be forgotten."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict
from kb.history import record
from kb.members.contact import Contact, mask_contact, mask_name
from kb.members.member import Member, lock_living
from kb.members.particulars import Particulars
from kb.text import clean

LONGEST_TAG = 12
MOST_TAGS = 12


def add_member(
    session: Session, particulars: Particulars, *, by: int | None, now: datetime
) -> Member:
    member = Member(
        **asdict(particulars), tags=[], known_since=now, merged_into_id=None, erased_at=None
    )
    session.add(member)
    session.flush()
    given = [name for name, value in asdict(particulars).items() if value is not None]
    record(session, "added", "member", member.id, by=by, now=now, given=given)
    return member


def change_member(
    session: Session, member: Member, particulars: Particulars, *, by: int, now: datetime
) -> Member:
    """Saving what is there already changes nothing and is no event."""
    lock_living(session, member)
    changes = {
        name: (getattr(member, name), value)
        for name, value in asdict(particulars).items()
        if getattr(member, name) != value
    }
    if not changes:
        return member
    for name, (_, value) in changes.items():
        setattr(member, name, value)
    told = {name: [_told(name, each) for each in pair] for name, pair in changes.items()}
    record(session, "changed", "member", member.id, by=by, now=now, changes=told)
    session.flush()
    return member


def tag_member(session: Session, member: Member, text: str, *, by: int, now: datetime) -> Member:
    """A tag a member has already stays as it is."""
    lock_living(session, member)
    tag = _read_tag(member, text)
    if tag in member.tags:
        return member
    if len(member.tags) >= MOST_TAGS:
        raise BadInput(
            f"一位会员最多 {MOST_TAGS} 个标签。",
            field="tag",
            code="too_many_tags",
            mend="请先去掉不用的。",
        )
    member.tags = [*member.tags, tag]
    record(session, "tagged", "member", member.id, by=by, now=now, tag=tag)
    session.flush()
    return member


def untag_member(session: Session, member: Member, tag: str, *, by: int, now: datetime) -> Member:
    lock_living(session, member)
    if tag not in member.tags:
        raise Conflict(f"没有“{tag}”这个标签。", code="no_such_tag", mend="请刷新页面。")
    member.tags = [each for each in member.tags if each != tag]
    record(session, "untagged", "member", member.id, by=by, now=now, tag=tag)
    session.flush()
    return member


def _read_tag(member: Member, text: str) -> str:
    """A tag is a word of the club's, never somebody's name or number: the history keeps it."""
    tag = clean(text)
    if not tag or len(tag) > LONGEST_TAG or not tag.isprintable():
        raise BadInput(
            f"标签应为 1 到 {LONGEST_TAG} 个字。", field="tag", code="bad_tag", mend="例如“晨练”。"
        )
    if re.search(r"\d{4}", tag) or (member.name and member.name in tag):
        raise BadInput(
            "标签里不要写姓名和号码。", field="tag", code="private_tag", mend="例如“晨练”。"
        )
    return tag


def _told(name: str, value: str | date | None) -> str | None:
    """As the history may keep it."""
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else value
    if name in set(_contacts()):
        return mask_contact(Contact(name), text)
    return mask_name(text) if name == "name" else text


def _contacts() -> Iterator[str]:
    return (each.value for each in Contact)
