"""What lies ready beside the reply: answers by the member's last words, and standard phrases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from kb.acts.offer_answers import Offer, offer_answers, read_offers
from kb.conversations import find_conversation
from kb.people.person import Person
from kb.tickets import Ticket
from kb.tickets.offered import Offered
from kb.wording.filling import fill
from kb.wording.standard_phrase import StandardPhrase, phrases_for
from webapp.fields import LARGEST_NUMBER
from webapp.services import services
from webapp.wording import moment

MOST_OFFERED = 20
SOMEBODY = "会员朋友"


@dataclass(frozen=True)
class Saying:
    """A standard phrase as it is used on this ticket."""

    phrase: StandardPhrase
    text: str


@dataclass(frozen=True)
class Ready:
    offers: Sequence[Offer]
    sayings: Sequence[Saying]


def ready_for(
    session: Session, ticket: Ticket, by: Person, *, due_at: datetime | None, now: datetime
) -> Ready:
    """`due_at`: the moment that runs out next; a past one is promised to nobody."""
    places = {
        "会员称呼": called(session, ticket) or SOMEBODY,
        "编号": str(ticket.number),
        "时间": moment(due_at, now) if due_at and due_at > now else "",
    }
    return Ready(
        offer_answers(session, services().assistant, ticket, now=now), sayings(session, by, places)
    )


def sayings(session: Session, by: Person, places: Mapping[str, str]) -> list[Saying]:
    return [Saying(each, fill(each.text, places)) for each in phrases_for(session, by.id)]


def called(session: Session, ticket: Ticket) -> str:
    """How the member is addressed, as far as anybody wrote it down."""
    return find_conversation(session, ticket.conversation_id).member_name or ""


def read_offered(session: Session) -> list[Offered]:
    """What the page says was at hand, and what of it went into the reply."""
    return read_offers(session, _named("shown"), _named("taken"))


def _named(field: str) -> list[tuple[str, int]]:
    """`entry:revision`, as often as it comes; what is no such pair is passed over."""
    found = []
    for text in request.form.getlist(field)[:MOST_OFFERED]:
        entry_id, _, revision = text.rpartition(":")
        if entry_id and "\0" not in entry_id and revision.isascii() and revision.isdigit():
            found.append((entry_id, min(int(revision[:10]), LARGEST_NUMBER)))
    return found
