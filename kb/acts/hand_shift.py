from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from kb.errors import Conflict
from kb.notices.handover import Handover, Left, leave
from kb.tickets import Ticket
from kb.tickets.queue import Sought, list_tickets


def mine(session: Session, by: int) -> list[Ticket]:
    """The tickets that somebody would leave behind: theirs, without a final answer yet."""
    return [each.ticket for each in list_tickets(session, Sought(owner_id=by)).rows]


def hand_shift(
    session: Session,
    text: str,
    remarks: Mapping[int, str],
    *,
    receiver_id: int | None,
    by: int,
    now: datetime,
) -> Handover:
    """`remarks`: by the number of each ticket that is left to the next shift. The tickets stay
    with their owner until somebody takes them over."""
    tickets = {each.number: each for each in mine(session, by)}
    gone = [str(each) for each in remarks if each not in tickets]
    if gone:
        raise Conflict(
            f"工单 {'、'.join(gone)} 已经不在您手上了。", code="not_mine", mend="请核对后再提交。"
        )
    left = [
        Left(number, tickets[number].level, tickets[number].due_at, tickets[number].question, said)
        for number, said in sorted(remarks.items())
    ]
    return leave(session, text, left, receiver_id=receiver_id, by=by, now=now)
