"""What may follow what in a ticket's life, and by whom: the table MOVES."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.errors import Conflict
from kb.history import Event, events_of, record
from kb.people.person import person
from kb.people.rights import Right, may
from kb.terms import LabelledEnum
from kb.tickets.ticket import Ticket, TicketState

MOST_CHARACTERS = 4000

OPEN, IN_PROGRESS, REFERRED, ANSWERED, CLOSED, MERGED = TicketState
ALIVE = frozenset({OPEN, IN_PROGRESS, REFERRED, ANSWERED})


class Move(LabelledEnum):
    TAKE = "take", "接手"
    ASSIGN = "assign", "分派"
    HAND_ON = "hand_on", "转交同事"
    TAKE_OVER = "take_over", "接管"
    GIVE_BACK = "give_back", "退回队列"
    REPLY = "reply", "答复"
    UPDATE = "update", "告知进展"
    CONSULT = "consult", "请教"
    ADVISE = "advise", "指点"
    REFER = "refer", "转责任部门"
    WITHDRAW = "withdraw", "收回"
    PLAN = "plan", "给出方案"
    RESCHEDULE = "reschedule", "改定时间"
    SOLVE = "solve", "报告解决"
    RETURN = "return", "退回客服"
    CHANGE_LEVEL = "change_level", "改级别"
    CORRECT = "correct", "更正分级分类"
    MERGE = "merge", "合并"
    CLOSE = "close", "关闭"
    REOPEN = "reopen", "重新打开"
    COMPLETE = "complete", "补充问题"
    SUPERSEDE = "supersede", "补充后已答"


class Who(LabelledEnum):
    COLLEAGUE = "colleague", "客服同事"
    OWNER = "owner", "负责人"
    OWNER_OR_FREE = "owner_or_free", "负责人；无人负责时任何客服同事"
    OWNER_OR_LEAD = "owner_or_lead", "负责人或主管"
    LEAD_OR_TURN = "lead_or_turn", "主管，或按轮次自动"
    OWNER_LEAD_OR_FREE = "owner_lead_or_free", "负责人或主管；无人负责时任何客服同事"
    LEAD_OR_STAND_IN = "lead_or_stand_in", "主管；负责人不在时任何客服同事"
    ADVISER = "adviser", "被请教的人或主管"
    DEPARTMENT = "department", "转给的部门"
    MEMBER_OR_COLLEAGUE = "member_or_colleague", "会员或客服同事"
    MEMBER = "member", "会员"


@dataclass(frozen=True)
class Rule:
    """`target`: None where the state stays. `told`: the verb of its one row in the history."""

    origins: frozenset[TicketState]
    target: TicketState | None
    who: Who
    told: str


MOVES = {
    Move.TAKE: Rule(frozenset({OPEN}), IN_PROGRESS, Who.OWNER_OR_FREE, "taken"),
    Move.ASSIGN: Rule(frozenset({OPEN}), IN_PROGRESS, Who.LEAD_OR_TURN, "assigned"),
    Move.HAND_ON: Rule(ALIVE - {OPEN}, None, Who.OWNER_OR_LEAD, "handed_on"),
    Move.TAKE_OVER: Rule(ALIVE - {OPEN}, None, Who.LEAD_OR_STAND_IN, "taken_over"),
    Move.GIVE_BACK: Rule(frozenset({IN_PROGRESS}), OPEN, Who.OWNER_OR_LEAD, "given_back"),
    # While a department works on it there is no final answer: it is told on, or withdrawn first.
    Move.REPLY: Rule(ALIVE - {REFERRED}, ANSWERED, Who.OWNER_OR_FREE, "replied"),
    Move.UPDATE: Rule(ALIVE, None, Who.COLLEAGUE, "updated"),
    Move.CONSULT: Rule(frozenset({IN_PROGRESS, REFERRED}), None, Who.OWNER, "consulted"),
    Move.ADVISE: Rule(ALIVE, None, Who.ADVISER, "advised"),
    Move.REFER: Rule(ALIVE, REFERRED, Who.OWNER_OR_FREE, "referred"),
    Move.WITHDRAW: Rule(frozenset({REFERRED}), IN_PROGRESS, Who.OWNER_OR_LEAD, "withdrawn"),
    Move.PLAN: Rule(frozenset({REFERRED}), None, Who.DEPARTMENT, "planned"),
    Move.RESCHEDULE: Rule(frozenset({REFERRED}), None, Who.DEPARTMENT, "rescheduled"),
    Move.SOLVE: Rule(frozenset({REFERRED}), IN_PROGRESS, Who.DEPARTMENT, "solved"),
    Move.RETURN: Rule(frozenset({REFERRED}), IN_PROGRESS, Who.DEPARTMENT, "returned"),
    Move.CHANGE_LEVEL: Rule(ALIVE, None, Who.COLLEAGUE, "level_changed"),
    Move.CORRECT: Rule(ALIVE, None, Who.COLLEAGUE, "triage_corrected"),
    Move.MERGE: Rule(ALIVE - {REFERRED}, MERGED, Who.OWNER_LEAD_OR_FREE, "merged"),
    Move.CLOSE: Rule(ALIVE, CLOSED, Who.OWNER_LEAD_OR_FREE, "closed"),
    Move.REOPEN: Rule(
        frozenset({ANSWERED, CLOSED}), IN_PROGRESS, Who.MEMBER_OR_COLLEAGUE, "reopened"
    ),
    Move.COMPLETE: Rule(frozenset({OPEN, IN_PROGRESS}), None, Who.MEMBER, "completed"),
    Move.SUPERSEDE: Rule(frozenset({OPEN}), CLOSED, Who.MEMBER, "superseded"),
}
LABELS = {"opened": "提出", **{rule.told: move.label for move, rule in MOVES.items()}}
"""verb in the history → what it is called"""


def require_legal(session: Session, ticket: Ticket, move: Move, by: int | None = None) -> None:
    """Locks the ticket and reads it anew. What the table asks of departments, advisers and
    stand-ins is checked by their verbs, which know the records that decide it."""
    session.flush()
    session.refresh(ticket, with_for_update=True)
    rule = MOVES[move]
    code = None
    if ticket.state in ALIVE and by is not None and not _is_theirs(session, ticket, rule.who, by):
        mistake, code = _not_theirs(session, ticket, move), "taken_by_other"
    elif ticket.state not in rule.origins:
        mistake = f"工单 {ticket.number} 现在是“{ticket.state.label}”，不能{move.label}。"
        code = "illegal_move"
    if code:
        raise Conflict(mistake, code=code, mend=last_told(session, ticket))


def enter(ticket: Ticket, move: Move) -> None:
    """What nobody owns is not in progress: it waits."""
    target = MOVES[move].target
    if target is IN_PROGRESS and ticket.owner_id is None:
        target = OPEN
    if target is not None:
        ticket.state = target


def told(
    session: Session,
    ticket: Ticket,
    move: Move,
    *,
    by: int | None,
    now: datetime,
    **details: object,
) -> Event:
    return record(session, MOVES[move].told, "ticket", ticket.number, by=by, now=now, **details)


def last_told(session: Session, ticket: Ticket) -> str:
    """Who did what last, for somebody who came too late."""
    known = [each for each in events_of(session, "ticket", ticket.number) if each.verb in LABELS]
    if not known:
        return ""
    last = known[-1]
    who = person(session, last.by_id).name if last.by_id else "会员"
    local = to_local(last.at)
    return f"最近一次：{who}于{local.month}月{local.day}日 {local:%H:%M} {LABELS[last.verb]}。"


def _is_theirs(session: Session, ticket: Ticket, who: Who, by: int) -> bool:
    owns, free = ticket.owner_id == by, ticket.owner_id is None
    match who:
        case Who.OWNER:
            return owns
        case Who.OWNER_OR_FREE:
            return owns or free
        case Who.OWNER_OR_LEAD:
            return owns or leads(session, by)
        case Who.LEAD_OR_TURN:
            return leads(session, by)
        case Who.OWNER_LEAD_OR_FREE:
            return owns or free or leads(session, by)
    return True


def leads(session: Session, person_id: int) -> bool:
    return may(person(session, person_id), Right.LEAD_SERVICE)


def _not_theirs(session: Session, ticket: Ticket, move: Move) -> str:
    if ticket.owner_id is None:
        return f"工单 {ticket.number} 还没有人负责，请先接手再{move.label}。"
    return f"工单 {ticket.number} 已由{person(session, ticket.owner_id).name}接手。"
