import random
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from sqlalchemy import select

from kb import clock
from kb.acts.import_entries import read_import, write_import
from kb.acts.set_up import loader
from kb.db import Database
from kb.knowledge import Content
from kb.knowledge.exchange import Format, write_file
from kb.knowledge.importing import Intent, confirm
from kb.people.password import Passwords
from kb.people.person import Person
from kb.terms import Audience, Category, Department

WORDS = "羽毛球 网球 场地 预约 收费 时间 会员 年卡 停车 教练 退款 比赛 报名 更衣室 课程"
KINDS = click.Choice([each.value for each in Format])


@click.command("import")
@click.option("--rows", default=10_000, help="行数。")
@click.option("--format", "kinds", type=KINDS, multiple=True, help="格式；默认每种都量。")
@click.option("--seed", default=1, help="随机种子。")
def bench_import(rows: int, kinds: tuple[str, ...], seed: int) -> None:
    """从文件导入的速度和内存：在一个临时的空知识库里。"""
    for kind in kinds or tuple(Format):
        with TemporaryDirectory() as folder:
            file = Path(folder, f"entries.{kind}")
            # In a process of its own: what this needs is no part of the measure.
            with ProcessPoolExecutor(1, get_context("spawn")) as other:
                other.submit(_prepare, file, rows, seed).result()
            _measure(file, Format(kind), rows)


def _prepare(file: Path, rows: int, seed: int) -> None:
    """The file, and beside it an empty base."""
    with file.open("wb") as opened:
        write_file(Format(file.suffix[1:]), opened, lambda: _texts(rows, seed))
    database = _base(file)
    database.migrate()
    with database.writing() as session:
        loader(session, passwords=Passwords(), now=clock.now())
    database.close()


def _base(file: Path) -> Database:
    return Database(f"sqlite:///{file.with_suffix('.db')}")


def _measure(file: Path, kind: Format, rows: int) -> None:
    database = _base(file)
    with database.reading() as session:
        by = session.scalars(select(Person.id)).one()
    began, before = perf_counter(), _peak()
    with file.open("rb") as opened:
        number = read_import(database, file.name, opened, by=by, now=clock.now())
    read = perf_counter()
    with database.writing() as session:
        confirm(session, number, Intent.REVIEW, skip_wrong=False, by=by, now=clock.now())
    write_import(database, number, now=clock.now())
    done = perf_counter()
    database.close()
    click.echo(
        f"{kind:<5} {rows} 行，{file.stat().st_size / 1e6:.1f} MB："
        f"读取和比对 {read - began:.1f} 秒，"
        f"写入 {done - read:.1f} 秒，每秒 {rows / (done - began):.0f} 行；"
        f"内存峰值 {_peak():.0f} MB，其中导入增加 {_peak() - before:.0f} MB"
    )


def _peak() -> float:
    """Megabytes this process ever held at once; it never falls."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def _texts(rows: int, seed: int) -> Iterator[tuple[str, Content]]:
    chance = random.Random(seed)  # noqa: S311
    words = WORDS.split()
    for number in range(rows):
        said = "".join(chance.choices(words, k=5))
        yield (
            f"bench-{number}",
            Content(
                question=f"{said}第{number}号怎么办？",
                answer="。".join("".join(chance.choices(words, k=12)) for _ in range(4)),
                variants=tuple(f"{chance.choice(words)}{said}{number}之{n}" for n in range(5)),
                short=f"{said}请问前台。",
                category=chance.choice(list(Category)),
                department=chance.choice(list(Department)),
                audience=Audience.MEMBER,
                tags=(chance.choice(words),),
            ),
        )
