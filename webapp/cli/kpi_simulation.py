from pathlib import Path

import click

from kb.kpi.simulation import HONEST, Standing, simulate
from kb.policy import ContributionPolicy
from kb.reports.bars import Bar, draw_bars


@click.command("kpi-simulation")
@click.option("--seed", default=1, show_default=True, help="第一个随机种子。")
@click.option("--seeds", type=click.IntRange(1, 10_000), default=200, show_default=True)
@click.option("--write", "file", type=click.Path(dir_okay=False, path_type=Path))
def kpi_simulation(seed: int, seeds: int, file: Path | None) -> None:
    """让认真做的和各种刷分的同事用同样的时间工作半年，看谁得分高。"""
    found = simulate(ContributionPolicy(), range(seed, seed + seeds))
    click.echo(f"半年知识贡献，{seeds} 次模拟的中位数（括号里是十分位到九十分位）")
    for each in found:
        mark = "●" if each.way in HONEST else "○"
        click.echo(
            f"{mark} {each.way.label}\t{each.middle:.2f}（{each.low:.2f} 到 {each.high:.2f}）"
        )
    if file is not None:
        file.write_text(draw_bars(_finding(found), [_bar(each) for each in found]), "utf-8")
        click.echo(f"已写入 {file}")


def _finding(found: list[Standing]) -> str:
    worst_honest = min(each.middle for each in found if each.way in HONEST)
    best_other = max(each.middle for each in found if each.way not in HONEST)
    if worst_honest > best_other:
        return "老老实实做的得分都高过刷分的（半年，中位数）"
    return "有刷分的得分超过了老实做的（半年，中位数）"


def _bar(each: Standing) -> Bar:
    values = (float(each.middle), float(each.low), float(each.high))
    return Bar(each.way.label, *values, each.way in HONEST)
