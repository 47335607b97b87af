"""Where the pictures are taken: the demo club on one afternoon that never moves, its months behind
it, served on this machine, and a page of another site with its window."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from socket import socket
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from kb import clock
from kb.acts.seeding.cases import seed_cases
from kb.acts.seeding.people import seed_people
from kb.acts.simulate.live import Life
from kb.acts.simulate.simulation import Simulation
from kb.db import Database
from kb.people.password import Passwords
from webapp import create_app
from webapp.cli.installed import bring_up, open_installed
from webapp.cli.simulating import SEED, before_all, begin
from webapp.cli.widget_demo import host_site
from webapp.config import Config

PASSWORD = "for-the-pictures-only"  # noqa: S105
AFTERNOON = datetime(2026, 11, 14, 15, 2, tzinfo=clock.SHANGHAI)  # a Saturday
BUSY = 0.5
"""one month behind the afternoon, part of it closed, with half of what happens in a real one: the
pictures need no more, and it takes a quarter of the time"""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its base names it
        pass


def build_club(folder: Path) -> None:
    """Beside the folder first: what was cut short is not taken for whole."""
    if folder.exists():
        with closing(Database(Config(data_dir=folder).database)) as database:
            database.migrate()
        return
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    config, now = Config(demo=True, data_dir=unfinished), clock.now()
    began = before_all(1, now)
    with closing(Database(config.database)) as database:
        bring_up(config, database, now=began)
        with database.writing() as session:
            seed_people(session, PASSWORD, passwords=Passwords(), now=began)
            seed_cases(session, now=now)
        simulation = begin(database, 1, SEED, mix=True, now=now).simulation
    live_through(config, simulation)
    unfinished.rename(folder)


def live_through(config: Config, simulation: Simulation) -> None:
    installed = open_installed(config)
    life = Life(
        installed.database, installed.follower, installed.assistant, config.corpus_dir, clock.now
    )
    for moment in life.go_on(simulation, BUSY):
        print(f"\r生成模拟数据：{moment:%m-%d}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    installed.database.close()


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
    server = make_server("127.0.0.1", 0, create_app(config), Server, QuietHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
