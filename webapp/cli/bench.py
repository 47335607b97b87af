"""Timings, printed and never asserted."""

import platform
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns

import click
import numpy as np

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.assistant import Assistant
from kb.answering.evidence import Weigher
from kb.answering.rank import LOOKED_THROUGH, candidates
from kb.text import fold
from webapp.cli.bench_crowd import bench_crowd
from webapp.cli.bench_import import bench_import
from webapp.cli.bench_kpi import bench_kpi
from webapp.cli.bench_lookup import bench_lookup
from webapp.cli.bench_queue import bench_queue
from webapp.cli.bench_reports import bench_reports
from webapp.cli.bench_web import bench_web
from webapp.cli.installed import read_config
from webapp.cli.made_up import write_corpus

PARTS = ("分析", "分级", "搜索", "取证", "判断")
WARM_UP = 200


@click.group()
def bench() -> None:
    """计时。"""


bench.add_command(bench_import)
bench.add_command(bench_lookup)
bench.add_command(bench_reports)
bench.add_command(bench_queue)
bench.add_command(bench_kpi)
bench.add_command(bench_web)
bench.add_command(bench_crowd)


@bench.command("ask")
@click.option("--entries", multiple=True, type=int, default=(1000, 10_000), help="条目数。")
@click.option("--questions", default=1000, help="问题数。")
@click.option("--seed", default=1, help="随机种子。")
def bench_ask(entries: Sequence[int], questions: int, seed: int) -> None:
    """进程内提问的耗时：只按用词判断，不含语义模型。"""
    click.echo(f"Python {platform.python_version()}，{questions} 个问题，种子 {seed}")
    for size in entries:
        _measure(size, questions, random.Random(seed))  # noqa: S311


def _measure(size: int, questions: int, chance: random.Random) -> None:
    config = read_config()
    with TemporaryDirectory() as folder:
        near = write_corpus(Path(folder), size, chance)
        began = perf_counter_ns()
        assistant = open_foreign_assistant(Path(folder), config.corpus_dir, config.data_dir)
        opened = (perf_counter_ns() - began) / 1e9
    assistant = replace(assistant, meaning=None)
    first, asked = near[: size // 10], near[size // 10 :][:questions]
    # What is timed was never asked before.
    for question in first[:WARM_UP]:
        assistant.consider(question, now=clock.now())
    took = _time(assistant, asked, clock.now())
    click.echo(
        f"{size:>6} 条：打开 {opened:.2f} 秒；{len(asked)} 问，每问中位"
        f" {np.percentile(took, 50):.0f} 微秒，p99 {np.percentile(took, 99):.0f} 微秒"
    )
    parts = zip(PARTS, np.median(_time_parts(assistant, asked), axis=0), strict=True)
    click.echo("        其中：" + "，".join(f"{name} {part:.0f}" for name, part in parts))


def _time(assistant: Assistant, questions: Sequence[str], now: datetime) -> list[float]:
    """Microseconds a question."""
    took = []
    for question in questions:
        began = perf_counter_ns()
        assistant.consider(question, now=now)
        took.append((perf_counter_ns() - began) / 1000)
    return took


def _time_parts(assistant: Assistant, questions: Sequence[str]) -> list[list[float]]:
    """Microseconds of each of PARTS, taken by itself, for each question."""
    index = assistant.snapshot()
    weigher = Weigher(index, assistant.analyzer)
    took = []
    for question in questions:
        moments = [perf_counter_ns()]
        query = assistant.analyzer.analyze(question)
        moments.append(perf_counter_ns())
        assistant.triage.judge(query, fold(question), assistant.policy)
        moments.append(perf_counter_ns())
        matches = index.search(query, LOOKED_THROUGH)
        moments.append(perf_counter_ns())
        found = candidates(query, index, weigher, matches=matches)
        moments.append(perf_counter_ns())
        assistant.gate.confidences([each.evidence for each in found], with_meaning=False)
        moments.append(perf_counter_ns())
        took.append([(end - start) / 1000 for start, end in pairwise(moments)])
    return took
