"""Commands for what happens as time passes."""

import signal
import threading

import click

from kb import clock
from kb.acts.on_duty import OnDuty
from kb.db import Database
from kb.deadlines.days import doubts
from webapp.channels import channels_of
from webapp.cli.installed import open_database, read_config
from webapp.delivering import start_delivering
from webapp.logging import configure_logging
from webapp.mailing import account_of, start_fetching
from webapp.ticking import go_round, keep_going


@click.command()
def tick() -> None:
    """到点的时限提醒、标记超时并上报，一次。"""
    database = open_database(read_config())
    done = list(go_round(database))
    click.echo("\n".join(done) or "没有到点的时限。")
    _tell_doubts(database)


@click.command()
@click.option(
    "--every", default=15, show_default=True, type=click.IntRange(1, 3600), help="每隔几秒看一次。"
)
def worker(every: int) -> None:
    """一直看着时限，收信，送出提醒和回信，直到收到 SIGTERM 或 Ctrl+C。网站进程也做，另开更稳。"""
    config = read_config()
    database = open_database(config)
    configure_logging(config.log_form, level=config.log_level)
    stopping = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    _tell_doubts(database)
    start_delivering(database, channels_of(config), every, site=config.site_url)
    if account_of(config) is not None:
        on_duty = OnDuty(database, config.corpus_dir, config.data_dir)
        start_fetching(config, database, lambda: on_duty.serving.assistant, every)
    keep_going(database, every, stopping)


def _tell_doubts(database: Database) -> None:
    with database.reading() as session:
        for each in doubts(session, clock.now()):
            what = "还没有载入节假日" if each.missing else "的节假日是推算的，还没有按公布的核对"
            click.echo(f"服务日历：{each.year} 年{what}。", err=True)
