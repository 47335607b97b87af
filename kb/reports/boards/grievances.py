"""A period's complaints as a report: the figures of `kb.reports.complaints`, in tables."""

from collections.abc import Sequence

from kb.period import due_of
from kb.policy import current
from kb.reports.boards.exhibit import Board, Chart, Column, Exhibit, Tile, leading, rows, share
from kb.reports.boards.view import View
from kb.reports.complaints import Figures, Tally, complaint_figures

COUNTS = (Column("有效", "件"), Column("无效", "件"), Column("未判断", "件"), Column("合计", "件"))


def grievances(view: View) -> Board:
    """Always of all complaints, and of the period as a whole."""
    figures = complaint_figures(view.session, view.period)
    due = due_of(view.period, current(view.session).complaints.monthly_day)
    before = complaint_figures(view.session, view.earlier)
    return Board(
        "complaints",
        "投诉分析",
        view.period,
        (
            Tile(
                "complaints",
                "投诉",
                figures.whole.total,
                "件",
                before.whole.total,
                path=f"/complaints?period={view.period.key}",
            ),
            Tile("complaints", "有效", figures.whole.valid, "件", before.whole.valid),
            Tile("complaints", "已关闭", figures.closed, "件", before.closed),
            Tile("complaints", "撤回", figures.withdrawn, "件", before.withdrawn),
            Tile("complaints", "已寄致歉信", figures.letters, "封", before.letters),
        ),
        (
            _by("categories", "按分类", figures.by_category),
            _by("departments", "按部门", figures.by_department),
            _by("places", "按场所", figures.by_place),
            _clocks(figures),
            _called_back(figures),
            _repeats(figures),
        ),
        view.earlier,
        notes=(
            f"按登记的时间统计，处理到现在的情况。汇总应在 {due.month}月{due.day}日 前交经理。",
        ),
    )


def _by(key: str, name: str, tallies: Sequence[Tally]) -> Exhibit:
    told = [(each.label, each.valid, each.invalid, each.unjudged, each.total) for each in tallies]
    finding = leading("投诉", {each.label: each.total for each in tallies}, "件", "没有投诉")
    columns = (Column(name[1:]), *COUNTS)
    chart = Chart("stack", (1, 2, 3))
    return Exhibit(key, name, finding, columns, rows(told), chart, measure="complaints")


def _clocks(figures: Figures) -> Exhibit:
    told = [
        (each.label, each.met, each.late, each.running, share(each.met, each.met + each.late))
        for each in figures.clocks
    ]
    finding = leading("超时", {each.label: each.late for each in figures.clocks}, "次", "没有超时")
    columns = (
        *(Column("时限"), Column("按时", "次"), Column("超时", "次")),
        *(Column("计时中", "次"), Column("按时率", "%")),
    )
    chart = Chart("stack", (1, 2))
    return Exhibit("clocks", "时限", finding, columns, rows(told), chart, measure="in_time")


def _called_back(figures: Figures) -> Exhibit:
    counted = {each.label: count for each, count in figures.satisfaction}
    total = sum(counted.values())
    told = [(label, count, share(count, total)) for label, count in counted.items()]
    return Exhibit(
        "called_back", "回访", leading("回访", counted, "件", "还没有回访"),
        (Column("会员说"), Column("件数", "件"), Column("占", "%")),
        rows(told) if total else (), Chart("bar", (1,)), measure="complaints",
    )  # fmt: skip


def _repeats(figures: Figures) -> Exhibit:
    actions = figures.actions
    told = [
        ("这段时间开的纠正措施", actions.opened),
        ("引起它们的重复投诉", actions.repeats),
        ("还在进行", actions.running),
        ("已验证有效", actions.verified),
    ]
    finding = f"{actions.repeats} 件投诉重复，开了 {actions.opened} 项纠正措施"
    return Exhibit(
        "repeats", "重复投诉与纠正措施", finding if actions.opened else "没有重复的投诉",
        (Column("项目"), Column("数量")), rows(told) if actions.opened else (),
        measure="complaints",
    )  # fmt: skip
