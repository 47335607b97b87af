"""Every page that links lead a colleague to: none is broken, none has barriers, and none is wider
than a telephone. Set COURTSIDE_SHOTS to a folder to keep a picture of each."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Response

from browsing import (
    SIZES,
    Size,
    log_in,
    no_sideways_scroll,
    resize,
    violations_on,
    visitor_of,
)
from inventory import routes
from kb.acts.seeding.people import DEMO_ACCOUNTS
from visitor import PASSWORD

TWICE = 2
"""how many pages of one kind are looked at"""


def patterns() -> dict[str, re.Pattern[str]]:
    """route → what its addresses look like, the plainest first"""
    shown = [route.removeprefix("GET ") for route, _ in routes() if route.startswith("GET ")]
    plain = sorted(shown, key=lambda each: (each.count("{"), each))
    return {each: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(each))) for each in plain}


def kind_of(path: str, known: dict[str, re.Pattern[str]]) -> str:
    return next((route for route, looks in known.items() if looks.fullmatch(path)), path)


def walk(page: Page, start: str) -> Iterator[tuple[str, Response]]:
    """Each page once that a link of another one names, some of each kind, with its kind."""
    known, seen, ahead = patterns(), dict[str, int](), [start]
    visited = set[str]()
    while ahead:
        path = ahead.pop(0)
        kind = kind_of(urlsplit(path).path, known)
        if path in visited or seen.get(kind, 0) >= TWICE:
            continue
        visited.add(path)
        seen[kind] = seen.get(kind, 0) + 1
        response = open_page(page, path)
        if response is None:
            continue
        yield kind, response
        ahead += links_of(page)


def open_page(page: Page, path: str) -> Response | None:
    """None where the address is that of a file to download."""
    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise


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
@pytest.mark.timeout(1200)
def test_every_page_colleagues_reach_is_sound(chromium: Browser, seeded_site: str) -> None:
    """Who comes later to a page of a kind only opens it: what they see of it is mostly the same."""
    troubles: list[str] = []
    examined = set[str]()
    for account in DEMO_ACCOUNTS:
        with visitor_of(chromium, seeded_site) as page:
            log_in(page, account.login, PASSWORD)
            for kind, response in walk(page, "/staff"):
                if response.status != 200:
                    troubles.append(f"{account.login}: {response.url}: {response.status}")
                elif kind not in examined:
                    examined.add(kind)
                    troubles += examine(page, account.login)
    assert not troubles, "\n".join(["", *troubles])


def examine(page: Page, login: str) -> Iterator[str]:
    for size in (each.values[0] for each in SIZES):
        assert isinstance(size, Size)
        resize(page, size)
        keep_picture(page, login, size.width)
        yield from (f"{page.url} at {size.width}: {each}" for each in violations_on(page))
    try:
        no_sideways_scroll(page)
    except AssertionError as error:
        yield str(error)


def keep_picture(page: Page, login: str, width: int) -> None:
    folder = os.environ.get("COURTSIDE_SHOTS")
    if folder:
        name = re.sub(r"\W+", "-", urlsplit(page.url).path + "-" + urlsplit(page.url).query)
        path = Path(folder) / login / f"{name.strip('-')[:60]}-{width}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
