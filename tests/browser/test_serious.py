"""Level 3, rating and following up in a real browser, wide and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, ask, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


def has_no_barriers(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    no_sideways_scroll(page)
    assert violations() == [], page.url


def grave_question(chromium: Browser, site: str) -> str:
    """Asked by somebody else; its number."""
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto("/")
    ask(page, "我在你们馆里摔断了腿，要求赔偿")
    number = page.get_by_role("log").locator("dd").first.inner_text()
    context.close()
    return number


@pytest.mark.parametrize("size", SIZES)
def test_a_grave_case_is_handled_without_barriers(
    page: Page,
    chromium: Browser,
    site: str,
    violations: Callable[[], list[str]],
    size: Size,
) -> None:
    number = grave_question(chromium, site)
    resize(page, size)
    log_in(page, "supervisor", PASSWORD)
    page.goto("/supervise")
    has_no_barriers(page, violations)
    page.goto(f"/supervise/tickets/{number}")
    page.get_by_role("button", name="我知道了").click()
    expect(notice_on(page)).to_contain_text("您知道了")
    page.get_by_role("checkbox", name="赵志强").check()
    page.get_by_label("赵志强的分工").fill("查看地面")
    page.get_by_role("button", name="成立小组").click()
    expect(notice_on(page)).to_contain_text("专项小组已成立")
    page.get_by_label("地点", exact=True).fill("会议室")
    page.get_by_label("会议决定").fill("先垫付医药费。")
    page.get_by_label("开会的时间").fill("2020-01-01T10:00")
    page.get_by_role("button", name="记下会议").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("会议决定")).to_have_value("先垫付医药费。")
    has_no_barriers(page, violations)
    page.get_by_label("原因", exact=True).last.fill("空调漏水，地面湿滑。")
    page.get_by_role("button", name="保存原因").click()
    expect(notice_on(page)).to_contain_text("已保存")
    has_no_barriers(page, violations)


@pytest.mark.parametrize("size", SIZES)
def test_a_member_rates_and_is_followed_up_without_barriers(
    page: Page, chromium: Browser, site: str, violations: Callable[[], list[str]], size: Size
) -> None:
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    desk = context.new_page()
    resize(page, size)
    page.goto("/")
    ask(page, "转人工：停车场晚上几点关门")
    number = page.get_by_role("log").locator("dd").first.inner_text()
    close_with_no_knowledge(desk, number)
    context.close()
    page.reload()
    page.get_by_text("不满意", exact=True).click()
    page.get_by_label("回复太慢").check()
    has_no_barriers(page, violations)
    page.get_by_role("button", name="提交不满意").click()
    expect(page.get_by_role("heading", name="您的评价：不满意")).to_be_visible()
    has_no_barriers(page, violations)
    log_in(page, "supervisor", PASSWORD)
    page.goto("/follow-ups")
    has_no_barriers(page, violations)
    page.get_by_role("row", name=number).get_by_role("link").click()
    page.get_by_label("哪里没做好").fill("停车场牌子换新的。")
    page.get_by_role("button", name="提交反馈").click()
    expect(page.get_by_text("停车场牌子换新的。")).to_be_visible()
    page.get_by_label("已满意").check()
    page.get_by_role("button", name="记下联系").click()
    expect(page.get_by_role("alert")).to_be_focused()
    has_no_barriers(page, violations)
    page.get_by_label("会员说的话").fill("好的，谢谢")
    page.get_by_label("已满意").check()
    page.get_by_role("button", name="记下联系").click()
    expect(page.get_by_text("会员满意").first).to_be_visible()
    has_no_barriers(page, violations)


def close_with_no_knowledge(page: Page, number: str) -> None:
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk/tickets/{number}")
    page.get_by_text("关闭这个工单").click()
    page.get_by_label("关闭的原因").fill("已在电话里答复")
    page.get_by_label("不需要知识", exact=True).check()
    page.get_by_label("为什么不需要知识").fill("只和这一次有关")
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(notice_on(page)).to_contain_text("已关闭")
