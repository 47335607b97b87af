"""The demo club on a real database, served by the test client; each file has its own."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from club import Clubs
from visitor import Visitor
from webapp import create_app
from webapp.config import Config
from webapp.services import Services

GENEROUS = "100000 per minute"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, clubs: Clubs) -> Config:
    """Of a club that is set up: its data is there."""
    return Config(
        demo=True,
        data_dir=clubs.copy(tmp_path_factory.mktemp("club") / "data"),
        limit_ask=GENEROUS,
        limit_login_address=GENEROUS,
        limit_login_account=GENEROUS,
    )


@pytest.fixture(scope="module")
def app(config: Config) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    services_of(made).database.close()


def services_of(app: Flask) -> Services:
    found = app.extensions["courtside"]
    assert isinstance(found, Services)
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def services(app: Flask) -> Services:
    return services_of(app)


@pytest.fixture
def between_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a second whoever asks looks for newer knowledge, with queries of its own: not now."""
    monkeypatch.setattr("kb.search.follower.LOOK_EVERY", float("inf"))


@pytest.fixture
def other_app(config: Config, services: Services) -> Callable[..., Flask]:
    """The same club under other settings; `services` may be replaced in part."""

    def make(parts: dict[str, object] | None = None, **settings: object) -> Flask:
        changed = replace(config, **settings)  # type: ignore[arg-type]
        return create_app(changed, replace(services, config=changed, **(parts or {})))  # type: ignore[arg-type]

    return make


@pytest.fixture
def visit(app: Flask) -> Callable[[], Visitor]:
    """A new visitor each time."""
    return lambda: Visitor(app.test_client())


@pytest.fixture
def visitor(visit: Callable[[], Visitor]) -> Visitor:
    return visit()


@pytest.fixture
def agent(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("agent")
