"""A real Chromium before the real application, which a thread serves on a port of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from browsing import violations_on, visitor_of
from club import open_club
from kb import clock
from kb.acts.seed_cases import seed_cases
from kb.people.password import Passwords
from reception import share_cache
from scripts.bootstrap import BROWSER_PACKAGES, find_browser
from visitor import PASSWORD
from webapp import create_app
from webapp.config import Config

Seed = Callable[..., None]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip(f"no Chromium: apt-get install {' '.join(BROWSER_PACKAGES)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, passwords: Passwords, cache: Path
) -> Iterator[str]:
    """The address of the demo club, with its corpus and its people; one for all browser tests."""
    with serve_club(share_cache(tmp_path_factory.mktemp("site"), cache), passwords) as address:
        yield address


@pytest.fixture(scope="module")
def seeded_site(
    tmp_path_factory: pytest.TempPathFactory, passwords: Passwords, cache: Path
) -> Iterator[str]:
    """Of a demo club in the middle of its work."""
    folder = share_cache(tmp_path_factory.mktemp("seeded"), cache)
    with serve_club(folder, passwords, seed=seed_cases) as address:
        yield address


@contextmanager
def serve_club(data_dir: Path, passwords: Passwords, seed: Seed | None = None) -> Iterator[str]:
    config = Config(
        demo=True,
        data_dir=data_dir,
        limit_ask="1000 per minute",
        limit_login_account="1000 per minute",
        limit_login_address="1000 per minute",
    )
    open_club(config, PASSWORD, passwords)
    app = create_app(config)
    database = app.extensions["courtside"].database
    if seed is not None:
        with database.writing() as session:
            seed(session, now=clock.now())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    database.close()


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A visitor of their own, who tells of every script that failed or was refused."""
    with visitor_of(chromium, site) as page:
        yield page


@pytest.fixture
def seeded_page(chromium: Browser, seeded_site: str) -> Iterator[Page]:
    with visitor_of(chromium, seeded_site) as page:
        yield page


@pytest.fixture
def seeded_violations(seeded_page: Page) -> Callable[[], list[str]]:
    return lambda: violations_on(seeded_page)


@pytest.fixture
def violations(page: Page) -> Callable[[], list[str]]:
    """What axe finds on the page as it is now, as `rule: selectors`."""
    return lambda: violations_on(page)
