"""A case as the department sees it: what it was told, what it planned, how long there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.note_on_ticket import notes_of_case
from kb.members.contact import Contact, mask_contact
from kb.notices.note import Note
from kb.people.person import Person, person
from kb.tickets import Ticket, find_ticket
from kb.tickets.referral import (
    NewTime,
    Plan,
    Referral,
    ReferralEnd,
    end_of,
    expected_at,
    find_referral,
    new_times,
    plan_of,
)


@dataclass(frozen=True)
class Case:
    """`overdue`: the expected time has passed, so that a new one is owed, with a reason."""

    ticket: Ticket
    referral: Referral
    plan: Plan | None
    times: Sequence[NewTime]
    end: ReferralEnd | None
    expected_at: datetime | None
    overdue: bool
    phone: str
    notes: Sequence[Note]
    names: dict[int, str]


def case_of(session: Session, number: int, by: Person, *, phone: str, now: datetime) -> Case:
    """`phone`: the number in full, where somebody just asked to see it."""
    referral = find_referral(session, number, by.departments)
    plan, times = plan_of(session, referral), new_times(session, referral)
    end, expected = end_of(session, referral), expected_at(session, referral)
    kept = referral.member_phone
    notes = notes_of_case(session, number, referral.department)
    involved = {referral.by_id, *(each.by_id for each in (plan, end, *times, *notes) if each)}
    return Case(
        find_ticket(session, number),
        referral,
        plan,
        times,
        end,
        expected,
        expected is not None and end is None and now >= expected,
        phone or (mask_contact(Contact.PHONE, kept) if kept else ""),
        notes,
        {each: person(session, each).name for each in involved},
    )
