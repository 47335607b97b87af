"""What a department looks at: the questions referred to it, and the entries it owns."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from kb.knowledge.publication import live
from kb.kpi.departments import rounds_for
from kb.kpi.inputs import Round
from kb.period import Period
from kb.reports.boards.exhibit import (
    Board,
    Chart,
    Column,
    Exhibit,
    Row,
    Tile,
    caution,
    leading,
    moved,
    rows,
    share,
)
from kb.reports.boards.view import View, short
from kb.reports.service_inputs import department_rounds
from kb.reports.tallies import Measured
from kb.terms import Department
from kb.tickets.referral import EndKind, Referral, ReferralEnd

ANSWERED = "department_in_time"
MOST = 10
Ended = dict[EndKind | None, int]


def department(view: View, theirs: Collection[Department]) -> Board:
    now, before = (_ended(view, theirs, span) for span in (view.span, view.earlier))
    answered = _answered(view, theirs)
    met, former = (_in_time(answered, span) for span in (view.span, view.earlier))
    return Board(
        "department",
        "部门看板",
        view.period,
        (
            Tile("received", "转来的问题", sum(now.values()), "个", sum(before.values())),
            Tile("received", "已解决", _solved(now), "%", _solved(before), sum(now.values())),
            Tile(ANSWERED, "按时答复", share(*met), "%", share(*former), met[1]),
            Tile("received", "还没有结束", now.get(None, 0), "个", path="/department/cases"),
        ),
        (_course(view, theirs, answered), _ends(now, before), _entries(view, theirs)),
        view.earlier,
        notes=(
            f"只看{'、'.join(each.label for each in sorted(theirs))}的；不分渠道、分类和级别。",
        ),
    )


def _solved(ended: Ended) -> Decimal | None:
    return share(ended.get(EndKind.SOLVED, 0), sum(ended.values()))


def _ended(view: View, theirs: Collection[Department], span: Period) -> Ended:
    """How the referrals of this time ended; None: not yet."""
    found = (
        select(ReferralEnd.kind, func.count())
        .select_from(Referral)
        .join(ReferralEnd, ReferralEnd.referral_id == Referral.id, isouter=True)
        .where(Referral.department.in_(theirs))
        .where(Referral.at >= span.begin, Referral.at < span.end)
        .group_by(ReferralEnd.kind)
    )
    return dict(view.session.execute(found).all())


def _answered(view: View, theirs: Collection[Department]) -> list[Round]:
    """The rounds of which it is told who answered in time, of all that is shown."""
    begin = min(view.trend()[0].begin, view.earlier.begin)
    found = department_rounds(view.session, theirs, begin, view.span.end)
    return rounds_for(ANSWERED, found, theirs)


def _in_time(answered: Sequence[Round], span: Period) -> tuple[int, int]:
    """Kept, and all that came to an end."""
    within = [each for each in answered if span.begin <= each.at < span.end]
    return sum(each.met for each in within), len(within)


def _course(view: View, theirs: Collection[Department], answered: Sequence[Round]) -> Exhibit:
    told = []
    for period in view.trend():
        ended = _ended(view, theirs, period)
        met, clocks = _in_time(answered, period)
        total = sum(ended.values())
        told.append((short(period), total, _solved(ended), share(met, clocks), caution(total)))
    while len(told) > 1 and not told[0][1]:
        del told[0]
    now, before = (told[-1][3], told[-2][3]) if len(told) > 1 else (told[-1][3], None)
    columns = (
        *(Column("时段"), Column("转来", "个"), Column("已解决", "%")),
        *(Column("按时答复", "%"), Column("说明")),
    )
    clocks = _in_time(answered, view.span)[1]
    return Exhibit(
        "course", "和自己的过去比", moved("按时答复", now, before, clocks, "时限"), columns,
        rows(told), Chart("line", (2, 3)), measure="received",
    )  # fmt: skip


def _ends(now: Ended, before: Ended) -> Exhibit:
    labels: dict[EndKind | None, str] = {None: "还没有结束"}
    labels |= {each: each.label for each in EndKind}
    told = [
        (label, now.get(key, 0), before.get(key, 0))
        for key, label in labels.items()
        if now.get(key) or before.get(key)
    ]
    named = {label: now.get(key, 0) for key, label in labels.items()}
    columns = (Column("结果"), Column("本期", "个"), Column("上期", "个"))
    finding = leading("结果", named, "个", "这段时间没有转来的问题")
    return Exhibit(
        "ends", "转来的问题怎么样了", finding, columns,
        rows(told), Chart("bar", (1,)), measure="received",
    )  # fmt: skip


def _entries(view: View, theirs: Collection[Department]) -> Exhibit:
    """Their own, the most used first."""
    used, wrong = (view.by_key(each) for each in (Measured.ENTRIES, Measured.ENTRIES_WRONG))
    own = [each for each in live(view.session, view.now) if each.department in theirs]
    own.sort(key=lambda each: (-used[each.id], each.id))
    total = sum(used[each.id] for each in own)
    told = tuple(
        Row((each.question, used[each.id], wrong[each.id]), f"/library/{each.id}")
        for each in own[:MOST]
    )
    finding = f"{len(own)} 个条目生效，这段时间回答了 {total} 次" if own else "还没有自己的条目"
    columns = (Column("条目"), Column("回答", "次"), Column("其中答错", "次"))
    chart = Chart("bar", (1,))
    return Exhibit("entries", "自己的条目", finding, columns, told, chart, measure="entries")
