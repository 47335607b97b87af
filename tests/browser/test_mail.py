"""Letters that were not taken, on a screen and on a telephone."""

from playwright.sync_api import Browser, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, resize, violations_on, visitor_of
from visitor import PASSWORD


def test_a_supervisor_opens_a_ticket_for_a_letter_that_was_not_taken(
    chromium: Browser, seeded_site: str
) -> None:
    with visitor_of(chromium, seeded_site) as page:
        log_in(page, "supervisor", PASSWORD)
        for each in SIZES:
            size = each.values[0]
            assert isinstance(size, Size)
            resize(page, size)
            page.goto("/desk/mail")
            page.get_by_text("自动回复：关于您的羽毛球年卡").click()
            expect(page.get_by_text("我本周出差")).to_be_visible()
            no_sideways_scroll(page)
            assert violations_on(page) == []
        page.get_by_role("button", name="为“自动回复：关于您的羽毛球年卡”开工单").click()
        expect(page.get_by_role("heading", name="邮件往来")).to_be_visible()
        no_sideways_scroll(page)
        assert violations_on(page) == []
