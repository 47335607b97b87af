"""How figures on judged questions are told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean

import click

from kb.reports.baselines import OURS
from kb.reports.curves import Point, Scored
from kb.reports.draws import Draw
from kb.reports.evaluation import Line, Mark, Marked, figures, lines, resolved_at

PRECISIONS = (0.945, 0.95, 0.98, 0.99)


def tell_table(marked: Sequence[Marked]) -> None:
    head = "".join(f"{each.label:>8}" for each in Mark)
    click.echo(f"{'类别':<16}{'问题':>6}{head}")
    for line in lines(marked, lambda each: each.judged.kind):
        click.echo(_row(line))


def _row(line: Line) -> str:
    shares = "".join(f"{line.share(each):>10.1%}" for each in Mark)
    return f"{line.kind:<16}{line.asked:>8}{shares}"


def tell_figures(marked: Sequence[Marked]) -> None:
    found = figures(marked)
    click.echo(f"\n可答问题 {found.answerable}：答对 {found.right:.1%}，答错 {found.wrong:.1%}，")
    click.echo(f"  最近条目正确（R@1）{found.ranked_first:.3f}")
    click.echo(
        f"不可答问题 {found.unanswerable}：仍被回答 {found.answered_all_the_same:.1%}；"
        f"所有 {found.answers} 个回答的准确率 {found.precision:.3f}"
    )
    click.echo(f"近似题 {found.near_misses}：仍被回答 {found.near_misses_answered:.1%}")
    click.echo(
        f"三级问题 {found.level_3}：认出 {found.level_3_found:.1%}；"
        f"转人工 {found.levels} 个，级别正确 {found.levels_right:.1%}"
    )
    for precision in PRECISIONS[1:]:
        share = resolved_at(marked, precision)
        click.echo(f"准确率达到 {precision:.0%} 时最多能解决 {share:.3f}（事后选的门槛）")


def tell_systems(systems: Mapping[str, Scored], answer_at: float) -> None:
    """Each with the threshold that, with hindsight, suits it best; ours also as it ships."""
    count = len(systems[OURS].right)
    click.echo(f"\n{count} 个单独的问题，各自事后最好的门槛：解决的比例（不可答的误答）")
    click.echo(f"{'':<18}{'R@1':>6}{'AUROC':>8}" + "".join(f"{each:>17.1%}" for each in PRECISIONS))
    for name, scored in systems.items():
        best = (scored.best_at(each) for each in PRECISIONS)
        told = "".join(f"{_resolved(each):>17}" for each in best)
        click.echo(f"{name:<18}{scored.ranked_first():>6.3f}{scored.auroc():>8.3f}{told}")
    shipped = systems[OURS].at(answer_at)
    click.echo(
        f"{OURS}出厂门槛 {answer_at}，只看最近一条：{_resolved(shipped)}，"
        f"准确率 {shipped.precision:.3f}"
    )


def _resolved(point: Point | None) -> str:
    return f"{point.resolved:.3f} ({point.strayed:.3f})" if point else "0"


def tell_draws(draws: Sequence[Draw], labels: int, rest: int) -> None:
    click.echo(f"每次 {labels} 个标注，其余 {rest} 个检验：")
    click.echo(
        f"{'次':>3}{'拟合':>8}{'保证':>8}{'标注上界':>8}{'门槛':>8}{'实际':>8}{'解决':>8}{'误答':>8}"
    )
    for number, each in enumerate(draws, start=1):
        click.echo(f"{number:>4}{each.way:>10}{_promised(each)}")
    told = [each for each in draws if each.promise is not None and each.rest is not None]
    kept = sum(each.kept for each in told)
    click.echo(f"{len(draws)} 次中有 {len(told)} 次能作保证，守住 {kept} 次。")
    if told:
        promised = mean(each.promise.precision for each in told if each.promise)
        reached = mean(each.rest.precision for each in told if each.rest)
        resolved = mean(each.rest.resolved for each in told if each.rest)
        click.echo(f"平均：保证 {promised:.3f}，实际 {reached:.3f}，解决 {resolved:.3f}。")
    ways = Counter(each.way for each in draws)
    click.echo("、".join(f"{way} {count} 次" for way, count in ways.most_common()))


def _promised(draw: Draw) -> str:
    if draw.promise is None or draw.rest is None:
        return "  不能保证"
    rest, promise = draw.rest, draw.promise
    return (
        f"{promise.precision:>10.3f}{1 - promise.bound:>12.3f}{rest.threshold:>10.3f}"
        f"{rest.precision:>10.3f}{rest.resolved:>10.3f}{rest.strayed:>10.3f}"
        f"{'' if draw.kept else '  没守住'}"
    )


def tell_errors(marked: Sequence[Marked]) -> None:
    for each in marked:
        if each.mark is not Mark.RIGHT:
            judged, decision = each.judged, each.decision
            wanted = "|".join("+".join(sorted(some)) for some in judged.wanted)
            click.echo(
                f"{each.mark.label} {judged.id} {judged.kind} {judged.question} "
                f"[{wanted}] → {decision.kind} {each.best} {each.confidence:.2f} "
                f"{decision.explanation}"
            )
