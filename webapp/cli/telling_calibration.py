"""How a calibration is told."""

from collections.abc import Sequence
from pathlib import Path

import click

from kb.reports.calibrating import Calibrated
from kb.reports.certify import SURE, fewest_answers
from kb.reports.confirmed import changes_between
from kb.reports.curves import Point, Scored
from kb.reports.evaluation import Marked
from kb.reports.replay import Turn

STEPS = 12
SHOWN = 30
WAYS = {
    "platt": "标注不多：沿用现有判断，只重新标定把握（Platt）",
    "leads": "标注不多：按语义相近与领先多少重新拟合",
    "blend": "标注够多：树与逻辑回归各半",
}


def tell(found: Calibrated, budget: float) -> None:
    scored = found.scored
    click.echo(
        f"拟合用了 {found.questions} 个问题；其中判定题 {len(scored.right)} 个"
        f"（可答 {int(scored.answerable.sum())} 个），版本 {found.gate['version']}。"
    )
    click.echo(WAYS[found.way] + "。以下各数都出自没有参与拟合的那一折。\n")
    click.echo(f"{'':<10}{'R@1':>8}{'AUROC':>8}")
    for name, each in (("现有判断", found.standing), ("重新拟合", scored)):
        click.echo(f"{name:<10}{each.ranked_first():>8.3f}{each.auroc():>8.3f}")
    click.echo("")
    tell_sweep(scored)
    _tell_promise(found, budget)


def tell_sweep(scored: Scored) -> None:
    click.echo(f"{'门槛':>6}{'回答':>8}{'答错':>7}{'准确率':>8}{'解决':>9}{'误答':>9}")
    for point in scored.sweep(STEPS):
        click.echo(_row(point))


def _row(point: Point) -> str:
    return (
        f"{point.threshold:>8.3f}{point.answered:>9}{point.wrong:>9}"
        f"{point.precision:>11.3f}{point.resolved:>11.3f}{point.strayed:>11.3f}"
    )


def _tell_promise(found: Calibrated, budget: float) -> None:
    promise = found.promise
    if promise is None:
        click.echo("\n这些标注什么也保证不了，门槛不变。")
        return
    point = promise.point
    if promise.budget > budget:
        click.echo(
            f"\n这些标注保证不了错误不超过 {budget:.0%}："
            f"至少要有 {fewest_answers(budget)} 个回答一个不错。能保证的是 {promise.budget:.0%}。"
        )
    click.echo(
        f"\n保证：以 {SURE:.0%} 的可信度，错误不超过 {promise.budget:.0%}"
        f"（{point.answered} 个回答错 {point.wrong} 个，上界 {promise.bound:.1%}）。\n"
        f"门槛 {found.thresholds['answer_at']}，反问 {found.thresholds['clarify_at']}；"
        f"可答问题解决 {point.resolved:.1%}，不可答问题误答 {point.strayed:.1%}。\n"
        "保证的前提：以后的问题与这些标注同样分布。"
    )


def tell_changes(before: Sequence[Marked], after: Sequence[Marked]) -> None:
    """The new gate was fitted on these very questions: what gets better looks better than it is."""
    changes = changes_between(before, after)
    counts = {turn: sum(each.turn is turn for each in changes) for turn in Turn}
    told = "，".join(f"{turn.label} {count}" for turn, count in counts.items())
    click.echo(f"\n{len(before)} 个问题中有 {len(changes)} 个的判断会改变：{told}。")
    for each in changes[:SHOWN]:
        click.echo(
            f"  {each.turn.label} {each.question.judged.question}："
            f"{each.before.kind.label} → {each.after.kind.label}"
        )
    if len(changes) > SHOWN:
        click.echo(f"  ……还有 {len(changes) - SHOWN} 个。")


def tell_written(paths: Sequence[Path]) -> None:
    for each in paths:
        click.echo(f"已写入 {each}。")
