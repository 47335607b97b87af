"""Questions that a person must answer, and what was done about them."""

from kb.tickets.knowledge_use import KnowledgeUse, SpotCheck, TicketLink
from kb.tickets.linking import check_link, link_knowledge, link_of
from kb.tickets.opening import answer_due, open_ticket
from kb.tickets.register import (
    closure_of,
    find_ticket,
    open_tickets,
    replies,
    ticket_from,
    tickets_of,
)
from kb.tickets.ticket import WAITING, Closure, Reply, Ticket, TicketState
from kb.tickets.work import close, reply, take

__all__ = [
    "WAITING",
    "Closure",
    "KnowledgeUse",
    "Reply",
    "SpotCheck",
    "Ticket",
    "TicketLink",
    "TicketState",
    "answer_due",
    "check_link",
    "close",
    "closure_of",
    "find_ticket",
    "link_knowledge",
    "link_of",
    "open_ticket",
    "open_tickets",
    "replies",
    "reply",
    "take",
    "ticket_from",
    "tickets_of",
]
