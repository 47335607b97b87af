"""New work is told where somebody is, and the supervisor's wall is worked on in place."""

from playwright.sync_api import Browser, Page, expect

from browsing import (
    SIZES,
    Size,
    ask,
    log_in,
    no_sideways_scroll,
    notice_on,
    resize,
    violations_on,
    visitor_of,
)
from visitor import PASSWORD


def fine(page: Page) -> None:
    for each in reversed(SIZES):
        size = each.values[0]
        assert isinstance(size, Size)
        resize(page, size)
        no_sideways_scroll(page)
        assert violations_on(page) == [], f"{page.url} at {size.width}"


def test_new_work_is_told_and_never_moves_the_list(
    page: Page, chromium: Browser, site: str
) -> None:
    log_in(page, "agent", PASSWORD)
    page.clock.install()
    page.goto("/desk?who=nobody")
    page.get_by_role("button", name="新工单提示音：关").click()
    expect(page.get_by_role("button", name="新工单提示音：开")).to_be_visible()
    before = page.locator("[data-rows] tr").count()
    fine(page)
    with visitor_of(chromium, site) as member:
        member.goto("/")
        ask(member, "转人工：旱冰场7号鞋柜打不开")
    told = page.locator("[data-pulse]")
    page.clock.run_for(5_000)
    expect(told).to_contain_text("新工单 1 个")
    assert page.title().startswith("[1 新]")
    assert page.locator("[data-rows] tr").count() == before
    fine(page)
    told.get_by_role("link", name="显示新的").click()
    expect(page.get_by_role("link", name="旱冰场7号鞋柜")).to_be_visible()
    assert page.url.endswith("who=nobody")
    more = page.get_by_role("navigation", name="主要").get_by_text("更多")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="登记表")).to_be_visible()
    fine(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="登记表")).to_be_hidden()
    expect(more).to_be_focused()
    page.get_by_text("在岗", exact=False).first.click()
    page.get_by_role("button", name="暂离").click()
    expect(notice_on(page)).to_contain_text("现在是“暂离”")
    page.locator(".duty summary").click()
    page.get_by_role("button", name="在岗").click()
    expect(notice_on(page)).to_contain_text("现在是“在岗”")


def test_the_wall_keeps_what_is_typed_and_answers_in_place(
    page: Page, chromium: Browser, site: str
) -> None:
    words = "轮滑9号护具归谁管？"
    log_in(page, "supervisor", PASSWORD)
    with visitor_of(chromium, site) as other:
        other.goto("/")
        ask(other, f"转人工：{words}")
        log_in(other, "agent", PASSWORD)
        page.clock.install()
        page.goto("/supervise")
        fine(page)
        card = page.locator("[data-live-items=unowned] li").filter(has_text=words)
        card.get_by_role("combobox").select_option(label="小王")
        other.goto("/desk?who=nobody")
        other.get_by_role("link", name=words).click()
        number = other.url.rpartition("/")[2]
        # The wall has renewed itself, and left alone what was chosen.
        page.clock.run_for(10_000)
        expect(page.locator("[data-wall-at]")).to_contain_text("更新")
        expect(card.get_by_role("combobox")).to_have_value(
            card.get_by_role("option", name="小王").get_attribute("value") or ""
        )
        card.get_by_role("button", name="分派").click()
        expect(notice_on(page)).to_contain_text(f"工单 {number} 已分派给小王")
        consult(other, f"{words}我不确定")
        asked = page.locator("[data-live-items=consults] li").filter(has_text=words)
        page.clock.run_for(10_000)
        expect(asked).to_be_visible()
        asked.get_by_role("textbox").fill("归场地部，")
        fine(page)
        with page.expect_response(lambda each: each.url.endswith("/supervise")):
            page.clock.run_for(10_000)
        expect(asked.get_by_role("textbox")).to_have_value("归场地部，")
        asked.get_by_role("textbox").press_sequentially("找赵志强")
        asked.get_by_role("button", name="告诉小王").click()
        expect(notice_on(page)).to_contain_text("已告诉同事")
        other.reload()
        expect(other.get_by_text("归场地部，找赵志强").first).to_be_visible()


def consult(page: Page, words: str) -> None:
    page.reload()
    page.locator("#ask summary").click()
    page.get_by_label("想问什么").fill(words)
    page.locator("#ask button").click()
    expect(notice_on(page)).to_contain_text("已请教")


def test_on_a_telephone_what_narrows_the_queue_is_one_fold(page: Page) -> None:
    resize(page, Size(390, 844))
    log_in(page, "agent", PASSWORD)
    page.goto("/desk")
    narrowing = page.get_by_role("search", name="工单")
    fold, level = narrowing.locator("summary"), narrowing.get_by_label("级别")
    expect(level).to_be_hidden()
    fold.press("Enter")
    expect(level).to_be_visible()
    level.select_option("2")
    narrowing.get_by_role("button", name="筛选", exact=True).click()
    expect(fold).to_contain_text("已选 1 项")
    expect(level).to_be_hidden()
    expect(level).to_have_value("2")
    fine(page)
    resize(page, Size(1280, 800))
    expect(level).to_be_visible()
    expect(fold).to_be_hidden()
