"""The weekly summary as a report: what `kb.reports.weekly` counts, in tables."""

from collections.abc import Sequence

from sqlalchemy import select

from kb.knowledge import usual_department
from kb.reports.boards.exhibit import Board, Chart, Column, Exhibit, Row, Tile, leading, rows
from kb.reports.boards.view import View
from kb.reports.weekly import DepartmentWeek, Due, Weekly, weekly
from kb.terms import Level
from kb.tickets import Ticket

MOST_LATE = 30


def week(view: View) -> Board:
    told = weekly(view.session, view.period, now=view.now)
    return Board(
        "weekly",
        "跨部门周报",
        view.period,
        (
            Tile("weekly", "收到", len(told.total.received), "个"),
            Tile("weekly", "关闭", len(told.total.solved), "个"),
            Tile("weekly", "未关闭", len(told.total.waiting), "个"),
            Tile("weekly", "没按时答复", len(told.total.overdue), "个"),
            Tile("complaints", "投诉", told.total.complaints, "件"),
        ),
        (
            _departments(told),
            _late(view, told.total.overdue),
            _levels(told),
            _reasons(told),
            _ratings(told),
            _notable(told),
            _coming(told),
        ),
    )


def _departments(told: Weekly) -> Exhibit:
    late = {each.label: len(each.overdue) for each in told.rows}
    none = "收到的问题都按时答复了" if told.total.received else "这一周没有收到问题"
    return Exhibit(
        "departments", "各部门", leading("没按时答复", late, "个", none),
        (Column("部门"), *(Column(each, "个") for each in ("收到", "关闭", "未关闭", "没按时答复")),
         Column("投诉", "件")),
        rows([_counts(each) for each in (*told.rows, told.total)]) if told.rows else (),
        measure="weekly",
    )  # fmt: skip


def _counts(row: DepartmentWeek) -> tuple[str | int, ...]:
    kinds = (row.received, row.solved, row.waiting, row.overdue)
    return (row.label, *(len(each) for each in kinds), row.complaints)


def _late(view: View, numbers: Sequence[int]) -> Exhibit:
    found = select(Ticket).where(Ticket.number.in_(numbers[:MOST_LATE])).order_by(Ticket.number)
    shown = tuple(
        Row(
            (each.question, (each.department or usual_department(each.category)).label,
             str(each.number)),
            _desk(each.number),
        )
        for each in view.session.scalars(found)
    )  # fmt: skip
    finding = f"{len(numbers)} 个问题没有按时答复" if numbers else "没有问题误了答复的时间"
    note = f"只列前 {MOST_LATE} 个。" if len(numbers) > MOST_LATE else ""
    columns = (Column("问题"), Column("部门"), Column("工单"))
    return Exhibit("late", "没按时答复的问题", finding, columns, shown, note=note, measure="weekly")


def _levels(told: Weekly) -> Exhibit:
    counted = {each.label: count for each, count in told.levels}
    return Exhibit(
        "levels", "级别", leading("收到", counted, "个", "没有收到问题"),
        (Column("级别"), Column("收到", "个")), rows([*counted.items()]), Chart("bar", (1,)),
        note="按这一周结束时的级别。", measure="weekly",
    )  # fmt: skip


def _reasons(told: Weekly) -> Exhibit:
    counted = {each.label: count for each, count in told.reasons}
    return Exhibit(
        "reasons", "为什么转人工", leading("转人工", counted, "个", "没有转人工"),
        (Column("原因"), Column("收到", "个")), rows([*counted.items()]), Chart("bar", (1,)),
        measure="weekly",
    )  # fmt: skip


def _ratings(told: Weekly) -> Exhibit:
    counted = {each.label: count for each, count in told.ratings}
    counted |= {f"不满意：{each.label}": count for each, count in told.rating_reasons}
    said = {each.label: count for each, count in told.ratings}
    shown = [*counted.items()] if any(said.values()) else []
    return Exhibit(
        "ratings", "会员评价", leading("评价", said, "个", "没有评价"),
        (Column("评价"), Column("个数", "个")), rows(shown),
        measure="satisfied_rate",
    )  # fmt: skip


def _notable(told: Weekly) -> Exhibit:
    count = len(told.notable)
    return Exhibit(
        "notable", "值得一提的",
        f"{count} 个三级问题或不满意的会员" if count else "没有三级问题，也没有不满意的会员",
        (Column("问题"), Column("为什么"), Column("工单")),
        tuple(
            Row((each.ticket.question, each.why, str(each.ticket.number)), _looked_at(each.ticket))
            for each in told.notable
        ),
    )  # fmt: skip


def _coming(told: Weekly) -> Exhibit:
    count = len(told.coming)
    return Exhibit(
        "coming", "下一周", f"{count} 件定好日子的事" if count else "没有定好日子的事",
        (Column("事"), Column("日子")),
        tuple(Row((each.what, f"{each.on:%Y-%m-%d}"), _leads_to(each)) for each in told.coming),
    )  # fmt: skip


def _looked_at(ticket: Ticket) -> str:
    return _case(ticket.number) if ticket.level is Level.THREE else _desk(ticket.number)


def _leads_to(due: Due) -> str:
    if due.ticket_number is not None:
        return _case(due.ticket_number)
    return f"/library/{due.entry_id}" if due.entry_id else ""


def _desk(number: int) -> str:
    return f"/desk/tickets/{number}"


def _case(number: int) -> str:
    return f"/supervise/tickets/{number}"
