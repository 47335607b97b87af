"""Timings, printed and never asserted."""

import json
import platform
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns

import click
import numpy as np

from kb import clock
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.assistant import Assistant
from webapp.cli.installed import read_config

THINGS = "羽毛球 网球 台球 乒乓球 篮球 足球 射箭 瑜伽 游泳 跆拳道 舞蹈 攀岩 轮滑 拳击 壁球"
ASPECTS = "怎么收费 几点开门 在哪里 怎么预订 能取消吗 要会员吗 有教练吗 租球拍多少钱 有学生价吗"
SHAPES = ("{place}{thing}{aspect}", "请问{place}的{thing}{aspect}", "{thing}{aspect}，我在{place}")


@click.group()
def bench() -> None:
    """计时。"""


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
        asked = _write_corpus(Path(folder), size, chance)
        began = perf_counter_ns()
        assistant = open_foreign_assistant(Path(folder), config.corpus_dir, config.data_dir)
        opened = (perf_counter_ns() - began) / 1e9
    assistant = replace(assistant, meaning=None)
    took = _time(assistant, [chance.choice(asked) for _ in range(questions)], clock.now())
    click.echo(
        f"{size:>6} 条：打开 {opened:.2f} 秒；每问中位 {np.percentile(took, 50):.0f} 微秒，"
        f"p99 {np.percentile(took, 99):.0f} 微秒"
    )


def _time(assistant: Assistant, questions: Sequence[str], now: datetime) -> list[float]:
    """Microseconds a question, after each was asked once."""
    took = []
    for question in questions:
        assistant.consider(question, now=now)
    for question in questions:
        began = perf_counter_ns()
        assistant.consider(question, now=now)
        took.append((perf_counter_ns() - began) / 1000)
    return took


def _write_corpus(folder: Path, size: int, chance: random.Random) -> list[str]:
    """A made-up base of so many entries; returns questions that lie near them."""
    (folder / "faq").mkdir()
    asked = []
    things, aspects = THINGS.split(), ASPECTS.split()
    with (folder / "faq/entries.jsonl").open("w", encoding="utf-8") as file:
        for number in range(size):
            place = f"{number // 135 + 1}号馆"
            thing = things[number % len(things)]
            aspect = aspects[number // len(things) % len(aspects)]
            question, variant, heard = (
                shape.format(place=place, thing=thing, aspect=aspect) for shape in SHAPES
            )
            row = {"id": f"e{number}", "question": question, "variants": [variant]}
            file.write(
                json.dumps(row | {"answer": f"{question}：见公告。"}, ensure_ascii=False) + "\n"
            )
            asked.append(heard)
    chance.shuffle(asked)
    return asked
