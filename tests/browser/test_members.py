"""Members, suggestions and the day's calls in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


def has_no_barriers(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url


@pytest.mark.parametrize("size", SIZES)
def test_a_member_is_found_looked_at_and_asks_to_be_forgotten_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto("/members")
    has_no_barriers(page, seeded_violations)
    page.get_by_label("姓名、完整电话").fill("0303")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="赵敏").click()
    page.get_by_role("button", name="显示电话").click()
    expect(page.locator("strong[role=status]")).to_contain_text("13712340303")
    has_no_barriers(page, seeded_violations)
    page.get_by_text("会员要求删除资料").click()
    has_no_barriers(page, seeded_violations)
    for path in ("/members/duplicates", "/members/1/merging?other=10", "/members/new"):
        page.goto(path)
        has_no_barriers(page, seeded_violations)


@pytest.mark.parametrize("size", SIZES)
def test_a_suggestion_is_given_and_seen_to_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    page.goto("/")
    page.get_by_role("link", name="提建议").click()
    has_no_barriers(page, seeded_violations)
    page.get_by_label("您的建议").fill("更衣室加一面镜子")
    page.get_by_role("button", name="提交建议").click()
    expect(page.get_by_role("log")).to_contain_text("谢谢您的建议，编号")
    log_in(page, "agent", PASSWORD)
    page.goto("/suggestions?state=received")
    has_no_barriers(page, seeded_violations)
    page.get_by_role("link", name="更衣室加一面镜子").first.click()
    page.get_by_role("button", name="交给责任部门").click()
    expect(notice_on(page)).to_contain_text("判断")
    has_no_barriers(page, seeded_violations)
    page.goto("/suggestions/month")
    has_no_barriers(page, seeded_violations)


@pytest.mark.parametrize("size", SIZES)
def test_the_days_calls_are_made_and_moved_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto("/agenda")
    first = page.get_by_role("button", name="已致电").first
    expect(first).to_be_visible()
    page.get_by_text("改期、转交").first.click()
    has_no_barriers(page, seeded_violations)
    first.click()
    expect(notice_on(page)).to_contain_text("已记下")
    page.get_by_role("link", name="潜在客户").click()
    has_no_barriers(page, seeded_violations)
    page.get_by_role("link", name="沈女士").click()
    page.get_by_role("button", name="显示电话").click()
    expect(page.locator("strong[role=status]")).to_contain_text("15012342003")
    has_no_barriers(page, seeded_violations)
