"""The way of a question from the member to the desk and back, and the staff's pages."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import SIZES, Size, ask, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD

UNKNOWN = "你们有没有跳水培训班，孩子八岁能报名吗？"
LONG = "我上周六下午三点在羽毛球馆打球时手机忘在休息区的长椅上了，" * 12


@pytest.fixture
def member(chromium: Browser, site: str) -> Iterator[Page]:
    """Somebody else, with a browser of their own."""
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()


def number_on(page: Page) -> str:
    number = page.get_by_role("log").locator("dd").first
    expect(number).to_have_text(re.compile(r"^\d{4,}$"))
    return number.inner_text()


def test_a_question_goes_to_the_desk_and_its_answer_comes_back(page: Page, member: Page) -> None:
    member.goto("/")
    ask(member, UNKNOWN)
    number = number_on(member)

    log_in(page, "agent", PASSWORD)
    page.get_by_role("row").filter(has_text=number).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    page.get_by_role("button", name="我来接手").click()
    expect(page.get_by_text("小王负责", exact=True)).to_be_visible()
    page.get_by_label("回复会员").fill("目前没有跳水培训，少儿舞蹈可以报名。")
    page.get_by_label("同时提交为新知识").check()
    page.get_by_role("button", name="发送回复").click()
    expect(notice_on(page)).to_contain_text("等待审核")

    # The member's page was left open, and shows the reply by itself.
    expect(member.get_by_text("少儿舞蹈可以报名")).to_be_visible(timeout=20_000)
    member.reload()
    expect(member.get_by_text("已回复", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_the_staff_pages_have_no_barriers(
    page: Page, member: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    member.goto("/")
    ask(member, f"转人工：{LONG}")
    number = number_on(member)
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    paths = ("/desk", f"/desk/tickets/{number}", "/library", "/library?q=zzz", "/library/parking")
    for path in paths:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        no_sideways_scroll(page)
        assert violations() == [], path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_waits_for_review_has_no_barriers(
    page: Page, member: Page, violations: Callable[[], list[str]], size: Size, scheme: str
) -> None:
    member.goto("/")
    ask(member, f"转人工：冰壶馆开放吗 {scheme} {size.width}")
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk/tickets/{number_on(member)}")
    page.get_by_label("回复会员").fill("还没有开放。")
    page.get_by_label("同时提交为新知识").check()
    page.get_by_role("button", name="发送回复").click()
    page.get_by_role("button", name="退出").click()

    log_in(page, "maintainer", PASSWORD)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    page.goto("/library?state=in_review")
    page.locator("[data-rows] a").first.click()
    expect(page.get_by_role("button", name="通过并发布")).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []
    page.get_by_role("button", name="退回").click()  # the reason is required
    page.get_by_label("退回的原因").fill("请写清楚什么时候开放")
    page.get_by_role("button", name="退回").click()
    expect(notice_on(page)).to_have_text("已退回。")


def test_keys_walk_through_the_rows_and_open_them(page: Page) -> None:
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library")
    rows = page.locator("[data-rows] a")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()
    page.keyboard.type("j/?")
    expect(page.get_by_label("查找")).to_have_value("j/?")


def test_a_key_shows_all_keys(page: Page, violations: Callable[[], list[str]]) -> None:
    log_in(page, "agent", PASSWORD)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    assert violations() == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("size", SIZES)
def test_a_forbidden_page_says_so_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    page.goto("/desk")
    expect(page.get_by_role("heading", name="您的账号没有")).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []


def test_two_hundred_percent_zoom_still_fits(page: Page) -> None:
    """As many CSS pixels as a laptop's screen has at that zoom."""
    resize(page, Size(640, 400))
    log_in(page, "agent", PASSWORD)
    for path in ("/desk", "/library", "/library/parking"):
        page.goto(path)
        no_sideways_scroll(page)


def test_a_whole_case_by_keys_while_the_member_goes_on_writing(page: Page, member: Page) -> None:
    member.goto("/")
    ask(member, "转人工：羽毛球怎么收费？键盘")
    number = number_on(member)
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk?who=nobody&q={number}")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/tickets/{number}")
    reach(page, page.get_by_role("button", name="我来接手"))
    page.keyboard.press("Enter")
    expect(notice_on(page)).to_have_text("已接手。")
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.keyboard.type("您好。")

    # What the member goes on saying comes by itself, and the reply stays as it was.
    ask(member, "周末也是这个价钱吗，键盘")
    expect(page.locator("[data-news-told]")).to_have_text(
        "会员又说：周末也是这个价钱吗，键盘", timeout=15_000
    )
    expect(page.locator(".line--member").last).to_contain_text("周末也是这个价钱吗")
    reply = page.get_by_label("回复会员")
    expect(reply).to_have_value("您好。")
    expect(reply).to_be_focused()
    page.keyboard.press("Alt+1")
    expect(reply).not_to_have_value("您好。")
    reply.fill("")
    answer_and_close_by_keys(page, reply)
    expect(notice_on(page)).to_have_text(f"工单 {number} 已关闭。")


def answer_and_close_by_keys(page: Page, reply: Locator) -> None:
    page.keyboard.press("Tab")  # a letter typed in the box is a letter
    page.keyboard.press("/")
    page.keyboard.type("羽毛球怎么收费")
    first = page.locator("[data-overlay] [data-hit]").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("i")
    expect(reply).to_be_focused()
    expect(reply).not_to_have_value("")
    reach(page, page.get_by_role("button", name="发送回复"))
    page.keyboard.press("Enter")
    expect(notice_on(page)).to_contain_text("已答复会员")
    page.wait_for_load_state()
    reach(page, page.get_by_label("关闭的原因"))
    page.keyboard.type("已答复")
    reach(page, page.locator("#close").get_by_role("button", name="关闭"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def reach(page: Page, wanted: Locator) -> None:
    """By the Tab key alone, choosing the first of what has to be chosen on the way."""
    for _ in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.matches('input[type=radio]:not(:checked)')"):
            page.keyboard.press("Space")
    raise AssertionError(f"not reached by Tab: {wanted}")
