"""A maintainer's way from a gap to a published entry, and the pages on it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import SIZES, Size, ask, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD

Violations = Callable[[], list[str]]
REPLY = "可以，出示学生证就行，周末不行。"


@pytest.fixture
def member(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()


@pytest.fixture
def reviewer(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    log_in(page, "maintainer2", PASSWORD)
    yield page
    context.close()


def ask_anew(member: Page, question: str) -> None:
    member.goto("/")
    ask(member, question)


def fits(page: Page, violations: Violations, what: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], what


@pytest.mark.parametrize("size", SIZES)
def test_a_gap_becomes_an_entry_that_answers(
    page: Page, member: Page, reviewer: Page, violations: Violations, size: Size
) -> None:
    sport = {1280: "冰壶", 390: "马术"}[size.width]
    question = f"大学生能用学生证借{sport}头盔吗"
    ask_anew(member, question)
    ask_anew(member, f"{question}呀")
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)

    page.goto("/library/gaps")
    fits(page, violations, "gaps")
    page.get_by_role("link", name=question).first.click()
    fits(page, violations, "gap")
    page.get_by_label("标准答案").fill(REPLY)
    page.get_by_role("button", name="写成草稿").click()
    expect(page.get_by_label("相似问")).to_have_value(f"{question}呀")
    page.get_by_role("button", name="送审").click()

    entry = page.url.rstrip("/").split("/")[4].split("?")[0]
    resize(reviewer, size)
    reviewer.goto(f"/library/{entry}/review")
    expect(reviewer.get_by_text("发布后新答得上")).to_be_visible(timeout=60_000)
    no_sideways_scroll(reviewer)
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(notice_on(reviewer)).to_contain_text("已通过并发布")

    page.goto("/library/gaps")
    page.get_by_role("link", name=question).first.click()
    expect(page.get_by_text("2 种问法，现在答得上 2 种")).to_be_visible()
    fits(page, violations, "ruling")
    ask_anew(member, question)
    expect(member.get_by_text("出示学生证")).to_be_visible()
    page.goto(f"/library/{entry}")
    fits(page, violations, "entry")
    expect(page.get_by_role("heading", name="问到它的情况")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_many_entries_are_tagged_at_once_and_it_is_undone(
    page: Page, violations: Violations, size: Size, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library?department=membership")
    boxes = page.locator("[data-choose]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(page.get_by_text("已选 2 条")).to_be_visible()
    fits(page, violations, "shelf")
    page.get_by_label("标签").fill("热门")
    page.get_by_label("标签").press("Enter")  # which act is meant? none
    expect(page.get_by_text("已选 2 条")).to_be_visible()
    page.get_by_role("button", name="设标签").click()
    expect(notice_on(page)).to_contain_text("已处理 2 条")
    fits(page, violations, "shelf with undo")
    page.get_by_role("button", name="撤销").click()
    expect(notice_on(page)).to_contain_text("已撤销 2 条")


@pytest.mark.parametrize("size", SIZES)
def test_the_questions_a_change_is_tried_on_have_no_barriers(
    page: Page, violations: Violations, size: Size
) -> None:
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/questions")
    fits(page, violations, "questions")
    page.goto("/library/gaps?days=7")
    fits(page, violations, "gaps of a week")
    page.goto("/library/parking/foresight")
    fits(page, violations, "foresight")


def test_the_review_page_works_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("用户名").fill("maintainer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto("/library/location/edit")
    page.get_by_label("标准答案").fill("在体育中心东门里面。")
    page.get_by_role("button", name="送审").click()
    page.goto("/library/location/review")
    page.get_by_role("link", name="发布后会改变什么").click()
    expect(page.get_by_role("heading", name="发布后会改变什么")).to_be_visible()
    context.close()
