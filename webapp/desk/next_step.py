"""The one thing to do next with a ticket, by its state and level."""

from dataclasses import dataclass
from typing import Literal

from kb.terms import Level
from kb.tickets import Ticket, TicketState
from kb.tickets.referral import EndKind, ReferralEnd

Do = Literal["take", "reply", "refer", "update", "close", "look", ""]


@dataclass(frozen=True)
class NextStep:
    """`do` names the act whose button is accented; empty where there is none."""

    do: Do
    words: str


ALWAYS = {
    TicketState.OPEN: NextStep("take", "还没有人负责。"),
    TicketState.MERGED: NextStep("look", "已并入另一个工单，会员会收到那里的答复。"),
    TicketState.CLOSED: NextStep("", "已经关闭；没有解决时可以重新打开。"),
}
MINE = {
    TicketState.REFERRED: NextStep("update", "部门在处理，请按时告知会员进展。"),
    TicketState.ANSWERED: NextStep("close", "已答复会员；会员没有别的问题就可以关闭。"),
}


def next_step(ticket: Ticket, last_end: ReferralEnd | None, *, mine: bool, owner: str) -> NextStep:
    """`last_end`: how the last referral ended, None where there was none or it is open."""
    known = ALWAYS.get(ticket.state) or (MINE.get(ticket.state) if mine else None)
    if known is not None:
        return known
    return _in_progress(ticket, last_end) if mine else NextStep("", f"由{owner}负责。")


def _in_progress(ticket: Ticket, last_end: ReferralEnd | None) -> NextStep:
    if last_end is not None and last_end.kind is EndKind.SOLVED:
        return NextStep("reply", "部门报告已解决，请核实后答复会员。")
    if last_end is not None and last_end.kind is EndKind.RETURNED:
        return NextStep("refer", "部门退回了，请改转别的部门，或自己答复会员。")
    if ticket.level is Level.TWO and last_end is None:
        return NextStep("refer", "二级问题：记录完整，转给责任部门。")
    return NextStep("reply", "请答复会员；答不上来就请教。")
