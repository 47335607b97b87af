import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.judged import Judged, read_judged
from kb.reports.examples import JUDGED, Examples
from kb.reports.general import Ground, fit_general
from kb.reports.near_misses import swapped
from kb.terms import DecisionKind
from webapp.cli.installed import read_config
from webapp.config import Config

SWAPPED = 500


@click.command("general")
@click.argument(
    "corpora",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--write", "target", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件。"
)
def general(corpora: Sequence[Path], target: Path | None) -> None:
    """为没有判定题的知识库拟合通用的判断；这几份语料都不用自己的词库。"""
    config = read_config()
    grounds = [_ground(each, config) for each in corpora]
    gate = fit_general(grounds, clock.to_local(clock.now()).strftime("%Y-%m-%d"))
    for each, ground in zip(corpora, grounds, strict=True):
        click.echo(
            f"{each}：{len(ground.examples)} 个候选，其中自造近似题 {len(ground.swapped)} 个。"
        )
    for name, weight in zip(gate["meaning"]["features"], gate["meaning"]["weights"], strict=True):
        click.echo(f"  {name:<16}{weight:>8.2f}")
    if target is not None:
        target.write_text(json.dumps(gate, indent=1) + "\n", "utf-8")
        click.echo(f"已写入 {target}。")


def _ground(corpus: Path, config: Config) -> Ground:
    assistant = open_foreign_assistant(corpus, config.corpus_dir, config.data_dir)
    assistant = replace(assistant, recognizing=None)
    made = swapped(assistant.snapshot(), assistant.analyzer, SWAPPED)
    judged = read_all([*corpus.glob("judged.tsv"), *corpus.glob("judged/*.tsv")])
    training = read_all([*corpus.glob("judged/training/*.tsv")])
    refusals = [each for each in training if DecisionKind.ANSWER not in each.decisions]
    source = Examples(assistant, clock.now())
    label = f"取证 {corpus.name}"
    every = chain(
        source.of_wordings(),
        source.of_judged([*refusals, *made], 1.0),
        source.of_judged([each for each in judged if not each.for_report], JUDGED),
    )
    with click.progressbar(every, label=label, show_pos=True, file=sys.stderr) as bar:
        return Ground(list(bar), frozenset(each.question for each in made))


def read_all(files: Sequence[Path]) -> list[Judged]:
    return [each for path in sorted(files) for each in read_judged(path)]
