"""What the browser tests do again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from house import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """axe.run().then(told => told.violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.target).join(' | ')}`))"""


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
    page.get_by_role("button", name="提问", exact=True).click()
    page.wait_for_url("**/c/*")


def log_in(page: Page, login: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    # The button is there before the page's scripts are: a key pressed now would find no listener.
    page.wait_for_load_state()


def notice_on(page: Page) -> Locator:
    """What the page says came of the last act; parts of it have live regions of their own."""
    return page.locator("p.notice[role=status]")


def no_sideways_scroll(page: Page) -> None:
    root = page.locator("html")
    wide = root.evaluate("each => each.scrollWidth - each.clientWidth")
    assert wide == 0, f"{page.url} is {wide} px too wide"


@contextmanager
def visitor_of(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda told: failures.append(told.text) if is_refusal(told.text) else None)
    yield page
    context.close()
    assert not failures


def is_refusal(message: str) -> bool:
    return "Content Security Policy" in message


def violations_on(page: Page) -> list[str]:
    # DevTools may evaluate what the page's own policy forbids to every script.
    devtools = page.context.new_cdp_session(page)
    devtools.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    asked = {"expression": VIOLATIONS, "awaitPromise": True, "returnByValue": True}
    found = list(devtools.send("Runtime.evaluate", asked)["result"]["value"])
    devtools.detach()
    return found
