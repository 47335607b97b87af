"""How well departments worked with us on a ticket, asked when they are done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.tickets import Ticket
from kb.tickets.cooperation import Cooperation, cooperation_on, may_rate
from kb.tickets.referral import Referral, ReferralEnd


@dataclass(frozen=True)
class Line:
    """`may_rate`: this colleague, now."""

    referral: Referral
    end: ReferralEnd
    given: Cooperation | None
    may_rate: bool


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> Sequence[Line] | None:
    lines = [
        Line(referral, end, given, given is None and may_rate(session, referral, by))
        for referral, end, given in cooperation_on(session, ticket.number)
    ]
    shown = [each for each in lines if each.given or each.may_rate]
    return shown or None
