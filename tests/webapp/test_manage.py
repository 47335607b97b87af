"""Dashboards and reports over the web: who sees which, what they count, and the files."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from club import Clubs
from kb import clock
from kb.clock import to_local
from kb.db import Database
from kb.kpi.measures import MEASURES
from kb.reports.tallies.keeping import keep_level
from visitor import Visitor
from webapp import create_app
from webapp.cli.bench_history import Past
from webapp.config import Config

BOARDS = ("overview", "service", "knowledge", "reports/satisfaction")
REPORTS = ("reports/weekly", "reports/complaints")


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory, clubs: Clubs) -> Iterator[Flask]:
    """With a simulated past of forty days, half of it counted."""
    config = Config(
        demo=True,
        data_dir=clubs.copy(tmp_path_factory.mktemp("lively") / "data"),
        limit_login_address="1000 per minute",
        limit_login_account="1000 per minute",
    )
    for part in range(2):
        live_through(config, part)
    app = create_app(config)
    yield app
    app.extensions["courtside"].database.close()


def live_through(config: Config, part: int) -> None:
    with closing(Database(config.database)) as database:
        keep_level(database, now=clock.now())
        with closing(sqlite3.connect(str(database.engine.url.database))) as connection:
            begin = clock.now() - timedelta(days=40)
            past = Past(connection, ["parking", "=1+1"], 1, begin, 39, random.Random(part))
            past.write(150)


@pytest.fixture
def enter(club: Flask) -> Callable[[str], Visitor]:
    return lambda login: Visitor(club.test_client()).log_in(login)


@pytest.mark.parametrize(
    ("login", "leads_to", "sees"),
    [
        ("manager", "overview", {*BOARDS, *REPORTS, "reports"}),
        ("supervisor", "service", {*BOARDS, *REPORTS, "reports"}),
        ("maintainer", "knowledge", {"knowledge"}),
        ("department", "department", {"department"}),
        ("agent", None, set()),
    ],
)
def test_each_role_has_its_boards(
    enter: Callable[[str], Visitor], login: str, leads_to: str | None, sees: set[str]
) -> None:
    visitor = enter(login)
    home = visitor.get("/manage")
    assert home.location == (f"/manage/{leads_to}" if leads_to else None)
    for each in (*BOARDS, *REPORTS, "reports", "department"):
        wanted = 200 if each in sees else 403
        assert visitor.get(f"/manage/{each}").status_code == wanted, each
        if each not in {"reports", "department"}:
            assert visitor.get(f"/manage/{each}/file").status_code == wanted, each


def test_page_and_workbook_say_the_same(enter: Callable[[str], Visitor]) -> None:
    """Also of what was not counted yet; and no text of a member's is a formula."""
    manager = enter("manager")
    today = to_local(clock.now()).date()
    period = f"{today - timedelta(days=30)}..{today}"
    page = manager.get(f"/manage/knowledge?period={period}").text
    book = load_workbook(BytesIO(manager.get(f"/manage/knowledge/file?period={period}").data))
    summary = {row[0]: row[1] for row in book["汇总"].iter_rows(min_row=4, values_only=True)}
    assert summary["命中率"] is not None
    for label in ("命中率", "覆盖率", "确认解决率", "推定解决率"):
        assert f">{label}</a>" in page
        assert f">{summary[label]}<" in page.replace(".0<", "<").replace(" ", "")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    told = [row[0] for row in book["口径"].iter_rows(min_row=2, values_only=True)]
    assert MEASURES["coverage"].label in told


def test_filters_narrow_and_stand_in_the_address(enter: Callable[[str], Visitor]) -> None:
    manager = enter("manager")
    year = to_local(clock.now() - timedelta(days=20)).year  # of which enough was lived through
    whole = manager.get(f"/manage/overview?period={year}").text
    narrow = manager.get(f"/manage/overview?period={year}&category=venue&channel=phone").text
    assert "占" in whole
    assert 'value="venue" selected' in narrow
    assert f"period={year - 1}&amp;category=venue&amp;channel=phone" in narrow
    assert whole.count("会员") > narrow.count("会员")


@pytest.mark.parametrize(
    "asked",
    [
        "overview?period=2026-13", "overview?period=x", "overview?period=2026-11-09..2026-11-01",
        "overview?from=2026-11-01&until=gestern", "overview?category=cats", "service?level=4",
        "service?channel=1", "reports/weekly?period=2026-11", "reports/complaints?period=2026",
        "overview?period=2026-02-30..2026-03-01",
    ],
)  # fmt: skip
def test_what_cannot_be_looked_at_is_refused_with_a_word(
    enter: Callable[[str], Visitor], asked: str
) -> None:
    answer = enter("manager").get(f"/manage/{asked}")
    assert answer.status_code == 400, answer.text


def test_a_time_without_anything_says_so(enter: Callable[[str], Visitor]) -> None:
    manager = enter("manager")
    for each in BOARDS:
        page = manager.get(f"/manage/{each}?period=2019-05").text
        assert "没有" in page
        assert "Traceback" not in page


def test_without_the_charts_the_tables_stand_and_it_is_said(
    enter: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("webapp.manage.charts.LIBRARY", tmp_path / "none.js")
    page = enter("manager").get("/manage/overview").text
    assert "没有装图表组件" in page
    assert "echarts" not in page
    assert '<details class="exhibit__table" open>' in page
