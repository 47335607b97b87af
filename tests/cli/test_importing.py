"""Entries in and out by the commands."""

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kb.acts.set_up import set_up
from kb.db import Database
from kb.knowledge import EntryState, find_entry, find_revision
from world import MORNING, PASSWORDS

Run = Callable[..., Any]
HEAD = "编号,标准问,标准答案,分类,对象\r\n"
TENNIS = "tennis,网球怎么收费？,每小时20元。,场地,会员\r\n"


@pytest.fixture
def data(tmp_path: Path, corpus: Path) -> Path:
    """Of an installation of its own, with the two entries of the corpus."""
    folder = tmp_path / "data"
    with closing(Database(f"sqlite:///{folder / 'courtside.db'}")) as database:
        set_up(database, corpus, passwords=PASSWORDS, now=MORNING)
    return folder


def handed(tmp_path: Path, text: str, name: str = "改动.csv", encoding: str = "utf-8") -> str:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return str(file)


def state_of(data: Path, entry_id: str) -> EntryState:
    with (
        closing(Database(f"sqlite:///{data / 'courtside.db'}")) as database,
        database.reading() as session,
    ):
        return find_entry(session, entry_id).state


def test_a_file_becomes_drafts_and_the_second_time_nothing(
    courtside: Run, data: Path, tmp_path: Path
) -> None:
    file = handed(tmp_path, HEAD + TENNIS)
    dry = courtside("import", file, "--dry-run", data_dir=data)
    assert (dry.code, dry.lines[-1]) == (0, "没有写入。")
    ran = courtside("import", file, data_dir=data)
    assert ran.code == 0
    assert ran.lines == [
        "新增 1 行，有改动 0 行，没有变化 0 行，有错 0 行。",
        "已写入 1 条，现在是草稿；由另一位同事审核后发布。",
    ]
    assert state_of(data, "tennis") is EntryState.DRAFT
    again = courtside("import", file, data_dir=data)
    assert again.lines == ["新增 0 行，有改动 0 行，没有变化 1 行，有错 0 行。"]


def test_submit_sends_to_review(courtside: Run, data: Path, tmp_path: Path) -> None:
    assert courtside("import", handed(tmp_path, HEAD + TENNIS), "--submit", data_dir=data).code == 0
    assert state_of(data, "tennis") is EntryState.IN_REVIEW


def test_wrong_rows_are_told_with_their_cells_and_nothing_is_written(
    courtside: Run, data: Path, tmp_path: Path
) -> None:
    file = handed(tmp_path, HEAD + TENNIS + "bad,问？,,场地,会员\r\n")
    ran = courtside("import", file, data_dir=data)
    assert ran.code == 1
    assert "bad C3：缺少标准答案。请补上标准答案。" in ran.err
    assert ran.lines[-1] == "有错的行没有改好，什么都没有写入。"
    skipped = courtside("import", file, "--skip-wrong", data_dir=data)
    assert (skipped.code, skipped.lines[-1][:5]) == (1, "已写入 1")


def test_gb18030_is_said(courtside: Run, data: Path, tmp_path: Path) -> None:
    file = handed(tmp_path, HEAD + TENNIS, encoding="gb18030")
    ran = courtside("import", file, data_dir=data)
    assert "GB18030" in ran.err
    with (
        closing(Database(f"sqlite:///{data / 'courtside.db'}")) as database,
        database.reading() as session,
    ):
        assert find_revision(session, "tennis", 1).question == "网球怎么收费？"


@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml", "jsonl"])
def test_an_export_is_unchanged_when_it_comes_back(
    courtside: Run, data: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"条目.{kind}"
    assert courtside("export", str(file), data_dir=data).code == 0
    first = file.read_bytes()
    ran = courtside("import", str(file), data_dir=data)
    assert ran.lines[0] == "新增 0 行，有改动 0 行，没有变化 2 行，有错 0 行。"
    courtside("export", str(file), data_dir=data)
    assert file.read_bytes() == first
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(first))
        assert book.active["B1"].value == "标准问"


def test_the_whole_base_comes_back_into_an_empty_one(
    courtside: Run, data: Path, tmp_path: Path
) -> None:
    file, other = tmp_path / "整库.jsonl", tmp_path / "other"
    assert courtside("export", str(file), "--history", data_dir=data).code == 0
    looked = courtside("import", str(file), "--dry-run", data_dir=other)
    assert "没有写入" in looked.out
    restored = courtside("import", str(file), data_dir=other)
    assert (restored.code, "entry 2" in restored.out) == (0, True)
    again = tmp_path / "again.jsonl"
    assert courtside("load", data_dir=other).code == 0
    courtside("export", str(again), "--history", data_dir=other)
    assert again.read_bytes() == file.read_bytes()
    refused = courtside("import", str(file), data_dir=data)
    assert (refused.code, "已经有条目" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "没有.xlsx"], "读不到文件"),
        (["import", "."], "读不到文件"),
        (["export", "条目.doc"], "什么格式"),
        (["export", "条目.xlsx", "--history"], "只有 JSONL"),
    ],
)
def test_what_cannot_be_done_is_told(
    courtside: Run, data: Path, arguments: list[str], told: str
) -> None:
    ran = courtside(*arguments, data_dir=data)
    assert (ran.code, told in ran.err) == (2, True)


def test_a_foreign_name_is_refused(courtside: Run, data: Path, tmp_path: Path) -> None:
    file = handed(tmp_path, HEAD + TENNIS)
    ran = courtside("import", file, "--by", "nobody", data_dir=data)
    assert (ran.code, "nobody" in ran.err) == (2, True)


def test_the_timing_runs(courtside: Run) -> None:
    ran = courtside("bench", "import", "--rows", "20", "--format", "csv")
    assert ran.code == 0
    assert "每秒" in ran.out
