"""A quiz by keyboard on a telephone's width; grades, honours and a certificate on both."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import (
    Size,
    log_in,
    no_sideways_scroll,
    notice_on,
    resize,
    violations_on,
    visitor_of,
)
from visitor import PASSWORD

WIDE, NARROW = Size(1280, 800), Size(390, 844)


@pytest.fixture
def desk(chromium: Browser, closed_site: str) -> Iterator[Page]:
    with visitor_of(chromium, closed_site) as page:
        yield page


def test_a_quiz_is_taken_by_keys_alone(desk: Page) -> None:
    page = desk
    resize(page, NARROW)
    log_in(page, "agent", PASSWORD)
    page.goto("/quiz")
    stands(page)
    page.get_by_role("button", name="开始测验").press("Enter")
    for number in range(1, 11):
        expect(page.get_by_text(f"第 {number} 题，共 10 题")).to_be_visible()
        if number == 1:
            stands(page)
            expect(page.get_by_text("还剩")).to_be_visible()
        page.wait_for_load_state()
        page.keyboard.press(str(number % 4 + 1))
    expect(page.get_by_role("heading", level=1)).to_contain_text("答对")
    stands(page)
    page.goto("/quiz")
    expect(page.get_by_text("本月还可以测")).to_contain_text("2")
    stands(page)


def test_honours_are_granted_and_printed_without_barriers(desk: Page) -> None:
    page = desk
    resize(page, WIDE)
    log_in(page, "manager", PASSWORD)
    page.goto("/manage/grades")
    stands(page)
    page.get_by_role("link", name="小王").click()
    page.get_by_label("评语").fill("忙的一个月，答复拖得久")
    page.get_by_role("button", name="确认等级").click()
    expect(notice_on(page)).to_contain_text("等级已确认")
    expect(page.get_by_role("button", name="定下计划")).to_be_visible()
    stands(page)
    page.goto("/manage/honours")
    stands(page)
    page.get_by_label("授予或不授予小王团队奖的理由").fill("总在同事需要的时候接手")
    page.get_by_role("article", name="小王").get_by_role("button", name="授予", exact=True).click()
    expect(notice_on(page)).to_contain_text("已授予")
    page.get_by_role("link", name="证书").click()
    stands(page)
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="打印")).to_be_hidden()
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1, "a certificate is one sheet"
    page.emulate_media(media="screen")
    page.goto("/me/standing")
    stands(page)


def stands(page: Page) -> None:
    for size in (WIDE, NARROW):
        resize(page, size)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_sideways_scroll(page)
        assert violations_on(page) == [], page.url
