"""A data directory that a command cannot work with: one sentence says what, and how to mend it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from faults import no_file_beyond

Spoil = Callable[[Path], object]


def replace_by(raw: bytes) -> Spoil:
    return lambda file: file.write_bytes(raw)


def tear(file: Path) -> None:
    """All pages after the first."""
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[:4096] + b"\xa5" * (size - 4096))


def from_the_future(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")


def become_a_directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILT = {
    "not a database": (replace_by(b"PK\x03\x04" * 2000), "数据库文件已损坏"),
    "torn": (tear, "数据库文件已损坏"),
    "newer": (from_the_future, "请安装新版本的程序"),
    "a directory": (become_a_directory, "打不开数据库文件"),
}
COMMANDS = (("ask", "停车要钱吗"), ("check",), ("db", "upgrade"), ("tick",))


@pytest.fixture
def spoilable(installed: Path, tmp_path: Path) -> Path:
    """A data directory with the database alone: nothing here gets so far as to need more."""
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(installed / "courtside.db")) as whole,
        closing(sqlite3.connect(data_dir / "courtside.db")) as copied,
    ):
        whole.backup(copied)
    return data_dir


def refused(ran: Any, said: str) -> None:
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.rstrip().endswith("。")
    for inside in ("Traceback", "sqlite3", "sqlalche", "PRAGMA"):
        assert inside not in ran.err


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=list(SPOILT))
def test_a_database_that_cannot_be_read_is_told_in_a_sentence(
    courtside: Callable[..., Any], spoilable: Path, spoil: Spoil, said: str
) -> None:
    spoil(spoilable / "courtside.db")
    for command in COMMANDS:
        refused(courtside(*command, data_dir=spoilable), said)


def test_a_database_that_another_program_holds_is_told_in_a_sentence(
    courtside: Callable[..., Any], spoilable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.db.database.BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(spoilable / "courtside.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused(courtside("tick", data_dir=spoilable), "被另一个程序占用")


def test_a_data_directory_that_is_a_file_is_named(
    courtside: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "data"
    file.touch()
    refused(courtside("check", data_dir=file), f"{file}：")
    refused(courtside("check", data_dir=file / "below"), "不是目录")


def test_a_file_that_cannot_be_written_is_named(
    courtside: Callable[..., Any], tmp_path: Path
) -> None:
    target = tmp_path / "nowhere" / "条目.csv"
    refused(courtside("export", str(target)), f"{target}：没有这个文件或目录")


def test_a_disk_that_is_full_is_told_in_a_sentence(
    courtside: Callable[..., Any], spoilable: Path, tmp_path: Path
) -> None:
    with no_file_beyond(10):
        ran = courtside("export", str(tmp_path / "条目.csv"), data_dir=spoilable)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "空间" in ran.err
