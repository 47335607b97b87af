from dataclasses import replace

import click

from kb import clock
from kb.acts.seed import DEMO_ACCOUNTS, seed_people
from kb.acts.seed_cases import seed_cases
from kb.db import Database
from kb.people.password import Passwords
from webapp.cli.installed import bring_up, read_config
from webapp.config import Config
from webapp.logging import configure_logging

DEMO_PASSWORD = "courtside-demo"  # noqa: S105
"""printed for everybody who starts the demo, which listens on this machine only"""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000。")
def demo(port: int | None) -> None:
    """演示：建立知识库和演示账号，然后启动网站。"""
    config = read_config()
    # A terminal to look at, and not a log: only what goes wrong is told beside the welcome.
    config = replace(config, demo=True, port=port or config.port, log_level="WARNING")
    database = Database(config.database)
    bring_up(config, database)
    with database.writing() as session:
        seed_people(session, DEMO_PASSWORD, passwords=Passwords(), now=clock.now())
        seed_cases(session, now=clock.now())
    database.close()
    _welcome(config)
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


def _welcome(config: Config) -> None:
    click.echo(f"\n场边已启动：http://{config.host}:{config.port}")
    click.echo(f"员工入口：http://{config.host}:{config.port}/login，密码都是 {DEMO_PASSWORD}")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.login:<12} {account.role.label}  {account.name}")
    click.echo("按 Ctrl+C 停止。\n")


def _run(config: Config, workers: int) -> None:
    from webapp.cli.server import Server  # only serving needs it

    Server(config, workers).run()
