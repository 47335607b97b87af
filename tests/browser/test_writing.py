"""A maintainer writes, is told what clashes, meets another writer, reviews and looks back."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD

LONG = "请先到前台登记，领取访客证以后由同事带您参观，参观时请跟着同事走，不要独自进入器材间。" * 8
PRICED = "停车每次10元，进出都要登记车牌。"


@pytest.fixture
def colleague(chromium: Browser, site: str) -> Iterator[Page]:
    """The other maintainer, with a browser of their own."""
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    log_in(page, "maintainer2", PASSWORD)
    yield page
    context.close()


def write(page: Page, question: str, answer: str, act: str = "存草稿") -> str:
    """The address of the new entry."""
    page.goto("/library/new")
    page.get_by_label("标准问").fill(question)
    page.get_by_label("标准答案").fill(answer)
    page.get_by_role("button", name=act).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    return page.url


def is_clear(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url


def test_what_clashes_is_told_while_one_types(page: Page) -> None:
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/new")
    page.get_by_label("标准问").fill("停车要多少钱？")
    page.get_by_label("标准答案").press_sequentially(PRICED)
    side = page.get_by_role("region", name="预览和核对")
    expect(side.get_by_role("heading", name="说法对不上")).to_be_visible(timeout=15_000)
    expect(side.locator("mark").first).to_have_text("每次10元")
    expect(side.get_by_role("link", name="停车方便吗，收费吗？").first).to_be_visible()
    expect(side.get_by_text(PRICED)).to_be_visible()
    page.get_by_label("电话简答").fill("停" * 61)
    expect(page.locator("[data-count=short]")).to_have_text("61/60")


def test_writing_works_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/new")
    page.get_by_label("标准答案").fill(PRICED)
    page.get_by_role("button", name="预览和核对").click()
    expect(page.get_by_role("heading", name="说法对不上")).to_be_visible()
    expect(page.get_by_label("标准答案")).to_have_value(PRICED)
    write(page, "没有脚本也能写吗？", "可以。")
    page.get_by_role("button", name="送审").click()
    expect(notice_on(page)).to_contain_text("已送审")
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_has_no_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size, scheme: str
) -> None:
    resize(page, size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/new")
    is_clear(page, violations)
    page.get_by_text("备注、标签、有效期").click()
    page.get_by_label("标准答案").fill(f"您好，{PRICED}{LONG}")
    page.get_by_role("button", name="预览和核对").click()
    expect(page.get_by_role("heading", name="还可以更好")).to_be_visible()
    is_clear(page, violations)
    page.get_by_label("标准问").fill("停" * 201)
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_role("alert")).to_be_focused()
    is_clear(page, violations)
    page.goto("/library/parking/edit")
    is_clear(page, violations)


@pytest.mark.parametrize("size", SIZES)
def test_the_second_writer_sees_both_texts(
    page: Page, colleague: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    address = write(page, f"观众席怎么进{size.width}？", "请从东侧楼梯上去。")
    page.goto(f"{address}/edit")
    colleague.goto(f"{address}/edit")
    colleague.get_by_label("标准答案").fill("请从西侧楼梯上去。")
    colleague.get_by_role("button", name="存草稿").click()
    expect(notice_on(colleague)).to_contain_text("已存为草稿")
    page.get_by_label("标准答案").fill("请坐电梯上去。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_role("heading", name=re.compile("刚才存了第 2 版"))).to_be_visible()
    expect(page.get_by_label("标准答案")).to_have_value("请坐电梯上去。")
    expect(page.get_by_role("alert").locator("ins").first).to_contain_text("西")
    is_clear(page, violations)
    page.get_by_role("button", name="存草稿").click()
    expect(notice_on(page)).to_contain_text("已存为草稿")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reviewing_and_looking_back_have_no_barriers(
    page: Page,
    colleague: Page,
    violations: Callable[[], list[str]],
    size: Size,
    scheme: str,
) -> None:
    question = f"器材间谁可以进{size.width}{scheme}？"
    address = write(colleague, question, "请由同事带您进去，出示访客正。", "送审")
    resize(page, size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/reviews")
    is_clear(page, violations)
    page.get_by_role("link", name=question).click()
    is_clear(page, violations)
    page.get_by_role("button", name="通过并发布").click()
    expect(notice_on(page)).to_contain_text("已通过并发布")

    colleague.goto(f"{address}/edit")
    colleague.get_by_label("标准答案").fill("请由同事带您进去，出示访客证。")
    colleague.get_by_role("button", name="只改错字，直接发布").click()
    expect(notice_on(colleague)).to_contain_text("错字已改好")
    page.goto("/library/reviews")
    look = page.get_by_role("article", name=question)
    expect(look.locator("ins")).to_contain_text("证")
    is_clear(page, violations)
    look.get_by_role("button", name="没问题").click()
    expect(notice_on(page)).to_contain_text("没问题")

    page.goto(f"{address}/compare?old=1&new=2")
    expect(page.locator("del")).to_contain_text("正")
    is_clear(page, violations)
    page.goto(address)
    page.get_by_text("恢复第 1 版").click()
    page.get_by_label("恢复的原因").fill("原来的写法没错")
    is_clear(page, violations)
    page.get_by_role("button", name="立即恢复").click()
    expect(notice_on(page)).to_contain_text("已恢复第 1 版")
