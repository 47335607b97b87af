"""Deadlines in a real browser: the service calendar, and why a ticket's clocks stand as they do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, ask, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


def has_no_barriers(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["dark"])
def test_a_day_is_arranged_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    log_in(page, "admin", PASSWORD)
    page.goto("/calendar")
    page.get_by_role("button", name="载入节假日").click()
    expect(notice_on(page)).to_contain_text("已载入")
    has_no_barriers(page, violations)
    page.get_by_label("日期").fill("2026-12-24")
    page.get_by_label("名称").fill("消防检修")
    page.get_by_label("自定时段").check()
    page.get_by_role("button", name="保存这一天").click()
    expect(page.get_by_role("alert")).to_be_focused()
    has_no_barriers(page, violations)
    page.get_by_label("自定的时段").fill("9:00-12:00")
    page.get_by_role("button", name="保存这一天").click()
    expect(page.get_by_role("cell", name="09:00-12:00")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light"])
def test_a_ticket_tells_of_its_clocks_without_barriers(
    page: Page,
    violations: Callable[[], list[str]],
    chromium: Browser,
    site: str,
    size: Size,
    scheme: str,
) -> None:
    member = chromium.new_page(base_url=site, locale="zh-CN")
    member.goto("/")
    ask(member, "转人工：你们有没有冰壶班")
    member.close()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    log_in(page, "supervisor", PASSWORD)
    page.goto("/desk")
    page.get_by_role("link", name="冰壶班").first.click()
    clocks = page.get_by_role("region", name="时限")
    expect(clocks.get_by_text("答复会员")).to_be_visible()
    has_no_barriers(page, violations)
