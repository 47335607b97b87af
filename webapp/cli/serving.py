from dataclasses import replace

import click

from kb import clock
from kb.acts.seeding.cases import seed_cases
from kb.acts.seeding.people import DEMO_ACCOUNTS, seed_people
from kb.db import Database
from kb.people.password import Passwords
from webapp.cli.installed import bring_up, is_new, read_config
from webapp.cli.simulating import (
    DEMO_PASSWORD,
    MONTHS,
    SEED,
    before_all,
    begin,
    live_beside,
)
from webapp.cli.widget_demo import ORIGIN
from webapp.config import Config
from webapp.logging import configure_logging


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000。")
@click.option("--plain", is_flag=True, help="不生成三个月的模拟数据，只有少量示例。")
def demo(port: int | None, plain: bool) -> None:
    """演示：建立知识库和演示账号，然后启动网站。"""
    config = read_config()
    # A terminal to look at, and not a log: only what goes wrong is told beside the welcome.
    config = replace(config, demo=True, port=port or config.port, log_level="WARNING")
    now, database = clock.now(), Database(config.database)
    began = before_all(MONTHS, now) if is_new(database) and not plain else now
    bring_up(config, database, now=began)
    with database.writing() as session:
        seed_people(session, DEMO_PASSWORD, passwords=Passwords(), now=began)
        seed_cases(session, now=now)
    begun = None if plain else begin(database, MONTHS, SEED, mix=True, now=now)
    database.close()
    _welcome(config, begun is not None and begun.simulation.finished_at is None)
    if begun is not None and begun.ours:
        live_beside()
    _run(config, workers=1)


@click.command()
@click.option("--workers", default=2, type=click.IntRange(1, 64), help="进程数，默认 2。")
def serve(workers: int) -> None:
    """启动网站。"""
    config = read_config()
    # Here, once and in a sentence; a worker would tell it in a traceback, again and again.
    config.require_safe()
    database = Database(config.database)
    database.require_current()
    database.close()
    configure_logging(config.log_form, level=config.log_level)
    _run(config, workers)


def _welcome(config: Config, simulating: bool) -> None:
    click.echo(f"\n场边已启动：http://{config.host}:{config.port}")
    click.echo(f"员工入口：http://{config.host}:{config.port}/login，密码都是 {DEMO_PASSWORD}")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.login:<12} {account.role.label}  {account.name}")
    club = "" if config.port == Config.port else f" --club http://{config.host}:{config.port}"
    click.echo(f"嵌入其他网站的样子：scripts/courtside widget-demo{club}，再打开 {ORIGIN}")
    if simulating:
        click.echo("三个月的模拟数据正在后台生成，几分钟后各页都有内容；进度见员工页面的页首。")
    click.echo("按 Ctrl+C 停止。\n")


def _run(config: Config, workers: int) -> None:
    from webapp.cli.server import Server  # only serving needs it

    Server(config, workers).run()
