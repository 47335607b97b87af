"""Questions that a person must answer, their clocks and what was done about them."""

from kb.tickets.calendar import is_open, next_opening, service_due
from kb.tickets.opening import answer_due, open_ticket
from kb.tickets.register import (
    closure_of,
    find_ticket,
    open_tickets,
    replies,
    ticket_from,
    tickets_of,
)
from kb.tickets.ticket import Closure, Reply, Ticket, TicketState
from kb.tickets.work import close, reply, take

__all__ = [
    "Closure",
    "Reply",
    "Ticket",
    "TicketState",
    "answer_due",
    "close",
    "closure_of",
    "find_ticket",
    "is_open",
    "next_opening",
    "open_ticket",
    "open_tickets",
    "replies",
    "reply",
    "service_due",
    "take",
    "ticket_from",
    "tickets_of",
]
