"""Scores in a real browser: the month, one's own page, an opinion, on both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


@pytest.mark.parametrize("size", SIZES)
def test_scores_open_down_to_their_rows_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    log_in(page, "supervisor", PASSWORD)
    page.goto("/manage/scores")
    stands(page, seeded_violations)
    page.get_by_role("link", name="小王").click()
    expect(page.get_by_role("heading", name="三方评价")).to_be_visible()
    page.get_by_text("怎样算出来的").click()
    stands(page, seeded_violations)
    page.get_by_role("group", name="服务态度").get_by_label("5", exact=True).check()
    page.get_by_role("button", name="记下评价").click()
    expect(notice_on(page)).to_contain_text("评价已记下")
    page.get_by_role("link", name="：按时率的依据").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("按时率")
    stands(page, seeded_violations)
    for address in ("/manage/definitions#satisfaction", "/manage/scores/year",
                    "/manage/scores/departments/venue", "/me", "/me?month=2020-01"):  # fmt: skip
        page.goto(address)
        stands(page, seeded_violations)


def stands(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url
