"""Commands about keeping the base true."""

import click

from kb import clock
from kb.acts.remind import remind as remind_owners
from webapp.cli.installed import open_database, read_config


@click.group()
def knowledge() -> None:
    """让知识保持正确。"""


@knowledge.command("remind")
def remind() -> None:
    """到了复核日期的条目转为待复核，并给负责人建任务。网站每天自己做一次；重复运行不会重复提醒。"""
    database = open_database(read_config())
    with database.writing() as session:
        found = remind_owners(session, now=clock.now())
    click.echo(f"新到期 {len(found.fell_due)} 条，待复核共 {len(found.open)} 条。")
    for each in found.open:
        click.echo(f"  {each}")
