import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.judged import Judged, read_judged
from kb.reports.calibration import fit_gate, gather_examples
from webapp.cli.calibrating_triage import triage
from webapp.cli.installed import open_installed, read_config


@click.group()
def calibrate() -> None:
    """用判定过的问题重新拟合。"""


calibrate.add_command(triage)


@calibrate.command("answering")
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="拟合另一份语料；用它的 judged.tsv 或 judged/*.tsv。",
)
@click.option(
    "--write", "target", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件。"
)
def answering(corpus: Path | None, target: Path | None) -> None:
    """重新拟合“这一条能不能回答这个问题”的判断；只用判定题中拟合的一半。"""
    config = read_config()
    now = clock.now()
    if corpus is None:
        assistant = open_installed(config).assistant
        folder = config.corpus_dir / "judged"
    else:
        assistant = open_foreign_assistant(corpus, config.corpus_dir, config.data_dir)
        folder = corpus / "judged"
    judged = _read(sorted([*folder.parent.glob("judged.tsv"), *folder.glob("*.tsv")]))
    training = _read(sorted((folder / "training").glob("*.tsv")))
    tell = sys.stderr
    with click.progressbar(length=len(judged) + len(training), label="取证", file=tell) as bar:
        examples = gather_examples(
            assistant, judged, training, now=now, progress=lambda: bar.update(1)
        )
    gate = fit_gate(examples, clock.to_local(now).strftime("%Y-%m-%d"))
    questions = len({each.question for each in examples})
    click.echo(f"拟合用了 {questions} 个问题、{len(examples)} 个候选。")
    if target is not None:
        target.write_text(json.dumps(gate, separators=(",", ":")), "utf-8")
        click.echo(f"已写入 {target}。")


def _read(files: Sequence[Path]) -> list[Judged]:
    return [each for path in files for each in read_judged(path)]
