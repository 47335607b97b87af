"""What a supervisor looks at: how the service goes, and what waits now."""

from sqlalchemy import func, select

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.reports.boards.exhibit import Board, Column, Exhibit, Tile, Value, rows
from kb.reports.boards.service_parts import (
    clocks,
    day_by_day,
    handover_tile,
    handovers,
    in_time_tile,
    load_by_hour,
    questions_tile,
    rating_reasons,
    satisfaction_trend,
    satisfied_tile,
)
from kb.reports.boards.view import View
from kb.terms import Level
from kb.tickets import WAITING, Ticket, TicketState


def service(view: View) -> Board:
    waiting = _waiting(view)
    return Board(
        "service",
        "服务看板",
        view.period,
        (
            questions_tile(view),
            handover_tile(view),
            in_time_tile(view),
            satisfied_tile(view),
            Tile("waiting", "现在等待答复", sum(waiting.values()), "张", path="/desk"),
        ),
        (
            day_by_day(view),
            load_by_hour(view),
            _now(view, waiting),
            clocks(view),
            handovers(view),
            satisfaction_trend(view),
            rating_reasons(view),
        ),
        view.earlier,
    )


def _now(view: View, waiting: dict[tuple[Level, TicketState], int]) -> Exhibit:
    late = _late(view)
    told: list[tuple[Value, ...]] = [
        (each.label, *(waiting.get((each, state), 0) for state in WAITING), late.get(each, 0))
        for each in Level
    ]
    total, over = sum(waiting.values()), sum(late.values())
    finding = f"现在有 {total} 张工单等着，都没有超时"
    if over:
        finding = f"现在有 {total} 张工单等着，其中 {over} 张已超时"
    columns = (
        Column("级别"),
        *(Column(each.label, "张") for each in WAITING),
        Column("已超时", "张"),
    )
    return Exhibit(
        "now", "此刻", finding if total else "现在没有人在等", columns, rows(told) if total else (),
        note="不随时段变；不分渠道。", measure="waiting",
    )  # fmt: skip


def _waiting(view: View) -> dict[tuple[Level, TicketState], int]:
    found = select(Ticket.level, Ticket.state, func.count()).where(Ticket.state.in_(WAITING))
    for name in ("category", "level"):
        if (value := getattr(view.scope, name)) is not None:
            found = found.where(getattr(Ticket, name) == value)
    grouped = view.session.execute(found.group_by(Ticket.level, Ticket.state))
    return {(level, state): count for level, state, count in grouped}


def _late(view: View) -> dict[Level, int]:
    """Tickets with a clock that has run out and still waits to be stopped."""
    found = (
        select(Ticket.level, func.count(Ticket.number.distinct()))
        .join(StageClock, StageClock.number == Ticket.number)
        .where(StageClock.matter == Matter.TICKET, StageClock.state == ClockState.BREACHED)
        .where(Ticket.state.in_(WAITING))
        .group_by(Ticket.level)
    )
    return dict(view.session.execute(found).all())
