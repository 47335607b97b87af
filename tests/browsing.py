"""What the browser tests do again and again."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect


@dataclass(frozen=True)
class Size:
    width: int
    height: int


SIZES = [
    pytest.param(Size(1280, 800), id="1280"),
    pytest.param(Size(390, 844), id="390"),
]


def resize(page: Page, size: Size) -> None:
    page.set_viewport_size({"width": size.width, "height": size.height})


def ask(page: Page, question: str) -> None:
    page.get_by_label("您的问题").fill(question)
    page.get_by_role("button", name="提问").click()
    page.wait_for_url("**/c/*")


def log_in(page: Page, login: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    # The button is there before the page's scripts are: a key pressed now would find no listener.
    page.wait_for_load_state()


def no_sideways_scroll(page: Page) -> None:
    root = page.locator("html")
    wide = root.evaluate("each => each.scrollWidth - each.clientWidth")
    assert wide == 0, f"{page.url} is {wide} px too wide"
