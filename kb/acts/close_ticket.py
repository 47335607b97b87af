from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.find_owner import find_owner
from kb.errors import BadInput, NotFound
from kb.knowledge import Entry, find_entry, find_revision
from kb.knowledge.publication import in_force
from kb.knowledge.task import TaskKind
from kb.knowledge.tasks import open_task
from kb.policy import current
from kb.tickets import (
    Closure,
    KnowledgeUse,
    Ticket,
    TicketLink,
    close,
    find_ticket,
    link_knowledge,
)
from kb.tickets.linking import named_so_far


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the answer had to do with the base; `reason`: why it needed none."""

    use: KnowledgeUse
    entry_id: str = ""
    reason: str = ""


def close_ticket(
    session: Session,
    number: int,
    why: str,
    knowledge: Knowledge,
    *,
    by: int,
    now: datetime,
    unsolved: str = "",
) -> Closure:
    """No ticket is closed without a word on its knowledge. Of those that name an entry, each
    so-manieth is looked at by a maintainer afterwards. `unsolved`: why one is closed that its
    department still works on."""
    ticket = find_ticket(session, number)
    entry = _named(session, ticket, knowledge)
    closure = close(session, ticket, why, by=by, now=now, unsolved=unsolved)
    link = link_knowledge(
        session,
        closure,
        knowledge.use,
        entry_id=entry.id if entry else None,
        revision=entry.head if entry else None,
        reason=knowledge.reason,
        by=by,
        now=now,
    )
    if entry is not None:
        _draw_sample(session, link, entry, now)
    return closure


def _named(session: Session, ticket: Ticket, knowledge: Knowledge) -> Entry | None:
    """The entry, after a look at whether it can be what it is said to be."""
    if knowledge.use is KnowledgeUse.NONE:
        return None
    if not knowledge.entry_id:
        raise _unfit("还没有选条目。", "请选一个，或填上条目编号。")
    try:
        entry = find_entry(session, knowledge.entry_id)
    except NotFound as error:
        raise _unfit(
            f"没有编号为“{knowledge.entry_id}”的条目。", "请到知识库里查一下编号。"
        ) from error
    head = find_revision(session, entry.id, entry.head)
    match knowledge.use:
        case KnowledgeUse.REUSED if entry.live is None:
            raise _unfit("这个条目没有生效，不能算用了现成的。", "请改选“写了新条目”或别的条目。")
        case KnowledgeUse.IMPROVED if head.number == 1 or head.written_at < ticket.opened_at:
            raise _unfit(
                "工单提出以后，这个条目没有改过。", "请先改好条目，或改选“用了现成的条目”。"
            )
        case KnowledgeUse.DRAFTED if entry.created_at < ticket.opened_at:
            raise _unfit("这个条目在工单提出以前就有了。", "请改选“用了现成的条目”或“改进了条目”。")
    return entry


def _draw_sample(session: Session, link: TicketLink, entry: Entry, now: datetime) -> None:
    if named_so_far(session) % current(session).knowledge.rechecks.spot_check_every:
        return
    text = in_force(session, entry.id, now)
    if text is None:
        return
    open_task(
        session,
        TaskKind.SPOT_CHECK,
        entry,
        department=text.department,
        owner_id=find_owner(session, text, other_than=link.by_id),
        ticket_number=link.ticket_number,
        now=now,
    )


def _unfit(mistake: str, mend: str) -> BadInput:
    return BadInput(mistake, field="entry_id", code="unfit_entry", mend=mend)
