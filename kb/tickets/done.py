"""What has been done about a ticket already, and need not be done again when clocks start anew."""

from sqlalchemy.orm import Session

from kb.deadlines.signal import Signal
from kb.tickets.acknowledgement import acknowledgements
from kb.tickets.meeting import meetings
from kb.tickets.task_force import task_force_of
from kb.tickets.ticket import Ticket, TicketState


def done_already(session: Session, ticket: Ticket) -> set[Signal]:
    """Only what still holds: a department that returned a case has it no longer, a dissolved task
    force is none."""
    done = set()
    if ticket.state is TicketState.REFERRED:
        done.add(Signal.REFERRED)
    if acknowledgements(session, ticket):
        done.add(Signal.SUPERVISOR_ACKNOWLEDGED)
    force = task_force_of(session, ticket)
    if force is not None:
        done.add(Signal.TASK_FORCE_FORMED)
        if any(each.held_at >= force.formed_at for each in meetings(session, ticket)):
            done.add(Signal.MET)
    return done
