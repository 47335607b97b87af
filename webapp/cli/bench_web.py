"""How heavy the main pages are for who comes for the first time, and how long the server takes."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.parse import urldefrag, urljoin

import click
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb import clock
from kb.acts.seeding.cases import seed_cases
from kb.acts.seeding.people import seed_people
from kb.db import Database
from kb.people.password import Passwords
from webapp.cli.bench_delivery import KEY_HEADER, LOOKS_EVERY, deliveries
from webapp.cli.bench_reports import PASSWORD, log_in
from webapp.cli.installed import bring_up, read_config
from webapp.config import Config
from webapp.embedding import widget_script

TIMES, DELIVERIES = 20, 10
UNLIMITED = "1000000 per minute"
LOADED = re.compile(r'<(?:script|link|img)\b[^>]*?\b(?:src|href)="([^"]+)"[^>]*>')
NOT_LOADED = re.compile(r'rel="(?:canonical|alternate|prev|next|help)"')
INSIDE = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']|url\(["']?([^"')]+)""")
CHARTS = re.compile(r"/static/(?:[^/]+/)?(?:vendor/|charts\.)")


@dataclass
class Load:
    """What one visit transfers: bytes as they are, and gzipped as a server before us sends them."""

    files: int = 0
    plain: int = 0
    packed: int = 0

    def add(self, body: bytes) -> None:
        self.files += 1
        self.plain += len(body)
        self.packed += len(gzip.compress(body))


@click.command("web")
def bench_web() -> None:
    """各主要页面第一次打开要传多少、服务器要算多久：在一个临时的演示俱乐部里。"""
    script = gzip.compress(widget_script().encode())
    click.echo(f"嵌入窗口 /widget/v1.js：{len(script)} 字节（gzip）")
    with TemporaryDirectory() as folder:
        config = replace(
            read_config(), demo=True, data_dir=Path(folder), database_url="",
            limit_ask=UNLIMITED, limit_look=UNLIMITED,
            limit_login_address=UNLIMITED, limit_login_account=UNLIMITED,
        )  # fmt: skip
        fill(config)
        _measure(config)


def fill(config: Config) -> None:
    with closing(Database(config.database)) as database:
        bring_up(config, database)
        with database.writing() as session:
            now = clock.now()
            seed_people(session, PASSWORD, passwords=Passwords(), now=now)
            seed_cases(session, now=now)


def _measure(config: Config) -> None:
    from webapp import create_app  # assembles the site, which few other commands need

    app = create_app(config)
    asked = app.test_client().post("/api/v1/ask", json={"question": "周末打羽毛球多少钱"}).json
    held = (asked or {})["conversation"]
    for name, login, path in _pages(held["token"]):
        client = app.test_client()
        if login:
            log_in(client, login)
        load = load_of(client, path)
        click.echo(
            f"{name}：{load.packed / 1000:.1f} KB（不压缩 {load.plain / 1000:.1f} KB，"
            f"{load.files} 个文件）"
        )
    agent = app.test_client()
    log_in(agent, "agent")
    for name, act in _acts(app.test_client(), agent, held):
        act()
        took = median(_time(act) for _ in range(TIMES))
        click.echo(f"{name}：中位 {took:.1f} 毫秒（{TIMES} 次）")
    under_way = list(deliveries(app.test_client(), agent, DELIVERIES))
    click.echo(
        f"客服回复到达会员：中位 {median(under_way):.1f} 秒，最长 {max(under_way):.1f} 秒"
        f"（{DELIVERIES} 次，窗口每 {LOOKS_EVERY:.0f} 秒看一次）"
    )


def _pages(token: str) -> list[tuple[str, str, str]]:
    return [
        ("会员首页", "", "/"),
        ("会员对话", "", f"/c/{token}"),
        ("待办", "agent", "/desk"),
        ("工单", "agent", "/desk/tickets/1001"),
        ("查询", "agent", "/desk/lookup"),
        ("看板", "supervisor", "/supervise"),
        ("知识库", "maintainer", "/library"),
        ("经营看板", "manager", "/manage/overview"),
    ]


def _acts(
    member: FlaskClient, agent: FlaskClient, held: dict[str, Any]
) -> Iterator[tuple[str, Callable[[], TestResponse]]]:
    key = {KEY_HEADER: held["token"]}
    messages = f"/api/v1/conversations/{held['id']}/messages?after=2"
    ask = {"question": "停车要钱吗"}
    yield "边打边找", lambda: member.get("/api/v1/questions/likely?q=tingche")
    yield "提问", lambda: member.post("/api/v1/ask", json=ask)
    yield "问有无新消息", lambda: member.get(messages, headers=key)
    yield "客服查询", lambda: agent.get("/desk/lookup?q=停车")
    yield "待办列表", lambda: agent.get("/desk")


def _time(act: Callable[[], TestResponse]) -> float:
    began = perf_counter()
    answer = act()
    if answer.status_code not in (200, 204):
        raise click.ClickException(f"{answer.request.path}：{answer.status}")
    return 1000 * (perf_counter() - began)


def load_of(client: FlaskClient, path: str) -> Load:
    """The page, and everything that it loads before anybody does anything; charts aside."""
    load, seen, left = Load(), {path}, [path]
    while left:
        address = left.pop()
        answer = client.get(address, follow_redirects=True)
        if answer.status_code != 200:
            raise click.ClickException(f"{address}：{answer.status}")
        load.add(answer.data)
        for each in _loaded_by(answer):
            if each not in seen and not CHARTS.search(each):
                seen.add(each)
                left.append(each)
    return load


def _loaded_by(answer: TestResponse) -> Iterator[str]:
    kind, here = answer.mimetype, answer.request.path
    if kind == "text/html":
        tags = (each for each in LOADED.finditer(answer.text) if not NOT_LOADED.search(each[0]))
        found = [each[1] for each in tags]
    elif kind in ("text/css", "text/javascript", "application/javascript"):
        found = [each[1] or each[2] for each in INSIDE.finditer(answer.text)]
    else:
        found = []
    for each in found:
        if not each.startswith(("data:", "http:", "https:", "#")):
            yield urldefrag(urljoin(here, each.replace("&amp;", "&"))).url
