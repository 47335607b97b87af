"""The commands about the base as a whole: set up, load, check, rebuild."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kb.db import Database
from kb.knowledge import live
from reception import share_cache


@pytest.fixture
def data(tmp_path: Path, cache: Path) -> Path:
    """A data directory with nothing in it."""
    return share_cache(tmp_path / "data", cache)


def answers(data: Path) -> dict[str, str]:
    with (
        closing(Database(f"sqlite:///{data / 'courtside.db'}")) as database,
        database.reading() as session,
    ):
        return {each.id: each.answer for each in live(session)}


def test_the_first_use_sets_up_by_itself_also_where_an_earlier_one_was_cut_short(
    courtside: Callable[..., Any], data: Path
) -> None:
    assert courtside("db", "upgrade", data_dir=data).out == "数据库已是当前版本。\n"
    first = courtside("ask", "停车要钱吗", data_dir=data)
    assert (first.code, first.out) == (0, "停车免费。\n")
    assert first.err.startswith("首次使用，正在建立知识库……\n")
    second = courtside("check", data_dir=data)
    assert (second.out, second.err) == ("索引与数据库一致，共 2 条。\n", "")


def test_loading_says_what_is_new_changed_and_the_same(
    courtside: Callable[..., Any], data: Path, corpus: Path, tmp_path: Path
) -> None:
    assert courtside("load", data_dir=data).out == "新增 2 条，更新 0 条，未变 0 条。\n"
    other = shutil.copytree(corpus, tmp_path / "other")
    file = other / "faq/club.yaml"
    file.write_text(file.read_text("utf-8").replace("停车免费", "停车每小时5元"), "utf-8")
    assert courtside("load", str(other), data_dir=data).out == "新增 0 条，更新 1 条，未变 1 条。\n"
    assert answers(data)["parking"] == "停车每小时5元。"


def test_a_mistake_in_the_corpus_is_told_with_file_and_line_and_changes_nothing(
    courtside: Callable[..., Any], installed: Path, corpus: Path, tmp_path: Path
) -> None:
    before = answers(installed)
    other = shutil.copytree(corpus, tmp_path / "other")
    file = other / "faq/club.yaml"
    spoiled = file.read_text("utf-8").replace("每小时10元", "每小时99元").replace("venue", "hall")
    file.write_text(spoiled, "utf-8")
    ran = courtside("load", str(other))
    assert (ran.code, ran.out) == (2, "")
    assert "club.yaml:2: 没有“hall”这个 category。" in ran.err
    assert "club.yaml:4: 没有“hall”这个 department。" in ran.err
    assert answers(installed) == before


def test_the_index_may_be_damaged_or_deleted_and_comes_back(
    courtside: Callable[..., Any], data: Path
) -> None:
    courtside("load", data_dir=data)
    [segment] = (data / "index").glob("generation-*/*.seg")
    segment.write_bytes(segment.read_bytes()[:-1])
    assert courtside("index", "rebuild", data_dir=data).out == "已重建，共 2 条。\n"
    shutil.rmtree(data / "index")
    ran = courtside("check", data_dir=data)
    assert (ran.code, ran.out) == (0, "索引与数据库一致，共 2 条。\n")


def test_help_names_every_command(courtside: Callable[..., Any]) -> None:
    ran = courtside("--help")
    assert ran.code == 0
    assert all(f"\n  {each} " in ran.out for each in ("ask", "check", "db", "load", "serve"))
