"""A real Chromium before the real application, which a thread serves on a port of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from socket import socket
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from appraising import close_last_month
from browsing import violations_on, visitor_of
from club import Clubs
from kb.acts.seeding.cases import seed_cases
from kb.acts.simulate.simulation import Simulation
from scripts.bootstrap import BROWSER_PACKAGES, find_browser
from webapp import create_app
from webapp.cli.widget_demo import host_site
from webapp.config import Config
from widget import Embedding

LEFT_OPEN = "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
PATIENCE = 20_000
"""milliseconds: a machine with much to do is slow, and nothing is wrong with it"""
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            # The server of the tests leaves a file open when a page is left while it is sent.
            item.add_marker(pytest.mark.filterwarnings(LEFT_OPEN))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip(f"no Chromium: apt-get install {' '.join(BROWSER_PACKAGES)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For the clubs of a file: each has its own."""
    return tmp_path_factory.mktemp("sites")


@pytest.fixture(scope="module")
def site(clubs: Clubs, folder: Path) -> Iterator[str]:
    """The address of the demo club, with its corpus and its people."""
    with serve_club(clubs.copy(folder / "club")) as address:
        yield address


@pytest.fixture(scope="module")
def seeded_site(clubs: Clubs, folder: Path) -> Iterator[str]:
    """Of a demo club in the middle of its work."""
    with serve_club(clubs.copy(folder / "seeded", seed_cases)) as address:
        yield address


@pytest.fixture(scope="module")
def simulated_site(clubs: Clubs, folder: Path) -> Iterator[str]:
    """Of a club part of whose work nobody did."""
    with serve_club(clubs.copy(folder / "simulated", tell_simulated)) as address:
        yield address


def tell_simulated(session: Session, now: datetime) -> None:
    since, day = now - timedelta(days=2), now - timedelta(days=1)
    session.add(
        Simulation(
            seed=1, since=since, until=day, through=day, begun_at=now, beat_at=now, finished_at=now
        )
    )


@pytest.fixture(scope="module")
def closed_site(clubs: Clubs, folder: Path) -> Iterator[str]:
    """Of a demo club whose last month is closed."""
    with serve_club(clubs.copy(folder / "closed", close_last_month)) as address:
        yield address


@pytest.fixture(scope="module")
def embedding(clubs: Clubs, folder: Path) -> Iterator[Embedding]:
    """The demo club, and its window on a page of another origin."""
    data_dir = clubs.copy(folder / "embedding")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    with serve_club(data_dir, origins=(origin,)) as club, host_site(club, port) as host:
        thread = Thread(target=host.serve_forever)
        thread.start()
        yield Embedding(club, origin, Config(data_dir=data_dir).database)
        host.shutdown()
        thread.join()


@contextmanager
def serve_club(data_dir: Path, origins: tuple[str, ...] = ()) -> Iterator[str]:
    config = Config(
        demo=True,
        data_dir=data_dir,
        widget_origins=origins,
        limit_ask="1000 per minute",
        limit_login_account="1000 per minute",
        limit_login_address="1000 per minute",
    )
    app = create_app(config)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["courtside"].database.close()


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
