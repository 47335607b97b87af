"""How long dashboards take on a year of conversations, printed and never asserted."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import click
from flask.testing import FlaskClient

from kb import clock
from kb.acts.seeding.people import seed_people
from kb.acts.set_up import set_up
from kb.clock import to_local
from kb.db import Database
from kb.knowledge.publication import live
from kb.people.password import Passwords
from kb.people.person import by_login
from kb.reports.tallies.keeping import keep_level
from webapp.cli.bench_history import Past
from webapp.cli.installed import read_config
from webapp.config import Config

A_YEAR = 365
TIMES = 5
PASSWORD = "bench-of-reports"  # noqa: S105 - of a club that nobody else reaches
PAGES = (
    *(("manager", "overview"), ("supervisor", "service"), ("maintainer", "knowledge")),
    *(("department", "department"), ("manager", "reports/weekly")),
    *(("manager", "reports/complaints"), ("manager", "reports/satisfaction")),
)
BY_YEAR = ("overview", "service", "knowledge", "department", "reports/satisfaction")


@click.command("reports")
@click.option("--conversations", default=1_000_000, show_default=True, help="对话数。")
@click.option("--seed", default=1, show_default=True, help="随机种子。")
def bench_reports(conversations: int, seed: int) -> None:
    """看板和报表的耗时：在一年的模拟历史上，每页取五次的中位数。历史留在数据目录里，下次直接用。"""
    config = read_config()
    folder = config.data_dir / f"bench-reports-{conversations}-{seed}"
    config = replace(Config(), demo=True, data_dir=folder, corpus_dir=config.corpus_dir)
    database = Database(config.database)
    if not (folder / "done").exists():
        _make(database, config, conversations, seed)
        (folder / "done").touch()
    database.close()
    for path, took in _time(config):
        click.echo(f"{path:<34} {took:6.0f} 毫秒")


def _make(database: Database, config: Config, conversations: int, seed: int) -> None:
    now = clock.now()
    set_up(database, config.corpus_dir, passwords=Passwords(), now=now)
    with database.writing() as session:
        seed_people(session, PASSWORD, passwords=Passwords(), now=now)
        owner = by_login(session, "agent")
        entries = [each.id for each in live(session, now)]
    began = perf_counter()
    with closing(sqlite3.connect(Path(str(database.engine.url.database)))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        begin = now - timedelta(days=A_YEAR)
        chance = random.Random(seed)  # noqa: S311
        Past(connection, entries, owner.id if owner else 1, begin, A_YEAR, chance).write(
            conversations
        )
        connection.execute("ANALYZE")
    written = perf_counter()
    click.echo(f"写入 {conversations} 个对话：{written - began:.0f} 秒")
    counted = keep_level(database, now=now)
    click.echo(f"计入 {counted} 条记录：{perf_counter() - written:.0f} 秒")


def _time(config: Config) -> Iterator[tuple[str, float]]:
    """Milliseconds a page, the whole of it."""
    from webapp import create_app  # assembles the site, which no other command needs

    app = create_app(config)
    year = to_local(clock.now()).year
    for login, name in PAGES:
        client = app.test_client()
        log_in(client, login)
        paths = [f"/manage/{name}"]
        if name in BY_YEAR:
            paths.append(f"/manage/{name}?period={year}")
        for path in paths:
            yield path, median(take(client, path) for _ in range(TIMES))


def log_in(client: FlaskClient, login: str) -> None:
    page = client.get("/login").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "login": login, "password": PASSWORD}
    client.post("/login", data=form)


def take(client: FlaskClient, path: str) -> float:
    began = perf_counter()
    answer = client.get(path)
    took = 1000 * (perf_counter() - began)
    if answer.status_code != 200:
        raise click.ClickException(f"{path}：{answer.status}")
    return took
