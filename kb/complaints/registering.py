"""Taking a complaint down, and looking at how its complainant is reached."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.complaints.complaint import A_YEAR, Complaint, ComplaintState
from kb.complaints.contact import Contact
from kb.complaints.sight import may_reach
from kb.counter import take_numbers
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, NotAllowed
from kb.history import record
from kb.members.particulars import read_phone
from kb.people.person import Person
from kb.terms import Category, Channel, Department
from kb.text.field import limit_text, require_text


@dataclass(frozen=True, slots=True)
class Details:
    """What the registration form asks for."""

    text: str
    name: str
    phone: str
    place: str
    category: Category
    channel: Channel
    address: str = ""
    department: Department | None = None
    ticket_number: int | None = None
    member_id: int | None = None
    about_id: int | None = None


def register(session: Session, details: Details, *, by: int, now: datetime) -> Complaint:
    if details.about_id == by:
        raise BadInput(
            "这件投诉说的是您本人，不能由您登记。",
            field="about",
            code="own_case",
            mend="请另一位同事登记。",
        )
    year = to_local(now).year
    complaint = Complaint(
        text=require_text(details.text, "text", "投诉内容"),
        name=require_text(details.name, "name", "投诉人怎么称呼", most=60),
        phone=read_phone(details.phone),
        place=require_text(details.place, "place", "在哪里发生", most=60),
        address=limit_text(details.address, "address", "地址", 200),
        category=details.category,
        channel=details.channel,
        department=details.department,
        ticket_number=details.ticket_number,
        member_id=details.member_id,
        about_id=details.about_id,
        number=take_numbers(session, f"complaint {year}", first=year * A_YEAR + 1)[0],
        state=ComplaintState.REGISTERED,
        registered_by=by,
        registered_at=now,
    )
    session.add(complaint)
    session.flush()
    record(
        session, "registered", "complaint", complaint.number, by=by, now=now,
        category=complaint.category, place=complaint.place, ticket=complaint.ticket_number,
    )  # fmt: skip
    hear(session, subject_of(complaint), Signal.REGISTERED, by=by, now=now)
    return complaint


def look_at_contact(
    session: Session, complaint: Complaint, by: Person, *, now: datetime
) -> Contact:
    """Name, telephone and address in full; each look is kept in the history."""
    if not may_reach(complaint, by):
        raise NotAllowed("您的工作用不到投诉人的联系方式。", code="contact_hidden")
    record(
        session, "looked_at", "complaint", complaint.number, by=by.id, now=now,
        what="contact", member=complaint.member_id,
    )  # fmt: skip
    return Contact(complaint.name, complaint.phone, complaint.address)


def subject_of(complaint: Complaint) -> Subject:
    return Subject(Matter.COMPLAINT, complaint.number)
