"""Dashboards and reports in a real browser: charts drawn from the tables, without barriers, and on
paper."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, resize
from visitor import PASSWORD

BOARDS = ("overview", "service", "knowledge", "reports/satisfaction", "reports/weekly", "reports")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("size", SIZES)
def test_every_board_is_drawn_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    log_in(page, "manager", PASSWORD)
    for at, board in enumerate(BOARDS):
        page.emulate_media(color_scheme=SCHEMES[at % 2])
        page.goto(f"/manage/{board}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_sideways_scroll(page)
        assert seeded_violations() == [], board


def test_a_chart_stands_above_its_table_and_the_paper_has_both(
    seeded_page: Page, seeded_violations: Callable[[], list[str]]
) -> None:
    page = seeded_page
    log_in(page, "manager", PASSWORD)
    expect(page).to_have_url(re.compile(r"/manage/overview$"))
    levels = page.locator(".exhibit", has=page.get_by_role("heading", name="张工单"))
    chart = levels.locator(".chart")
    expect(chart.locator("svg")).to_be_visible()
    expect(chart).to_contain_text("二级")
    table = levels.get_by_role("table")
    expect(table).to_be_hidden()
    levels.get_by_text("表格", exact=True).press("Enter")
    expect(table.get_by_role("rowheader")).to_have_text(["一级", "二级", "三级"])
    page.keyboard.press("t")
    assert seeded_violations() == []
    expect(page.locator(".exhibit__table:not([open])")).to_have_count(0)
    page.keyboard.press("t")
    expect(table).to_be_hidden()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    expect(table).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.get_by_role("navigation", name="看板和报表")).to_be_hidden()
    expect(page.locator("html")).to_have_css("color-scheme", "light")
    expect(chart.locator("svg")).to_be_visible()


def test_filters_are_chosen_and_kept_in_the_address(seeded_page: Page) -> None:
    page = seeded_page
    log_in(page, "supervisor", PASSWORD)
    page.goto("/manage")
    expect(page).to_have_url(re.compile(r"/manage/service$"))
    page.get_by_label("分类").select_option(label="场地")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_label("分类")).to_have_value("venue")
    page.get_by_role("link", name="按季").click()
    expect(page).to_have_url(re.compile(r"service\?period=\d+-Q\d&category=venue$"))
    page.get_by_text("自选日期").click()
    page.get_by_label("从", exact=True).fill("2026-11-01")
    page.get_by_label("到（含）").fill("2026-11-03")
    page.get_by_role("button", name="按这些日期看").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("11月1日至11月3日")
    expect(page.get_by_label("分类")).to_have_value("venue")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename == "服务看板-2026-11-01..2026-11-03.xlsx"
