"""Commands for what dashboards count by the day."""

import click

from kb import clock
from kb.db import Database
from kb.reports.tallies.keeping import differences, keep_level, start_anew
from webapp.cli.installed import open_database, read_config

MOST_TOLD = 20


@click.group()
def tallies() -> None:
    """看板用的每日统计，由历史得来，可以随时重算。"""


@tallies.command()
def check() -> int:
    """和从头计算的结果核对；不一致时退出码为 1。"""
    database = open_database(read_config())
    _keep_level(database)
    with database.reading() as session:
        found = list(differences(session))
    for each in found[:MOST_TOLD]:
        click.echo(each)
    mend = f"有 {len(found)} 处不一致，请运行 courtside tallies rebuild。"
    click.echo(mend if found else "一致。")
    return 1 if found else 0


@tallies.command()
def rebuild() -> None:
    """从头重算。期间看板会说数字还在补。"""
    database = open_database(read_config())
    with database.writing() as session:
        start_anew(session)
    click.echo(f"已计入 {_keep_level(database)} 条记录。")


def _keep_level(database: Database) -> int:
    return keep_level(database, now=clock.now())
