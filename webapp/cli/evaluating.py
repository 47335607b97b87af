import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.assistant import Assistant, hidden_because
from kb.answering.judged import Judged, read_judged
from kb.reports.baselines import OURS, compare
from kb.reports.draws import draw_labels, gather_for_draws
from kb.reports.evaluation import Marked, evaluate
from kb.reports.plots import write_plots
from kb.terms import Audience
from webapp.cli.installed import open_installed, read_config
from webapp.cli.telling_evaluation import (
    tell_draws,
    tell_errors,
    tell_figures,
    tell_systems,
    tell_table,
)

HALVES = {"fit": (False,), "report": (True,), "all": (False, True)}


@click.command("evaluate")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--half", type=click.Choice(sorted(HALVES)), default="report", show_default=True)
@click.option("--errors", is_flag=True, help="列出判断错的问题；只许看 --half fit 的。")
@click.option("--baselines", is_flag=True, help="同时衡量 Whoosh 和只用语义的做法。")
@click.option(
    "--plots", type=click.Path(file_okay=False, path_type=Path), help="图画到这个目录（SVG）。"
)
@click.option(
    "--draws", type=click.IntRange(0), default=0, help="抽这么多次标注，看保证守不守得住。"
)
@click.option("--labels", type=click.IntRange(20), default=300, show_default=True)
@click.option("--budget", type=click.FloatRange(0.001, 0.5), default=0.01, show_default=True)
def evaluate_command(  # noqa: PLR0917  # click passes its options by name
    files: Sequence[Path],
    corpus: Path | None,
    half: str,
    errors: bool,
    baselines: bool,
    plots: Path | None,
    draws: int,
    labels: int,
    budget: float,
) -> None:
    """在判定过的问题上衡量回答：各类问题答对、答错、反问、漏答多少。"""
    now = clock.now()
    assistant, folder = _open(corpus)
    files = files or sorted([*folder.glob("judged.tsv"), *folder.glob("judged/*.tsv")])
    questions = [each for path in files for each in _half(path, half)]
    if draws:
        _try_draws(assistant, questions, corpus, (draws, labels, budget), now)
        return
    with click.progressbar(length=len(questions), label="提问", file=sys.stderr) as bar:
        marked = evaluate(assistant, questions, now=now, progress=lambda: bar.update(1))
    tell_table(marked)
    tell_figures(marked)
    if baselines or plots:
        _compare(assistant, marked, plots, folder.name, now)
    if errors:
        tell_errors(marked)


def _open(corpus: Path | None) -> tuple[Assistant, Path]:
    config = read_config()
    if corpus is None:
        return open_installed(config).assistant, config.corpus_dir
    return open_foreign_assistant(corpus, config.corpus_dir, config.data_dir), corpus


def _half(path: Path, half: str) -> list[Judged]:
    return [each for each in read_judged(path) if each.for_report in HALVES[half]]


def _compare(
    assistant: Assistant, marked: Sequence[Marked], plots: Path | None, name: str, now: datetime
) -> None:
    index = assistant.snapshot().at(now)
    shown = [
        each
        for each in index.documents.values()
        if hidden_because(each, Audience.MEMBER, now, assistant.rechecks) is None
    ]
    systems = compare(assistant, marked, shown)
    tell_systems(systems, assistant.policy.answer_at)
    if plots is not None:
        for path in write_plots(plots, name, systems, systems[OURS]):
            click.echo(f"已写入 {path}。")


def _try_draws(
    assistant: Assistant,
    questions: Sequence[Judged],
    corpus: Path | None,
    setting: tuple[int, int, float],
    now: datetime,
) -> None:
    draws, labels, budget = setting
    config = read_config()
    own = (corpus or config.corpus_dir) / "policy/gate.json"
    gate = own if own.exists() else config.corpus_dir / "policy/general/gate.json"
    standing = json.loads(gate.read_text("utf-8"))
    pool, answerable = gather_for_draws(assistant, questions, now)
    tell_draws(
        list(draw_labels(pool, answerable, standing, draws=draws, labels=labels, budget=budget)),
        labels,
        len(answerable) - labels,
    )
