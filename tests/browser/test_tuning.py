"""Changing the lexicon in a real browser: tried, saved, found in the history, and taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD

LONG = 120_000
"""milliseconds, for a machine that has much else to do"""


@pytest.mark.parametrize("size", SIZES)
def test_the_lexicon_is_changed_and_put_back_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    def has_no_barriers() -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_sideways_scroll(page)
        assert violations() == [], page.url

    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    for path in ("hot", "try?try=请问一下打羽毛球多少钱", "thresholds", "lexicon?section=fillers"):
        page.goto(f"/library/{path}")
        has_no_barriers()
    page.emulate_media(color_scheme="dark")
    page.goto("/library/lexicon?section=rewrites")
    page.get_by_role("link", name="添加改写").click()
    page.get_by_label("会员写的").fill("羽毛球")
    page.get_by_label("意思是").fill("网球")
    page.get_by_label("拿一个问题试").fill("甲乙球怎么收费")
    page.get_by_role("button", name="看会改变什么").click()
    expect(page.get_by_role("alert")).to_be_focused()
    has_no_barriers()
    page.get_by_label("会员写的").fill("甲乙球")
    page.get_by_label("意思是").fill("羽毛球")
    page.get_by_role("button", name="看会改变什么").click()
    expect(page.get_by_role("heading", name="改动以后")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("正在用核对用的问题")).not_to_be_visible(timeout=LONG)
    has_no_barriers()
    page.get_by_label("为什么改").fill("会员这么写")
    page.get_by_role("button", name="保存").click()
    expect(notice_on(page)).to_contain_text("已保存", timeout=LONG)
    page.get_by_role("link", name="改动记录").click()
    has_no_barriers()
    page.get_by_role("link", name="添加改写“甲乙球”").first.click()
    expect(page.get_by_text("正在用核对用的问题")).not_to_be_visible(timeout=LONG)
    has_no_barriers()
    page.get_by_label("为什么撤回").fill("试完了")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(notice_on(page)).to_contain_text("已保存", timeout=LONG)
