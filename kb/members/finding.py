"""Finding members by name, card or number, as somebody on the telephone says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from kb.members.member import Member
from kb.members.particulars import plain_card, plain_number
from kb.text import clean

PAGE = 25
LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Sought:
    """`words`: a name or a part of it, a whole telephone number or its last four digits, a card."""

    words: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """`number` counts from 1; `total` is of members on all pages."""

    rows: Sequence[Member]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_members(session: Session, sought: Sought, number: int = 1) -> MemberPage:
    """By name; without those merged into others or erased."""
    found = select(Member).where(*_living(), *_matching(sought))
    if not sought.tag:
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        page = found.order_by(Member.name, Member.id).offset((number - 1) * PAGE).limit(PAGE)
        return MemberPage(list(session.scalars(page)), number, total)
    # Tags are a document: looking into it differs between the engines, and the club is small.
    tagged = [
        each
        for each in session.scalars(found.order_by(Member.name, Member.id))
        if sought.tag in each.tags
    ]
    return MemberPage(tagged[(number - 1) * PAGE : number * PAGE], number, len(tagged))


def find_exactly(session: Session, words: str) -> list[Member]:
    """Those with exactly this number, card or name: enough to tell who is calling."""
    said = clean(words)
    if not said:
        return []
    same = or_(
        Member.phone == plain_number(said), Member.card == plain_card(said), Member.name == said
    )
    found = select(Member).where(*_living(), same).order_by(Member.id).limit(PAGE)
    return list(session.scalars(found))


def by_phone(session: Session, phone: str) -> Member | None:
    """The one member with this number; None also where there are several."""
    return _only(session, Member.phone == plain_number(phone))


def by_email(session: Session, email: str) -> Member | None:
    """The one member with this address; None also where there are several."""
    return _only(session, func.lower(Member.email) == email.lower())


def _only(session: Session, wanted: ColumnElement[bool]) -> Member | None:
    members = list(session.scalars(select(Member).where(*_living(), wanted).limit(2)))
    return members[0] if len(members) == 1 else None


def _living() -> tuple[ColumnElement[bool], ...]:
    return (Member.merged_into_id.is_(None), Member.erased_at.is_(None))


def _matching(sought: Sought) -> tuple[ColumnElement[bool], ...]:
    said = clean(sought.words)
    if not said:
        return ()
    number, card = plain_number(said), plain_card(said)
    digits = number if number.isascii() and number.isdigit() else ""
    return (
        or_(
            Member.name.contains(said, autoescape=True),
            Member.card == card,
            Member.phone == digits if digits else false(),
            Member.phone.endswith(digits, autoescape=True)
            if len(digits) == LAST_DIGITS
            else false(),
        ),
    )
