"""How long a colleague waits for what fits the letters typed so far."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns

import click
import numpy as np

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.search.finder import Finder
from kb.text.sounding import in_initials, in_pinyin
from webapp.cli.installed import read_config
from webapp.cli.made_up import write_corpus

Typing = Callable[[str], Iterator[str]]
LONGEST = 12


def _by_characters(question: str) -> Iterator[str]:
    return (question[:end] for end in range(1, min(len(question), LONGEST) + 1))


def _by_pinyin(question: str) -> Iterator[str]:
    letters = in_pinyin(question)
    return (letters[:end] for end in range(2, min(len(letters), 2 * LONGEST) + 1))


def _by_initials(question: str) -> Iterator[str]:
    letters = in_initials(question)
    return (letters[:end] for end in range(2, min(len(letters), LONGEST) + 1))


WAYS: dict[str, Typing] = {"汉字": _by_characters, "拼音": _by_pinyin, "首字母": _by_initials}


@click.command("lookup")
@click.option("--entries", default=10_000, help="条目数。")
@click.option("--questions", default=60, help="打多少个问题，每打一个字找一次。")
@click.option("--seed", default=1, help="随机种子。")
def bench_lookup(entries: int, questions: int, seed: int) -> None:
    """客服边打边找的耗时：每打一个字找一次，只按用词，不含语义模型。"""
    config = read_config()
    with TemporaryDirectory() as folder:
        near = write_corpus(Path(folder), entries, random.Random(seed))  # noqa: S311
        assistant = open_foreign_assistant(Path(folder), config.corpus_dir, config.data_dir)
    finder = Finder(lambda: assistant)
    began = perf_counter_ns()
    finder.warm(now=clock.now())
    warmed = (perf_counter_ns() - began) / 1e6
    first = _time(finder, ["羽毛球"])[0]
    click.echo(f"{entries} 条；启动时预热 {warmed:.0f} 毫秒，之后第一次 {first:.1f} 毫秒")
    for name, typing in WAYS.items():
        typed = [part for each in near[:questions] for part in typing(each)]
        took = _time(finder, typed)
        click.echo(
            f"{name}：{len(took)} 次，中位 {np.percentile(took, 50):.1f} 毫秒，"
            f"p99 {np.percentile(took, 99):.1f} 毫秒，最长 {max(took):.1f} 毫秒"
        )


def _time(finder: Finder, typed: Sequence[str]) -> list[float]:
    """Milliseconds each, with the marks that a page shows."""
    took, now = [], clock.now()
    for each in typed:
        began = perf_counter_ns()
        for hit in finder.find(each, now=now).hits:
            _ = hit.question, hit.variant, hit.answer
        took.append((perf_counter_ns() - began) / 1e6)
    return took
