"""A member's way in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, ask, no_sideways_scroll, resize

UNKNOWN = "你们有没有跳水培训班，孩子八岁能报名吗？"


@pytest.mark.parametrize("size", SIZES)
def test_asking_and_being_answered_has_no_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    page.goto("/")
    no_sideways_scroll(page)
    assert violations() == []
    ask(page, "停车要钱吗？")
    expect(page.get_by_text("停车免费").first).to_be_visible()
    page.get_by_text("依据与有效期").click()
    page.get_by_text("不是", exact=True).click()
    expect(page.get_by_role("button", name="答非所问")).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []


def test_while_one_types_likely_questions_show_and_one_is_asked_by_keyboard(
    page: Page, violations: Callable[[], list[str]]
) -> None:
    resize(page, Size(390, 844))
    page.goto("/")
    page.get_by_label("您的问题").press_sequentially("tingche")
    expect(page.get_by_role("button", name="停车方便吗，收费吗？")).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("停车免费").first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_being_handed_over_has_no_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    page.goto("/")
    ask(page, UNKNOWN)
    expect(page.get_by_text("您的问题编号", exact=True)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mistake_is_told_at_its_place(
    page: Page, violations: Callable[[], list[str]], size: Size, scheme: str
) -> None:
    resize(page, size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/")
    page.get_by_label("您的问题").fill("　")
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("您的问题")).to_have_attribute("aria-invalid", "true")
    assert violations() == []


def test_a_click_on_a_common_question_answers_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="羽毛球怎么收费？").click()
    expect(page.get_by_role("heading", name="羽毛球怎么收费？")).to_be_visible()


def test_enter_sends_and_shift_enter_does_not(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("您的问题")
    box.fill("停车")
    box.press("Shift+Enter")
    box.press_sequentially("要钱吗")
    expect(box).to_have_value("停车\n要钱吗")
    box.press("Enter")
    page.wait_for_url("**/c/*")


def test_the_keyboard_alone_asks_and_judges(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("您的问题")).to_be_focused()
    page.keyboard.type("停车要钱吗")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/*")
    page.get_by_role("button", name="是", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("谢谢，已记下")).to_be_visible()


def test_everything_works_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    ask(page, UNKNOWN)
    expect(page.get_by_text("您的问题编号", exact=True)).to_be_visible()
    page.get_by_role("link", name="刷新").click()
    ask(page, "停车要钱吗？")
    page.get_by_text("不是", exact=True).click()
    page.get_by_role("button", name="答非所问").click()
    expect(page.get_by_text("谢谢，已记下：答非所问")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_page_that_is_not_there_has_no_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    page.goto("/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []


def test_dark_is_remembered_across_pages(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/login")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
