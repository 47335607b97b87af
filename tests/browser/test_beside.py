"""What is kept apart is found together: forms beside a ticket, a complaint and a member, calls of
forms on the agenda, notes in the department's room; without barriers at either size."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, resize, violations_on, visitor_of
from visitor import PASSWORD


@pytest.fixture
def page(chromium: Browser, seeded_site: str) -> Iterator[Page]:
    """In the middle of the day."""
    with visitor_of(chromium, seeded_site) as page:
        yield page


def has_no_barriers(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations_on(page) == [], page.url


@pytest.mark.parametrize("size", SIZES)
def test_forms_and_calls_are_beside_what_they_are_about(page: Page, size: Size) -> None:
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto("/agenda?whose=all")
    expect(page.get_by_label("韩女士的回访结果")).to_be_visible()
    has_no_barriers(page)
    page.get_by_role("link", name="韩女士", exact=True).click()
    expect(page.get_by_role("group", name="回访结果")).to_be_visible()
    has_no_barriers(page)
    page.goto("/complaints")
    page.locator("[data-rows] a").first.click()
    has_no_barriers(page)
    page.get_by_role("link", name="填《客户投诉处理登记表》").click()
    expect(page.get_by_label("投诉内容")).not_to_be_empty()
    has_no_barriers(page)
    page.goto("/members")
    page.locator("[data-rows] a").first.click()
    expect(page.get_by_role("heading", name="登记表")).to_be_visible()
    has_no_barriers(page)
    page.goto("/registers/satisfaction-survey")
    expect(page.get_by_label("合计")).to_contain_text("满意 2")
    has_no_barriers(page)


@pytest.mark.parametrize("size", SIZES)
def test_a_department_writes_a_note_on_its_case(page: Page, size: Size) -> None:
    resize(page, size)
    log_in(page, "department", PASSWORD)
    page.goto("/department/cases")
    page.locator("[data-rows] a").first.click()
    page.get_by_label("写给客服").fill("配件明天到")
    page.get_by_role("button", name="记下备注").click()
    expect(page.get_by_text("配件明天到").first).to_be_visible()
    has_no_barriers(page)
