"""Entries in and out by files."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from kb import clock
from kb.acts.archive import is_archive, restore_archive, write_archive
from kb.acts.import_entries import read_import, write_import
from kb.acts.set_up import loader
from kb.db import Database
from kb.errors import BadInput
from kb.knowledge.exchange import Format, write_file
from kb.knowledge.importing import WRITTEN, Fate, Intent, confirm, fates, find_import
from kb.knowledge.importing import wrong_rows as find_wrong_rows
from kb.knowledge.outgoing import newest_texts
from kb.knowledge.staging import findings_of
from kb.people.password import Passwords
from kb.people.person import by_login
from kb.people.rights import Right, may
from webapp.cli.installed import open_database, read_config

MOST_TOLD = 200


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@click.option("--submit", is_flag=True, help="写入后送审；默认存为草稿。")
@click.option("--skip-wrong", is_flag=True, help="有错的行跳过，其余照写。")
@click.option("--by", "login", metavar="LOGIN", help="以谁的名义；默认“语料载入”。")
def import_command(
    file: Path, dry_run: bool, submit: bool, skip_wrong: bool, login: str | None
) -> int:
    """从文件导入条目：.xlsx、.csv、.yaml、.jsonl，或整库导出的文件。有错时退出码为 1。"""
    config = read_config()
    with _open(file) as opened:
        if is_archive(opened):
            return _restore(Database(config.database), opened, dry_run=dry_run)
        database = open_database(config)
        by = _whose(database, login)
        number = _read(database, file.name, opened, by)
    counts = _tell(database, number)
    if dry_run or (counts[Fate.WRONG] and not skip_wrong):
        click.echo("没有写入。" if dry_run else "有错的行没有改好，什么都没有写入。")
        return 1 if counts[Fate.WRONG] else 0
    if any(counts[fate] for fate in WRITTEN):
        _write(database, number, Intent.REVIEW if submit else Intent.DRAFT, by)
    return 1 if counts[Fate.WRONG] else 0


@click.command("export")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice([each.value for each in Format]),
    help="默认按文件名的后缀。",
)
@click.option("--history", is_flag=True, help="整库：所有版本、审核、发布、贡献和历史（JSONL）。")
def export_command(target: Path, kind: str | None, history: bool) -> None:
    """把条目写成文件：.xlsx、.csv、.yaml 或 .jsonl。"""
    form = _form(target, kind)
    if history and form is not Format.JSONL:
        raise BadInput("整库导出只有 JSONL 一种格式。", code="history_is_jsonl")
    database = open_database(read_config())
    with database.reading() as session, target.open("wb") as file:
        if history:
            write_archive(session, file)
        else:
            write_file(form, file, lambda: newest_texts(session))
    click.echo(f"已写入 {target}。")


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise BadInput(f"读不到文件 {file}：{error.strerror}。", code="no_file") from error


def _form(target: Path, kind: str | None) -> Format:
    said = kind or target.suffix.removeprefix(".").lower().replace("yml", "yaml")
    if said not in set(Format):
        raise BadInput(
            f"不知道 {target.name} 要写成什么格式。",
            code="unknown_format",
            mend="请用 --format 指明 xlsx、csv、yaml 或 jsonl。",
        )
    return Format(said)


def _whose(database: Database, login: str | None) -> int:
    with database.writing() as session:
        if login is None:
            return loader(session, passwords=Passwords(), now=clock.now()).id
        found = by_login(session, login)
        if found is None or not may(found, Right.PROPOSE_KNOWLEDGE):
            raise BadInput(f"账号 {login} 不存在，或不能提交知识。", code="no_such_person")
        return found.id


def _read(database: Database, name: str, file: BinaryIO, by: int) -> int:
    counted = 0

    def count(more: int) -> None:
        nonlocal counted
        counted += more
        if sys.stderr.isatty():
            click.echo(f"\r已读取 {counted} 行", nl=False, err=True)

    number = read_import(database, name, file, by=by, now=clock.now(), progress=count)
    if sys.stderr.isatty():
        click.echo(err=True)
    return number


def _tell(database: Database, number: int) -> dict[Fate, int]:
    with database.reading() as session:
        counts = fates(session, number)
        for note in find_import(session, number).notes:
            click.echo(note, err=True)
        told = 0
        for row in find_wrong_rows(session, number):
            for finding in findings_of(row):
                told += 1
                if told <= MOST_TOLD:
                    click.echo(f"{row.entry_id or '（无编号）'} {finding}", err=True)
    if told > MOST_TOLD:
        click.echo(f"……共 {told} 处。", err=True)
    click.echo("，".join(f"{fate.label} {count} 行" for fate, count in counts.items()) + "。")
    return counts


def _write(database: Database, number: int, intent: Intent, by: int) -> None:
    now = clock.now()
    with database.writing() as session:
        confirm(session, number, intent, skip_wrong=True, by=by, now=now)
        counts = fates(session, number)
    length = sum(counts[fate] for fate in WRITTEN)
    with click.progressbar(length=length, label="写入", file=sys.stderr) as bar:
        write_import(database, number, now=now, progress=bar.update)
    where = "待审" if intent is Intent.REVIEW else "草稿"
    click.echo(f"已写入 {length} 条，现在是{where}；由另一位同事审核后发布。")


def _restore(database: Database, file: BinaryIO, *, dry_run: bool) -> int:
    database.migrate()
    with database.writing() as session:
        now = clock.now()
        counts = restore_archive(session, file, passwords=Passwords(), by=None, now=now)
        if dry_run:
            session.rollback()
    told = "，".join(f"{kind} {count}" for kind, count in counts.items())
    if dry_run:
        click.echo(f"文件完好（{told}），没有写入。")
    else:
        click.echo(f"已恢复整库：{told}。请再运行 courtside load，载入规则。")
    return 0
