"""Whose ticket it is: the panel beside the ticket, and saying so."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.conversations import find_conversation
from kb.conversations.belonging import join_member, part_member
from kb.errors import CourtsideError
from kb.members import Contact, Member, current_member, masked
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import Ticket, find_ticket
from webapp.guard import needs
from webapp.members.forms import read_who
from webapp.members.room import members

TICKET = "/links/<int(max=2147483647):number>"


@dataclass(frozen=True)
class Linked:
    """`member`: None while nobody knows whose ticket it is."""

    member: Member | None
    phone: str | None
    card: str | None


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> Linked | None:
    if not may(by, Right.SEE_MEMBERS):
        return None
    conversation = find_conversation(session, ticket.conversation_id)
    if conversation.member_id is None:
        return Linked(None, None, None)
    member = current_member(session, conversation.member_id)
    return Linked(member, masked(member, Contact.PHONE), masked(member, Contact.CARD))


def _told_there(
    _session: Session, _by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    """The ticket's own page is another room's: it is shown anew, with the sentence on top."""
    flash(str(error))
    return redirect(f"{url_for('desk.ticket', number=number)}#member-panel", code=303)


@members.post(TICKET)
@needs(Right.SEE_MEMBERS, again=_told_there)
def post_link(session: Session, by: Person, number: int) -> ResponseReturnValue:
    conversation = find_conversation(session, find_ticket(session, number).conversation_id)
    member = read_who(session)
    join_member(session, conversation, member, by=by.id, now=clock.now())
    flash(f"已关联会员{member.name}。")
    return redirect(url_for("desk.ticket", number=number), code=303)


@members.post(f"{TICKET}/cancellation")
@needs(Right.SEE_MEMBERS, again=_told_there)
def post_unlink(session: Session, by: Person, number: int) -> ResponseReturnValue:
    conversation = find_conversation(session, find_ticket(session, number).conversation_id)
    part_member(session, conversation, by=by.id, now=clock.now())
    flash("已取消关联会员。")
    return redirect(url_for("desk.ticket", number=number), code=303)
