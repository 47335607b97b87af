"""Draws the pictures of docs/images/: one afternoon at the demo club, played in a real browser."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from socket import socket
from socketserver import ThreadingMixIn
from tempfile import TemporaryDirectory
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kb import clock  # noqa: E402 -- the project is not installed, and lies beside this folder
from kb.acts.seed import seed_people  # noqa: E402
from kb.db import Database  # noqa: E402
from kb.people.password import Passwords  # noqa: E402
from scripts.bootstrap import find_browser  # noqa: E402
from webapp import create_app  # noqa: E402
from webapp.cli.installed import bring_up  # noqa: E402
from webapp.cli.widget_demo import host_site  # noqa: E402
from webapp.config import Config  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PASSWORD = "for-the-pictures-only"  # noqa: S105
AFTERNOON = datetime(2026, 11, 21, 15, 2, tzinfo=clock.SHANGHAI)  # a Saturday
SIZES = ((1280, 800), (390, 844))
LARGEST = 200_000
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its base names it
        pass


class Afternoon:
    """The browser, the address of the club, that of another site with its window, and the clock,
    which only we move."""

    def __init__(
        self, browser: Browser, address: str, other_site: str, time: time_machine.Traveller
    ) -> None:
        self._browser = browser
        self._address = address
        self._time = time
        self.other_site = other_site

    def pass_minutes(self, minutes: int) -> None:
        self._time.shift(timedelta(minutes=minutes))

    @contextmanager
    def visitor(self, *, dark: bool = False) -> Iterator[Page]:
        context = self._browser.new_context(
            base_url=self._address,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        yield context.new_page()
        context.close()

    def ask(self, *questions: str) -> None:
        for question in questions:
            with self.visitor() as page:
                page.goto("/")
                put(page, question)


def main() -> int:
    program = find_browser()
    if program is None:
        print("没有找到 Chromium，无法截图。", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        time_machine.travel(AFTERNOON, tick=True) as time,
        TemporaryDirectory() as folder,
        both_sites(Path(folder)) as (address, other_site),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        play(Afternoon(browser, address, other_site, time))
        browser.close()
    return complain_of_large()


@contextmanager
def both_sites(folder: Path) -> Iterator[tuple[str, str]]:
    """The club, and another site that has its window."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    other = f"http://127.0.0.1:{port}"
    config = Config(demo=True, data_dir=folder, widget_origins=(other,))
    with club(config) as address, host_site(address, port) as host:
        thread = Thread(target=host.serve_forever)
        thread.start()
        yield address, other
        host.shutdown()
        thread.join()


@contextmanager
def club(config: Config) -> Iterator[str]:
    with closing(Database(config.database)) as database:
        bring_up(config, database)
        with database.writing() as session:
            seed_people(session, PASSWORD, passwords=Passwords(), now=clock.now())
    server = make_server("127.0.0.1", 0, create_app(config), Server, QuietHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def play(afternoon: Afternoon) -> None:
    afternoon.ask("更衣室的水管坏了，一直在漏水", "射箭馆可以自己带弓去吗？")
    afternoon.pass_minutes(9)
    member_asks(afternoon)
    afternoon.pass_minutes(8)
    afternoon.ask("篮球年卡可以转给朋友用吗？", "我儿子打球摔倒了，流了很多血")
    with afternoon.visitor() as page:
        log_in(page, "agent")
        draw(page, "desk")
        looks_up(page)
        agent_answers(page)
    asks_elsewhere(afternoon)
    with afternoon.visitor() as page:
        log_in(page, "supervisor")
        page.goto("/supervise")
        draw(page, "wall")
    with afternoon.visitor() as page:
        log_in(page, "maintainer")
        page.goto("/library")
        draw(page, "library")
        page.locator("[data-rows] a").first.click()
        draw(page, "review")
    with afternoon.visitor(dark=True) as page:
        log_in(page, "agent")
        draw(page, "desk-dark")
        page.goto("/")
        put(page, "周末羽毛球怎么收费？")
        draw(page, "member-answer-dark")


def member_asks(afternoon: Afternoon) -> None:
    with afternoon.visitor() as page:
        page.goto("/")
        draw(page, "member-start")
        put(page, "周末羽毛球怎么收费？")
        draw(page, "member-answer")
        page.goto("/")
        put(page, "有没有跳水培训班，孩子八岁能报名吗？")
        draw(page, "member-handover")


def agent_answers(page: Page) -> None:
    page.get_by_role("link", name="跳水培训班").click()
    page.get_by_label("回复会员").fill(
        "您好，我们目前没有跳水培训。孩子八岁可以报少儿舞蹈或跆拳道，报名请到前台。"
    )
    page.get_by_label("同时提交为新知识").check()
    draw(page, "ticket")
    page.get_by_role("button", name="发送回复").click()
    page.get_by_role("status").wait_for()


def looks_up(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("羽毛球多少钱")
    page.get_by_role("option").first.wait_for()
    draw(page, "lookup")
    page.goto("/desk")


def asks_elsewhere(afternoon: Afternoon) -> None:
    """By the window on another site: an answer, and a question that goes to a person."""
    with afternoon.visitor() as page:
        page.goto(afternoon.other_site)
        page.get_by_role("button", name="咨询").click()
        window = page.get_by_role("dialog")
        for question in ("停车收费吗？", "有没有跳水培训班，孩子八岁能报名吗？"):
            window.get_by_role("textbox").fill(question)
            page.keyboard.press("Enter")
            window.locator(".row.assistant").last.wait_for()
        window.get_by_text("您的问题编号", exact=True).wait_for()
        draw(page, "widget")


def put(page: Page, question: str) -> None:
    page.get_by_label("您的问题").fill(question)
    page.get_by_role("button", name="提问", exact=True).click()
    page.wait_for_url("**/c/*")


def log_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="退出").wait_for()


def draw(page: Page, name: str) -> None:
    long = name in ("member-answer", "member-answer-dark", "member-handover", "ticket", "review")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=IMAGES / f"{name}-{width}.png", full_page=long, animations="disabled")


def complain_of_large() -> int:
    large = [each.name for each in IMAGES.glob("*.png") if each.stat().st_size > LARGEST]
    print(f"{len(list(IMAGES.glob('*.png')))} 张图，在 {IMAGES.relative_to(ROOT)}。")
    if large:
        print(f"超过 {LARGEST // 1000} KB：{'、'.join(large)}", file=sys.stderr)
    return bool(large)


if __name__ == "__main__":
    sys.exit(main())
