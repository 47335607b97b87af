"""Notices, phrases, notes and a handover in a real browser."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, ask, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


@pytest.fixture
def number(chromium: Browser, site: str) -> Iterator[str]:
    """Of a ticket that a member's question became."""
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto("/")
    ask(page, "转人工：网球拍穿线要等几天")
    yield page.get_by_role("log").locator("dd").first.inner_text()
    context.close()


Look = Callable[[], None]


@pytest.fixture
def has_no_barriers(page: Page, violations: Callable[[], list[str]]) -> Look:
    def look() -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_sideways_scroll(page)
        assert violations() == [], page.url

    return look


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_shift_of_an_agent_and_a_supervisor_without_barriers(
    page: Page, number: str, has_no_barriers: Look, size: Size, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk/tickets/{number}")
    page.get_by_role("button", name="我来接手").click()
    write_with_care(page, has_no_barriers)
    call_the_supervisor(page)
    hand_over(page, number, has_no_barriers)
    page.get_by_role("button", name="退出").click()
    log_in(page, "supervisor", PASSWORD)
    follow_the_notice(page, number, has_no_barriers)
    for path in ("/notices/channels", "/desk/phrases"):
        page.goto(path)
        has_no_barriers()


def write_with_care(page: Page, has_no_barriers: Look) -> None:
    reply = page.locator("textarea[data-phrases]").first
    better = page.get_by_role("button", name="换成这句")
    reply.fill("您好👋，这是不可能的，请稍等。")
    better.click()
    expect(reply).to_have_value("您好👋，这件事我现在还做不到，我能为您做的是……，请稍等。")
    expect(better).to_have_count(0)
    reply.fill("您去投诉吧。")
    expect(better).to_be_visible()
    has_no_barriers()
    reply.fill("")


def call_the_supervisor(page: Page) -> None:
    page.get_by_label("写给同事").fill("@周敏 穿线机要修吗？")
    page.get_by_role("button", name="记下备注").click()
    expect(page.get_by_text("@周敏 穿线机要修吗？")).to_be_visible()


def hand_over(page: Page, number: str, has_no_barriers: Look) -> None:
    page.goto("/desk/handovers")
    expect(page.get_by_role("checkbox", name=number)).to_be_checked()
    page.get_by_label(f"工单 {number} 的说明").fill("等穿线师傅回话")
    has_no_barriers()
    page.get_by_role("button", name="交班").click()
    expect(notice_on(page)).to_contain_text("已交班")


def follow_the_notice(page: Page, number: str, has_no_barriers: Look) -> None:
    page.goto("/notices")
    expect(page).to_have_title(re.compile(r"^\(\d+\) 提醒"))
    has_no_barriers()
    told = page.get_by_role("listitem").filter(has_text="穿线机要修吗").first
    told.get_by_role("button", name="去处理").click()
    expect(page).to_have_url(re.compile(f"/desk/tickets/{number}$"))
    page.goto("/desk")
    page.get_by_role("button", name="知道了").first.click()
    expect(notice_on(page)).to_contain_text("知道了")
    page.goto("/notices")
    page.get_by_role("button", name="全部标为看过").click()
    expect(page.get_by_role("heading", name="未看")).to_have_count(0)
    has_no_barriers()
