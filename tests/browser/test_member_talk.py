"""A member's page while a person answers, in a real browser: nothing needs to be loaded anew."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, log_in, no_sideways_scroll, notice_on, resize, visitor_of
from visitor import PASSWORD

UNKNOWN = "你们有没有蹦极塔，八岁孩子能玩吗？"
SOON = 6000
"""the agent's words come with the next look of the page, every 2 s while a person is awaited"""


def test_a_person_answers_and_the_page_follows(
    page: Page, chromium: Browser, site: str, violations: Callable[[], list[str]]
) -> None:
    page.goto("/")
    page.get_by_label("您的问题").fill(UNKNOWN)
    page.get_by_role("button", name="提问", exact=True).click()
    page.wait_for_url("**/c/*")
    handed = page.get_by_role("region", name="已转人工")
    expect(handed.get_by_text(re.compile("预计 .* 前回复您"))).to_be_visible()
    link = handed.get_by_role("link", name="看进展，留下电话")
    number = (link.get_attribute("href") or "").rpartition("/")[2]
    box = page.get_by_label("您的问题")
    box.fill("我再想想怎么问")
    with visitor_of(chromium, site) as desk:
        log_in(desk, "agent", PASSWORD)
        token = desk.locator("[name=csrf_token]").first.get_attribute("value") or ""

        def send(act: str, **fields: str) -> None:
            sent = desk.request.post(
                f"{site}/desk/tickets/{number}/{act}", form={"csrf_token": token, **fields}
            )
            assert sent.ok, sent.text()

        send("replies", text="没有蹦极塔，有攀爬区。")
        expect(page.get_by_text("没有蹦极塔，有攀爬区。")).to_be_visible(timeout=SOON)
        expect(handed.get_by_text("已回复", exact=True)).to_be_visible()
        send("closure", why="已答复", use="none", none_reason="只问一次")
        expect(page.get_by_role("heading", name="这个问题处理完了，您满意吗？")).to_be_visible(
            timeout=SOON
        )
    expect(box).to_have_value("我再想想怎么问")
    for size in SIZES:
        resize(page, size.values[0])  # type: ignore[arg-type]
        no_sideways_scroll(page)
        assert violations() == []
    page.get_by_role("button", name="满意", exact=True).click()
    expect(page.get_by_role("heading", name="您的评价：满意")).to_be_visible()


def test_a_question_has_its_own_page_where_a_number_may_be_left(
    page: Page, violations: Callable[[], list[str]]
) -> None:
    page.goto("/")
    page.get_by_label("您的问题").fill(UNKNOWN)
    page.get_by_role("button", name="提问", exact=True).click()
    page.get_by_role("link", name="看进展，留下电话").click()
    expect(page.get_by_text("收到您的问题")).to_be_visible()
    for size in SIZES:
        resize(page, size.values[0])  # type: ignore[arg-type]
        no_sideways_scroll(page)
        assert violations() == []
    phone = page.get_by_label("也可以留下电话（可不填）")
    phone.fill("一三八")
    page.get_by_role("button", name="留下电话").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations() == []
    phone.fill("138 0013 8000")
    page.get_by_role("button", name="留下电话").click()
    expect(notice_on(page)).to_contain_text("电话已记下")
    expect(page.get_by_text("13800138000")).to_have_count(0)
