"""The registers in a real browser: a draft keeps itself, offline too, and two tabs are told apart;
a form is handed in and printed, without barriers at either size."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


def has_no_barriers(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url


def test_a_draft_keeps_itself_and_loses_nothing(page: Page) -> None:
    log_in(page, "agent", PASSWORD)
    page.goto("/registers/incoming-call/new")
    kept = page.get_by_text("草稿已自动保存")
    page.get_by_label("客户姓名").fill("郑先生")
    expect(kept).to_be_visible()
    expect(page).to_have_url(re.compile(r"/registers/incoming-call/\d+$"))
    page.context.set_offline(True)
    page.get_by_label("来电内容").fill("问春节是否营业")
    expect(page.get_by_text("现在保存不了")).to_be_visible()
    page.context.set_offline(False)
    expect(kept).to_be_visible(timeout=15000)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("客户姓名")).to_have_value("郑先生")
    expect(other.get_by_label("来电内容")).to_have_value("问春节是否营业")
    other.get_by_label("答复内容").fill("照常营业")
    expect(other.get_by_text("草稿已自动保存")).to_be_visible()
    page.get_by_label("答复内容").fill("还在这里")
    expect(page.get_by_text("在别的窗口里改过")).to_be_visible()
    expect(page.get_by_label("答复内容")).to_have_value("还在这里")
    other.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_form_is_filled_in_and_printed_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto("/registers")
    has_no_barriers(page, violations)
    page.get_by_role("link", name="会员未订到场地登记表", exact=True).click()
    has_no_barriers(page, violations)
    page.get_by_role("link", name="填一份").first.click()
    page.get_by_label("会员姓名").fill("宋涛")
    page.get_by_role("button", name="提交登记").click()
    expect(page.get_by_role("alert")).to_be_focused()
    has_no_barriers(page, violations)
    expect(page.get_by_label("会员姓名")).to_have_value("宋涛")
    page.get_by_label("会员卡号").fill("AM10086")
    page.get_by_label("想订日期").fill("2026-12-05")
    page.get_by_label("项目").select_option("羽毛球")
    page.get_by_role("button", name="提交登记").click()
    expect(notice_on(page)).to_contain_text("已登记，编号 WD-")
    has_no_barriers(page, violations)
    page.get_by_role("link", name="打印").click()
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    has_no_barriers(page, violations)
    page.goto("/registers/could-not-book")
    expect(page.get_by_role("link", name="WD-").first).to_be_visible()
    has_no_barriers(page, violations)
