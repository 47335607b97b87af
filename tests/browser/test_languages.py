from collections.abc import Callable

from playwright.sync_api import Page, expect

from browsing import Size, no_sideways_scroll, resize


def test_the_language_is_changed_at_the_foot_of_the_page(
    page: Page, violations: Callable[[], list[str]]
) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, how can we help?")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
    for size in (Size(1280, 800), Size(390, 844)):
        resize(page, size)
        no_sideways_scroll(page)
        assert violations() == []
    page.get_by_role("textbox", name="Your question").fill("转人工：我的球拍断了")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("region", name="Handed to a person")).to_contain_text("colleague")
    assert violations() == []
    page.get_by_role("button", name="繁體").click()
    expect(page.get_by_role("region", name="已轉人工")).to_be_visible()
