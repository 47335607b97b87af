"""How long the pages of an open month take, printed and never asserted."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import click

from kb import clock
from kb.acts.seeding.people import seed_people
from kb.acts.set_up import set_up
from kb.appraisals.sealed_month import seal
from kb.counter import take_numbers
from kb.db import Database
from kb.history import record
from kb.knowledge.publication import SERIES, latest_number
from kb.kpi.contributing import score_contributions
from kb.people.password import Passwords
from kb.people.rights import Right, holders
from kb.period import Period, month_of, neighbour
from kb.policy import current
from kb.reports.contribution_inputs import contribution_inputs
from kb.reports.month import weigh_month
from kb.reports.service_inputs import service_inputs
from kb.tickets.opening import FIRST_NUMBER
from webapp.cli.bench_contributed import Contributed
from webapp.cli.bench_history import Past
from webapp.cli.bench_reports import A_YEAR, PASSWORD, log_in, take
from webapp.cli.installed import read_config
from webapp.config import Config

PAGES = (("agent", "/me"), ("agent", "/library/contributions"), ("manager", "/manage/scores"))


@click.command("kpi")
@click.option("--entries", default=2000, show_default=True, help="条目数。")
@click.option("--contributions", default=10, show_default=True, help="每个条目几条贡献。")
@click.option("--conversations", default=80_000, show_default=True, help="一年的对话数。")
@click.option("--seed", default=1, show_default=True, help="随机种子。")
def bench_kpi(entries: int, contributions: int, conversations: int, seed: int) -> None:
    """本月绩效和贡献的耗时：在一年的模拟历史上。历史留在数据目录里，下次直接用。"""
    config = read_config()
    folder = config.data_dir / f"bench-kpi-{entries}-{contributions}-{conversations}-{seed}"
    config = replace(Config(), demo=True, data_dir=folder, corpus_dir=config.corpus_dir)
    with closing(Database(config.database)) as database:
        if not (folder / "done").exists():
            _make(database, config, (entries, contributions, conversations), seed)
            (folder / "done").touch()
        for what, took in _read(database):
            click.echo(f"{what:<28} {took:6.0f} 毫秒")
    for what, took in _open(config):
        click.echo(f"{what:<28} {took:6.0f} 毫秒")


def _make(database: Database, config: Config, sizes: tuple[int, int, int], seed: int) -> None:
    entries, contributions, conversations = sizes
    now, chance = clock.now(), random.Random(seed)  # noqa: S311
    set_up(database, config.corpus_dir, passwords=Passwords(), now=now)
    with database.writing() as session:
        seed_people(session, PASSWORD, passwords=Passwords(), now=now)
        people = [each.id for each in holders(session, Right.PROPOSE_KNOWLEDGE)]
        number = latest_number(session)
        take_numbers(session, SERIES, entries * (contributions + 1))
    with closing(sqlite3.connect(Path(str(database.engine.url.database)))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        begin = now - timedelta(days=A_YEAR)
        base = Contributed(connection, people, begin, A_YEAR, chance, number)
        made = base.write(entries, contributions)
        Past(connection, made, people[0], begin, A_YEAR, chance).write(conversations)
        base.link_tickets(made)
        connection.execute("ANALYZE")
    for month in _over(begin, now):
        with database.writing() as session:
            seal(session, weigh_month(session, month, until=month.end), by=None, now=now)


def _over(begin: datetime, now: datetime) -> Iterator[Period]:
    """The months before this one: a club closes each in its time."""
    month = month_of(begin)
    while month.end <= now:
        yield month
        month = neighbour(month, 1)


def _read(database: Database) -> Iterator[tuple[str, float]]:
    now = clock.now()
    period = month_of(now)
    with database.reading() as session:
        policies = current(session, now)
        began = perf_counter()
        inputs = contribution_inputs(session, period, until=now)
        yield "读贡献", _since(began)
        began = perf_counter()
        score_contributions(inputs, policies.contribution, period)
        yield "算贡献", _since(began)
        began = perf_counter()
        service_inputs(session, period, policies, until=now)
        yield "读服务", _since(began)


def _open(config: Config) -> Iterator[tuple[str, float]]:
    """Each page for the first time, by a process that has computed nothing, and again."""
    from webapp import create_app  # assembles the site, which no other command needs

    for login, path in PAGES:
        client = create_app(config).test_client()
        log_in(client, login)
        yield f"{path} 第一次", take(client, path)
        yield f"{path} 再打开", take(client, path)
        _act(config)
        yield f"{path} 有人做了事", take(client, path)


def _act(config: Config) -> None:
    """Somebody leaves a note, after which no open month is as it was."""
    now = clock.now()
    with closing(Database(config.database)) as database, database.writing() as session:
        record(session, "noted", "ticket", FIRST_NUMBER, by=None, now=now)


def _since(began: float) -> float:
    return 1000 * (perf_counter() - began)
