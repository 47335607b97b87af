"""An agent with a member on the telephone, without a mouse; then by touch, on a small screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD

ANSWER = ".hit--here [data-answer]"


@pytest.fixture
def agent(page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page, "agent", PASSWORD)
    return page


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def open_ticket(page: Page, question: str) -> None:
    page.goto("/desk/calls/new")
    page.get_by_label("会员的问题").fill(question)
    page.get_by_role("button", name="开工单，稍后答复").click()
    page.wait_for_url(re.compile(r"/desk/tickets/\d+"))
    page.get_by_role("button", name="我来接手").click()
    expect(notice_on(page)).to_have_text("已接手。")
    page.wait_for_load_state()  # a key pressed before the scripts are there would be lost


def test_an_answer_is_found_copied_and_put_into_a_reply_by_keys(
    agent: Page, violations: Callable[[], list[str]]
) -> None:
    page = agent
    open_ticket(page, "羽毛球怎么收费？")
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="查答案")
    expect(dialog.get_by_label("查标准答案")).to_be_focused()
    page.keyboard.type("ymqzm")
    first = dialog.locator("[data-hit]").first
    expect(first.locator("mark").first).to_have_text(re.compile("^羽毛球"))
    expect(first).to_contain_text("首字母")
    page.keyboard.press("Enter")
    told = dialog.locator("[data-told]")
    expect(told).to_contain_text("已复制标准答案")
    assert copied(page) == dialog.locator(ANSWER).text_content()
    page.keyboard.press("Shift+Enter")
    expect(told).to_contain_text("已复制电话说法")
    assert copied(page) == dialog.locator(".hit--here [data-short]").text_content()
    assert violations() == []
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(dialog.locator("[data-hit]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    answer = first.locator("[data-answer]").text_content() or ""
    page.keyboard.press("i")
    expect(dialog).to_be_hidden()
    reply = page.get_by_label("回复会员")
    expect(reply).to_have_value(answer)
    expect(reply).to_be_focused()


def test_phrases_and_answers_that_lie_ready_go_into_the_reply_by_keys(
    agent: Page, violations: Callable[[], list[str]]
) -> None:
    page = agent
    open_ticket(page, "羽毛球怎么收费？")
    reply = page.get_by_label("回复会员")
    page.keyboard.press("r")
    expect(reply).to_be_focused()
    page.keyboard.type(";jd")  # 久等了
    expect(page.get_by_role("option", name="久等了")).to_be_visible()
    page.keyboard.press("Enter")
    expect(reply).to_have_value(re.compile("让您久等了。"))
    reply.fill("")
    page.keyboard.press("Alt+1")
    expect(reply).not_to_have_value("")
    assert violations() == []
    page.get_by_role("button", name="发送回复").click()
    expect(notice_on(page)).to_contain_text("已答复会员")
    page.locator("#close summary").click()
    expect(page.get_by_label("用了现成的条目")).to_be_checked()


def test_what_no_entry_has_is_asked_of_a_colleague_with_one_key(agent: Page) -> None:
    page = agent
    open_ticket(page, "飞盘怎么租？")
    page.keyboard.press("/")
    page.keyboard.type("停车收费")
    hits = page.locator("[data-overlay] [data-hit]")
    expect(hits.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("n")
    consult = page.get_by_label("想问什么")
    expect(consult).to_be_focused()
    expect(consult).to_have_value("知识库里查不到“停车收费”，请指点怎么答复。")
    note = page.get_by_label("写给同事")
    note.press_sequentially("看一下 @")
    expect(page.locator("#note-picks [role=option]").first).to_be_visible()
    note.press("Enter")
    expect(note).to_have_value(re.compile(r"^看一下 @\S+ $"))


def test_the_clipboard_is_filled_even_where_there_is_no_way_to_write_to_it(agent: Page) -> None:
    page = agent
    page.add_init_script("delete Clipboard.prototype.writeText")
    page.goto("/desk/lookup")
    box = page.get_by_label("查标准答案")
    box.fill("停车收费吗")
    expect(page.locator(ANSWER)).to_be_visible()
    box.press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("已复制标准答案")
    assert copied(page) == page.locator(ANSWER).text_content()


def test_a_call_is_recorded_by_keys_and_kept_until_it_is(agent: Page) -> None:
    page = agent
    page.goto("/desk/calls/new")
    question = page.get_by_label("会员的问题")
    expect(question).to_be_focused()
    page.keyboard.type("停车收费吗")
    expect(page.locator(ANSWER)).to_be_visible()
    page.reload()
    expect(question).to_have_value("停车收费吗")
    expect(page.locator(ANSWER)).to_be_visible()
    question.focus()
    page.keyboard.press("Alt+2")
    expect(page.get_by_label("现场")).to_be_checked()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_label("当场怎么答复的")).not_to_have_value("")
    page.keyboard.press("Control+Enter")
    expect(notice_on(page)).to_contain_text("已记录，问题编号")
    expect(question).to_have_value("")


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_have_no_barriers(
    agent: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    page = agent
    resize(page, size)
    page.goto("/desk/lookup?q=羽毛球")
    expect(page.locator("[data-hit]").first).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []
    for address in ("/desk/sayings", "/desk/calls/new"):
        page.goto(address)
        no_sideways_scroll(page)
        assert violations() == []
    page.get_by_label("会员的问题").fill("羽毛球收费")
    expect(page.locator(ANSWER)).to_be_visible()
    page.get_by_role("button", name="照这条答复").click()
    expect(page.get_by_label("当场怎么答复的")).not_to_have_value("")
    no_sideways_scroll(page)
    assert violations() == []
    page.get_by_role("link", name="查答案").click()
    dialog = page.get_by_role("dialog", name="查答案")
    dialog.get_by_label("查标准答案").fill("停车")
    expect(dialog.locator("[data-hit]").first).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == []
