"""Every page that links lead a colleague to, in each language: nothing of ours is left in Chinese
for who reads English, no simplified character for who reads traditional ones."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from club import Clubs
from inventory import routes
from kb.acts.seeding.cases import seed_cases
from kb.acts.seeding.people import DEMO_ACCOUNTS
from leftovers import (
    Data,
    Reader,
    is_chinese,
    is_simplified,
    left_over,
    mark_data,
    unmarked,
)
from visitor import Visitor
from webapp.config import Config
from webapp.services import Services
from world import AFTERNOON

START = ("/staff", "/", "/suggest")


@pytest.fixture(scope="module", autouse=True)
def one_afternoon() -> Iterator[None]:
    """What is late, and with it what pages say, is the same whenever the tests run."""
    with time_machine.travel(AFTERNOON):
        yield


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, clubs: Clubs, one_afternoon: None) -> Config:
    """Of a club in the middle of its work."""
    folder = clubs.copy(tmp_path_factory.mktemp("club") / "data", seed_afternoon)
    many = "100000 per minute"
    return Config(demo=True, data_dir=folder, limit_login_address=many, limit_login_account=many)


def seed_afternoon(session: Session, now: datetime) -> None:
    """A club of its own: those of other files began when the tests did."""
    seed_cases(session, now=now)


@pytest.fixture
def data(app: Flask, services: Services) -> Data:
    with services.database.reading() as session:
        found = Data(session)
    mark_data(app, found)
    return found


def patterns() -> dict[str, re.Pattern[str]]:
    """route → what its addresses look like, the plainest first"""
    shown = [route.removeprefix("GET ") for route, _ in routes() if route.startswith("GET ")]
    plain = sorted(shown, key=lambda each: (each.count("{"), each))
    return {each: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(each))) for each in plain}


def walk(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """(path, page), one page of a kind."""
    known, seen, ahead = patterns(), Counter[str](), list(START)
    while ahead:
        path = ahead.pop(0)
        here = urlsplit(path).path
        kind = next((route for route, looks in known.items() if looks.fullmatch(here)), here)
        if seen[kind]:
            continue
        answer = visitor.get(path)
        if answer.status_code in (302, 303, 308):
            ahead.insert(0, unmarked(answer.location))
            continue
        seen[kind] += 1
        if answer.mimetype == "text/html":
            assert answer.status_code == 200, path
            yield path, answer.text
            ahead += links_of(path, answer.text)


def links_of(path: str, page: str) -> Iterator[str]:
    for each in Reader(page).links:
        found = urlsplit(urljoin(f"http://localhost{path}", each))
        if found.netloc == "localhost":
            yield f"{found.path}?{found.query}" if found.query else found.path


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("language", "is_left"), [("en", is_chinese), ("zh-Hant", is_simplified)])
def test_nothing_is_left_as_it_is_written(app: Flask, data: Data, language: str, is_left) -> None:  # type: ignore[no-untyped-def]
    found: dict[str, str] = {}
    for account in DEMO_ACCOUNTS:
        visitor = Visitor(app.test_client()).log_in(account.login)
        visitor.client.set_cookie("lang", language)
        for path, page in walk(visitor):
            if path.endswith(("/printout", "/certificate")):
                continue
            assert f'<html lang="{language}"' in unmarked(page), path
            for each in left_over(page, is_left, data):
                found.setdefault(each, f"{account.login}: {path}")
    assert not found, "\n".join(f"{where}: {words}" for words, where in found.items())
