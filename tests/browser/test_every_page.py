"""Every page that links lead a colleague to, in each role: none is broken, none has barriers, and
none is wider than a telephone. Set COURTSIDE_SHOTS to a folder to keep a picture of each."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from browsing import SIZES, log_in, no_sideways_scroll
from inventory import routes
from kb.acts.seed import DEMO_ACCOUNTS
from visitor import PASSWORD

FILES = re.compile(r"/(export|download|template|static|printout|\w+\.(xlsx|docx|zip|json|csv))\b")
TWICE = 2
"""how many pages of one kind are looked at"""


def patterns() -> dict[str, re.Pattern[str]]:
    """route → what its addresses look like, the plainest first"""
    shown = [route.removeprefix("GET ") for route, _ in routes() if route.startswith("GET ")]
    plain = sorted(shown, key=lambda each: (each.count("{"), each))
    return {each: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(each))) for each in plain}


def kind_of(path: str, known: dict[str, re.Pattern[str]]) -> str:
    return next((route for route, looks in known.items() if looks.fullmatch(path)), path)


def walk(page: Page, start: str) -> Iterator[Response]:
    """Each page once that a link of another one names, some of each kind."""
    known, seen, ahead = patterns(), dict[str, int](), [start]
    visited = set[str]()
    while ahead:
        path = ahead.pop(0)
        kind = kind_of(urlsplit(path).path, known)
        if path in visited or seen.get(kind, 0) >= TWICE or FILES.search(path):
            continue
        visited.add(path)
        seen[kind] = seen.get(kind, 0) + 1
        response = page.goto(path)
        assert response is not None
        yield response
        ahead += links_of(page)


def links_of(page: Page) -> list[str]:
    found = page.locator("a[href]").evaluate_all(
        "all => all.filter(each => !each.download).map(each => each.href)"
    )
    here = urlsplit(page.url).netloc
    parts = [urlsplit(each) for each in found]
    return [
        f"{each.path}?{each.query}" if each.query else each.path
        for each in parts
        if each.netloc == here
    ]


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("login", [each.login for each in DEMO_ACCOUNTS])
def test_every_page_a_colleague_reaches_is_sound(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], login: str
) -> None:
    page = seeded_page
    log_in(page, login, PASSWORD)
    troubles = []
    for response in walk(page, "/staff"):
        if response.status != 200:
            troubles.append(f"{response.url}: {response.status}")
            continue
        for size in (each.values[0] for each in SIZES):
            page.set_viewport_size({"width": size.width, "height": size.height})
            keep_picture(page, login, size.width)
            troubles += [f"{page.url} at {size.width}: {each}" for each in seeded_violations()]
        try:
            no_sideways_scroll(page)
        except AssertionError as error:
            troubles.append(str(error))
    assert not troubles, "\n".join(["", *troubles])


def keep_picture(page: Page, login: str, width: int) -> None:
    folder = os.environ.get("COURTSIDE_SHOTS")
    if folder:
        name = re.sub(r"\W+", "-", urlsplit(page.url).path + "-" + urlsplit(page.url).query)
        path = Path(folder) / login / f"{name.strip('-')}-{width}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
