"""That work was made up is told to colleagues on every page, and to no member."""

from playwright.sync_api import Browser, expect

from browsing import SIZES, ask, log_in, no_sideways_scroll, resize, violations_on, visitor_of
from visitor import PASSWORD

MADE_UP = "含模拟数据"


def test_colleagues_are_told_that_work_was_made_up_and_members_never(
    chromium: Browser, simulated_site: str
) -> None:
    with visitor_of(chromium, simulated_site) as page:
        page.goto("/")
        expect(page.get_by_label("您的问题")).to_be_visible()
        expect(page.get_by_text(MADE_UP)).to_have_count(0)
        ask(page, "停车要钱吗")
        expect(page.get_by_text(MADE_UP)).to_have_count(0)
        log_in(page, "agent", PASSWORD)
        for size in (each.values[0] for each in SIZES):
            resize(page, size)
            for path in ("/desk", "/library", "/me"):
                page.goto(path)
                expect(page.get_by_text(MADE_UP, exact=True)).to_be_visible()
                no_sideways_scroll(page)
        assert violations_on(page) == []
