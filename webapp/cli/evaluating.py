import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.judged import Judged, read_judged
from kb.reports.evaluation import Line, Mark, Marked, evaluate, figures, lines, resolved_at
from webapp.cli.installed import open_installed, read_config

HALVES = {"fit": (False,), "report": (True,), "all": (False, True)}


@click.command("evaluate")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--half", type=click.Choice(sorted(HALVES)), default="report", show_default=True)
@click.option("--errors", is_flag=True, help="列出判断错的问题；只许看 --half fit 的。")
def evaluate_command(files: Sequence[Path], corpus: Path | None, half: str, errors: bool) -> None:
    """在判定过的问题上衡量回答：各类问题答对、答错、反问、漏答多少。"""
    config = read_config()
    if corpus is not None:
        assistant = open_foreign_assistant(corpus, config.corpus_dir, config.data_dir)
    else:
        assistant = open_installed(config).assistant
    files = files or sorted((config.corpus_dir / "judged").glob("*.tsv"))
    questions = [each for path in files for each in _half(path, half)]
    tell = sys.stderr
    with click.progressbar(length=len(questions), label="提问", file=tell) as bar:
        marked = evaluate(assistant, questions, now=clock.now(), progress=lambda: bar.update(1))
    _print_table(marked)
    _print_figures(marked)
    if errors:
        _print_errors(marked)


def _half(path: Path, half: str) -> list[Judged]:
    return [each for each in read_judged(path) if each.for_report in HALVES[half]]


def _print_table(marked: Sequence[Marked]) -> None:
    head = "".join(f"{each.label:>8}" for each in Mark)
    click.echo(f"{'类别':<16}{'问题':>6}{head}")
    for line in lines(marked, lambda each: each.judged.kind):
        click.echo(_row(line))


def _row(line: Line) -> str:
    shares = "".join(f"{line.share(each):>10.1%}" for each in Mark)
    return f"{line.kind:<16}{line.asked:>8}{shares}"


def _print_figures(marked: Sequence[Marked]) -> None:
    found = figures(marked)
    click.echo(f"\n可答问题 {found.answerable}：答对 {found.right:.1%}，答错 {found.wrong:.1%}，")
    click.echo(f"  最近条目正确（R@1）{found.ranked_first:.3f}")
    click.echo(
        f"不可答问题 {found.unanswerable}：仍被回答 {found.answered_all_the_same:.1%}；"
        f"所有回答的准确率 {found.precision:.3f}"
    )
    click.echo(
        f"三级问题 {found.level_3}：认出 {found.level_3_found:.1%}；"
        f"转人工 {found.levels} 个，级别正确 {found.levels_right:.1%}"
    )
    for precision in (0.95, 0.98, 0.99):
        share = resolved_at(marked, precision)
        click.echo(f"准确率达到 {precision:.0%} 时最多能解决 {share:.3f}（事后选的门槛）")


def _print_errors(marked: Sequence[Marked]) -> None:
    for each in marked:
        if each.mark is not Mark.RIGHT:
            judged, decision = each.judged, each.decision
            wanted = "|".join("+".join(sorted(some)) for some in judged.wanted)
            click.echo(
                f"{each.mark.label} {judged.id} {judged.kind} {judged.question} "
                f"[{wanted}] → {decision.kind} {each.best} {each.confidence:.2f} "
                f"{decision.explanation}"
            )
