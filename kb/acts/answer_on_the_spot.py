from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.open_by_hand import Call
from kb.acts.reply import reply_to_ticket
from kb.acts.take_call import Caller, take_call
from kb.acts.triage_words import Proposal
from kb.errors import BadInput
from kb.knowledge import PublishedEntry
from kb.knowledge.publication import in_force
from kb.terms import Audience, Level
from kb.tickets import KnowledgeUse, Ticket
from kb.tickets.offered import Offered
from kb.tickets.spot_answer import SpotAnswer

LONGEST = timedelta(minutes=30)
"""A page that lay open for longer was not one talk."""
WHY = "当场答复"


@dataclass(frozen=True, slots=True)
class Said:
    """`entry_id`: what was read out, empty where the colleague knew; `began_at`: when the question
    was begun to be written down."""

    text: str
    entry_id: str
    began_at: datetime


def answer_on_the_spot(
    session: Session,
    call: Call,
    proposal: Proposal,
    caller: Caller,
    said: Said,
    *,
    by: int,
    now: datetime,
) -> Ticket:
    """Nothing waits afterwards: the ticket is opened when the question began, answered and closed
    now. An answer that no entry gave is proposed as one."""
    if call.level > Level.ONE:
        raise BadInput(
            f"这像是{call.level.label}问题，不能当场答复就结束。",
            field="level",
            code="needs_ticket",
            mend="请开工单；确实只是一般问题，就把级别改成一级并写明原因。",
        )
    entry = _read_out(session, said.entry_id, now) if said.entry_id else None
    began = min(max(said.began_at, now - LONGEST), now)
    ticket = take_call(session, call, proposal, Caller(caller.member), by=by, now=began)
    taken = [Offered(entry.id, entry.revision, entry.answer, None, taken=True)] if entry else []
    answered = reply_to_ticket(
        session, ticket.number, said.text, propose=entry is None, offered=taken, by=by, now=now
    )
    kept = SpotAnswer(
        ticket_number=ticket.number, entry_id=entry.id if entry else None,
        began_at=began, by_id=by, at=now,
    )  # fmt: skip
    session.add(kept)
    named = entry.id if entry else answered.entry.id if answered.entry else ""
    use = KnowledgeUse.REUSED if entry else KnowledgeUse.DRAFTED
    close_ticket(session, ticket.number, WHY, Knowledge(use, named), by=by, now=now)
    return ticket


def _read_out(session: Session, entry_id: str, now: datetime) -> PublishedEntry:
    entry = in_force(session, entry_id, now)
    if entry is None or not entry.live_at(now):
        raise _unfit("这个条目现在没有生效，不能照着答复。", "请另选一条，或用自己的话答复。")
    if entry.audience is Audience.INTERNAL:
        raise _unfit("这是内部条目，不能照着念给会员。", "请用自己的话答复，不选条目。")
    return entry


def _unfit(mistake: str, mend: str) -> BadInput:
    return BadInput(mistake, field="answer", code="unfit_entry", mend=mend)
