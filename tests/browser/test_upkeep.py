"""Keeping entries true in a real browser: a complaint becomes a task, a re-check ends it, the
contributor reads what came of it; closing a ticket with its knowledge."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, ask, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


@pytest.fixture
def member(chromium: Browser, site: str) -> Iterator[Page]:
    """Somebody else, with a browser of their own."""
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()


@pytest.fixture
def complaint(member: Page) -> None:
    """A member says that the answer on karts is out of date."""
    member.goto("/")
    ask(member, "卡丁车票怎么买？")
    member.get_by_text("不是", exact=True).click()
    member.get_by_role("button", name="已经过时").click()


def has_no_barriers(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.usefixtures("complaint")
def test_a_complaint_is_seen_to_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    page.get_by_role("link", name="任务", exact=True).click()
    has_no_barriers(page, violations)
    page.get_by_role("link", name="卡丁车").click()
    expect(page.get_by_text("会员当时问的")).to_be_visible()
    has_no_barriers(page, violations)
    page.get_by_label("不需要改").check()
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_role("alert")).to_be_focused()
    has_no_barriers(page, violations)
    page.get_by_label("复核无误").check()
    page.get_by_role("button", name="完成").click()
    expect(notice_on(page)).to_contain_text("任务已完成")
    has_no_barriers(page, violations)


@pytest.mark.parametrize("size", SIZES)
def test_an_entry_is_checked_and_the_credit_seen_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    log_in(page, "maintainer2", PASSWORD)
    page.goto("/library/opening-hours")
    page.get_by_role("link", name="复核与定时").click()
    has_no_barriers(page, violations)
    page.get_by_label("怎么核对的").fill("和前台对过")
    page.get_by_role("button", name="内容无误").click()
    expect(notice_on(page)).to_contain_text("下次复核日期")
    page.get_by_role("link", name="我的贡献").click()
    expect(page.get_by_text("还没有用来回答过会员").first).to_be_visible()
    has_no_barriers(page, violations)
    page.goto("/library/opening-hours/contributions")
    page.get_by_text("撤销这条贡献").first.click()
    has_no_barriers(page, violations)
    page.goto("/library/tasks?done=yes&kind=spot_check")
    has_no_barriers(page, violations)


@pytest.mark.parametrize("size", SIZES)
def test_a_ticket_is_closed_with_its_knowledge_without_barriers(
    page: Page, member: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    member.goto("/")
    ask(member, "转人工：停车场晚上关门吗")
    number = member.get_by_role("log").locator("dd").first.inner_text()
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk/tickets/{number}")
    page.get_by_text("关闭这个工单").click()
    page.get_by_label("关闭的原因").fill("已在电话里答复")
    page.get_by_label("用了现成的条目").check()
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("关闭的原因")).to_have_value("已在电话里答复")
    has_no_barriers(page, violations)
    page.locator("#close").get_by_label("编号").fill("parking")
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(notice_on(page)).to_contain_text("已关闭")
    page.goto(f"/desk/tickets/{number}")
    expect(page.get_by_text("知识：用了现成的条目")).to_be_visible()
    has_no_barriers(page, violations)
