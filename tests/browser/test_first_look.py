from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SIZES = {"desk": (1280, 800), "pocket": (390, 844)}


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
@pytest.mark.parametrize("path", ["/", "/login"])
def test_the_first_pages_have_no_barriers(
    page: Page, violations: Callable[[], list[str]], path: str, size: tuple[int, int]
) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations() == []
