"""A member as the pages show them: contact data masked, what is open, who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from kb.acts.erase_member import reasons_to_keep
from kb.acts.timeline import Moment, MomentKind
from kb.care.due import is_loyal, years_between
from kb.clock import to_local
from kb.members import (
    Contact,
    Erasure,
    Look,
    Member,
    Pair,
    contact_of,
    likely_twins,
    looks_at,
    masked,
    one_and_the_same,
    open_erasure,
)
from kb.members.erasing import erasure_of
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.policy import current


@dataclass(frozen=True)
class Record:
    """`looks`: for supervisors only, else empty; `kept_because`: why erasing must wait."""

    member: Member
    contacts: dict[Contact, str | None]
    years: int | None
    loyal: bool
    privileges: Sequence[str]
    twins: Sequence[Pair]
    looks: Sequence[Look]
    leads: bool
    erasure: Erasure | None
    erased_by: Erasure | None
    kept_because: Sequence[str]
    names: dict[int, str]

    @property
    def kept(self) -> list[Contact]:
        return [each for each in self.contacts if contact_of(self.member, each)]


def record_of(session: Session, member: Member, by: Person, now: datetime) -> Record:
    care = current(session).care
    leads, today = may(by, Right.LEAD_SERVICE), to_local(now).date()
    looks = looks_at(session, one_and_the_same(session, member)) if leads else []
    erasure, done = open_erasure(session, member), erasure_of(session, member)
    ids = {each.by_id for each in looks}
    for each in filter(None, (erasure, done)):
        ids |= {each.asked_by, each.confirmed_by or each.asked_by}
    return Record(
        member,
        {each: masked(member, each) for each in Contact},
        years_between(member.joined_on, today) if member.joined_on else None,
        is_loyal(member.joined_on, today, care),
        care.loyal_privileges,
        likely_twins(session, member),
        looks,
        leads,
        erasure,
        done,
        reasons_to_keep(session, member) if erasure else (),
        {each: person(session, each).name for each in ids if each},
    )


def place_of(moment: Moment) -> str | None:
    """The page on which it is read; None where there is none of its own."""
    match moment.kind:
        case MomentKind.TICKET | MomentKind.RATING:
            return url_for("desk.ticket", number=int(moment.number))
        case MomentKind.SUGGESTION:
            return url_for("suggestions.suggestion", number=int(moment.number))
        case MomentKind.COMPLAINT:
            return url_for("complaints.complaint", number=int(moment.number))
        case MomentKind.FORM:
            form_id, _, filled_id = moment.key.partition("/")
            return url_for("registers.filed", form_id=form_id, filled_id=int(filled_id))
    return None
