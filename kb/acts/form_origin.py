from sqlalchemy.orm import Session

from kb.complaints.sight import find_visible
from kb.conversations import find_conversation
from kb.errors import NotAllowed
from kb.forms.beginning import Origin
from kb.members.member import Member, current_member
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import find_ticket


def form_origin(
    session: Session,
    *,
    by: Person,
    member_id: int | None = None,
    ticket_number: int | None = None,
    complaint_number: int | None = None,
) -> Origin:
    """What a form is begun from; who the member is follows from the ticket or the complaint."""
    question, shown = "", ""
    if complaint_number is not None:
        complaint = find_visible(session, complaint_number, by)
        question, shown = complaint.text, complaint.shown_number
        member_id = member_id or complaint.member_id
        ticket_number = ticket_number or complaint.ticket_number
    elif ticket_number is not None:
        if not may(by, Right.WORK_TICKETS):
            raise NotAllowed("您的账号不能看这个工单。", mend="请直接填登记表。")
        ticket = find_ticket(session, ticket_number)
        question = ticket.question
        member_id = member_id or find_conversation(session, ticket.conversation_id).member_id
    return Origin(_member(session, member_id, by), ticket_number, complaint_number, question, shown)


def _member(session: Session, member_id: int | None, by: Person) -> Member | None:
    if member_id is None:
        return None
    if not may(by, Right.SEE_MEMBERS):
        return None
    member = current_member(session, member_id)
    return None if member.erased_at else member
