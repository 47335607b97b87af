"""A quarter of made-up work, so that every page has something to show."""

import gc
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.acts.simulate.beginning import MOST_MONTHS, begin_simulation, span_of
from kb.acts.simulate.live import Life
from kb.acts.simulate.simulation import (
    Simulation,
    at_work_already,
    is_underway,
    simulation_of,
)
from kb.acts.simulate.summary import summary_of
from kb.db import Database
from kb.errors import CourtsideError
from kb.people.password import Passwords
from kb.people.person import colleagues
from webapp.cli.installed import bring_up, is_new, open_installed, read_config
from webapp.config import Config

DEMO_PASSWORD = "courtside-demo"  # noqa: S105
"""printed for everybody who starts the demo, which listens on this machine only"""
MONTHS, SEED = 3, 1
BREATH = 0.12
"""seconds; who waits for SQLite's write lock asks for it every tenth of a second"""
GO_ON = "已有的数据不受影响。下次启动演示时，从停下的地方接着生成。"


@click.command("demo-data")
@click.option(
    "--months", default=MONTHS, show_default=True, type=click.IntRange(1, MOST_MONTHS),
    help="到昨天为止的几个月。",
)  # fmt: skip
@click.option("--seed", default=SEED, show_default=True, type=click.IntRange(0), help="随机种子。")
@click.option("--yes-mix", is_flag=True, help="已经有会员的对话也照样生成，和真实数据混在一起。")
def demo_data(months: int, seed: int, yes_mix: bool) -> None:
    """生成模拟数据：一个俱乐部几个月的提问、工单、投诉和知识。中断了再运行，从停下的地方接着来。"""
    config, now = read_config(), clock.now()
    database = Database(config.database)
    if is_new(database):
        bring_up(config, database, now=before_all(months, now))
    database.require_current()
    begun = begin(database, months, seed, mix=yes_mix, now=now)
    if begun.simulation.finished_at is not None:
        click.echo("模拟数据已经有了，没有再生成：")
    elif begun.ours:
        _show(begun.simulation, live(config))
    else:
        raise at_work_already()
    with database.reading() as session:
        found = simulation_of(session)
        click.echo("\n".join(summary_of(session, found)) if found else "")


def before_all(months: int, now: datetime) -> datetime:
    """When the base is loaded, so that it was there when the first member asked."""
    return span_of(months, now)[0] - timedelta(hours=1)


@dataclass(frozen=True)
class Begun:
    """`ours`: there is something to live through, and nobody else is at work on it."""

    simulation: Simulation
    ours: bool


def begin(database: Database, months: int, seed: int, *, mix: bool, now: datetime) -> Begun:
    """Begun, or taken up where it ended: from here on clocks wait for it. Nobody knows the
    passwords of accounts that are made where others work already."""
    with database.writing() as session:
        at_work = is_underway(session, now=now)
        others = any(each.active for each in colleagues(session))
        password = secrets.token_urlsafe(32) if others else DEMO_PASSWORD
        simulation = begin_simulation(
            session, months, seed, password=password, passwords=Passwords(), mix=mix, now=now
        )
        ours = simulation.finished_at is None and not at_work
        if ours:
            simulation.beat_at = now
        return Begun(simulation, ours)


def live(config: Config) -> Iterator[datetime]:
    """Up to which moment it has come, again and again, until nothing is left."""
    installed = open_installed(config)
    with installed.database.reading() as session:
        simulation = simulation_of(session)
    if simulation is not None:
        gc.freeze()  # the base in memory is no garbage, and large
        life = Life(
            installed.database, installed.follower, installed.assistant, config.corpus_dir,
            clock.now,
        )  # fmt: skip
        yield from life.go_on(simulation)


def live_beside() -> None:
    """In a process of its own, while the site serves; it ends when this one does. Nothing that the
    server forks may hold it for a child of its own, as it would one of `multiprocessing`."""
    program = "from webapp.cli.simulating import live_quietly; live_quietly()"
    subprocess.Popen([sys.executable, "-P", "-c", program], stdin=subprocess.DEVNULL)  # noqa: S603


def live_quietly() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this one ends it
    os.nice(10)  # who looks at a page goes first
    parent = os.getppid()
    try:
        for _ in live(read_config()):
            if os.getppid() != parent:
                return
            time.sleep(BREATH)
    except (CourtsideError, SQLAlchemyError) as error:
        why = getattr(error, "orig", None) or error  # without the statement that failed
        click.echo(f"模拟数据没有生成完：{why}\n{GO_ON}", err=True)


def _show(simulation: Simulation, moments: Iterator[datetime]) -> None:
    whole = (simulation.until - simulation.since) // timedelta(hours=1)
    done = (simulation.through - simulation.since) // timedelta(hours=1)
    with click.progressbar(length=whole, label="生成模拟数据", file=None) as bar:
        bar.update(done)
        for moment in moments:
            passed = (moment - simulation.since) // timedelta(hours=1)
            bar.update(passed - done)
            done = passed
