"""How long members who ask keep the database from others who write, and how many are answered."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import click
import numpy as np
from flask import Flask
from sqlalchemy import Engine, event

from kb.answering.judged import read_judged
from webapp.cli.bench_web import UNLIMITED, fill
from webapp.cli.installed import read_config
from webapp.config import Config
from webapp.services import Services

WARM_UP = 20


@click.command("crowd")
@click.option("--questions", default=200, help="问题数。")
@click.option("--members", default=4, help="同时提问的会员数。")
def bench_crowd(questions: int, members: int) -> None:
    """会员同时提问：写锁占用多久，每秒答多少个。在一个临时的演示俱乐部里。"""
    with TemporaryDirectory() as folder:
        config = replace(
            read_config(), demo=True, data_dir=Path(folder), database_url="",
            limit_ask=UNLIMITED,
        )  # fmt: skip
        fill(config)
        _measure(config, questions, members)


def _measure(config: Config, count: int, members: int) -> None:
    from webapp import create_app  # assembles the site, which few other commands need

    app = create_app(config)
    services: Services = app.extensions["courtside"]
    asked = _questions(config.corpus_dir)
    _ask_all(app, asked[:WARM_UP])
    own = asked[WARM_UP:][:count]
    with holding(services.database.engine) as held:
        took = _ask_all(app, own)
    click.echo(f"一个接一个，{len(own)} 问：{_in_words(took)}；写锁 {_in_words(held)}")
    theirs = asked[WARM_UP + count :][: count * 2]
    began = perf_counter()
    with ThreadPoolExecutor(members) as pool, holding(services.database.engine) as held:
        parts = [theirs[each::members] for each in range(members)]
        took = list(chain(*pool.map(lambda part: _ask_all(app, part), parts)))
    rate = len(took) / (perf_counter() - began)
    click.echo(
        f"{members} 位同时，{len(took)} 问：每秒 {rate:.0f} 个，{_in_words(took)}；"
        f"写锁 {_in_words(held)}"
    )


def _questions(corpus: Path) -> list[str]:
    """Such as are answered and such as are not, in turns."""
    files = [read_judged(corpus / "judged" / name) for name in ("answerable.tsv", "refusals.tsv")]
    return [each.question for pair in zip(*files, strict=False) for each in pair]


def _ask_all(app: Flask, questions: Sequence[str]) -> list[float]:
    """Milliseconds each."""
    member, took = app.test_client(), []
    for each in questions:
        began = perf_counter()
        answer = member.post("/api/v1/ask", json={"question": each})
        took.append(1000 * (perf_counter() - began))
        if answer.status_code != 200:
            raise click.ClickException(f"{each}：{answer.status}")
    return took


@contextmanager
def holding(engine: Engine) -> Iterator[list[float]]:
    """For how many milliseconds each transaction kept SQLite's only write lock."""
    held: list[float] = []
    since: dict[int, float] = {}

    def take(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            since[id(connection.connection.dbapi_connection)] = perf_counter()

    def leave(dbapi_connection: object, _record: object) -> None:
        began = since.pop(id(dbapi_connection), None)
        if began is not None:
            held.append(1000 * (perf_counter() - began))

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("after_cursor_execute", take), ("checkin", leave),
    )  # fmt: skip
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield held
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


def _in_words(took: Sequence[float]) -> str:
    middle, slow = np.percentile(took, 50), np.percentile(took, 99)
    return f"中位 {middle:.1f} 毫秒，p99 {slow:.1f} 毫秒"
