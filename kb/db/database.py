"""The two ways to open a session, and what each engine needs to be safe under many writers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from kb.db.columns import dump_json
from kb.errors import BadInput, NotReady

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
BUSY_TIMEOUT_MS = 5000
START_TIMEOUT_MS = 300_000
"""as long as another process may take to migrate and to load what a club begins with"""


class Database:
    """`sqlite:///path/to/file` or `postgresql://…` (psycopg 3)."""

    def __init__(self, url: str) -> None:
        self.url = _read_url(url)
        self.engine = _engine(self.url)
        reader = self.engine.execution_options(**_reading_options(self.url))
        writer = self.engine.execution_options(writes=True)
        # Objects stay readable after the commit, when the page is rendered.
        self._reading = sessionmaker(reader, expire_on_commit=False)
        self._writing = sessionmaker(writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the data; a write is refused by the database."""
        with self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back when an exception leaves.
        On SQLite it takes the write lock with its first statement, so what it reads stays true."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def setting_up(self) -> Iterator[Session]:
        """`writing`, for who waits until another process that starts has done the same."""
        engine = _engine(self.url, at_start=True)
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        finally:
            engine.dispose()

    def migrate(self) -> None:
        """Bring the tables to the newest migration; safe to run from several processes."""
        from alembic import command  # takes longer to import than all else, and only needed here

        engine = _engine(self.url, at_start=True, foreign_keys=False)
        try:
            with engine.connect() as connection:
                _reached(connection)
                connection.rollback()  # the migrations begin a transaction of their own
                command.upgrade(self._alembic(connection), "head")
        finally:
            engine.dispose()

    def require_current(self) -> None:
        """Raise NotReady when the tables are not those this version of the program needs."""
        with self.engine.connect() as connection:
            found = _reached(connection)
        if found != newest_migration():
            raise NotReady(
                "数据库还没有升级到当前版本。",
                code="database_not_migrated",
                mend="请运行 courtside db upgrade。",
            )

    def close(self) -> None:
        self.engine.dispose()

    def _alembic(self, connection: Connection) -> "Config":
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        return config


def newest_migration() -> str:
    """By the names of the files: every start asks, and none but a migration needs Alembic."""
    return max(each.name.partition("_")[0] for each in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _reached(connection: Connection) -> str | None:
    """The migration that its tables come from; NotReady for one this program does not know."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is not None and found > newest_migration():
        raise NotReady(
            "数据库是更新的程序建立的，这个版本读不了它。",
            code="database_too_new",
            mend="请安装新版本的程序，再试一次。",
        )
    return found


def _read_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise _bad_url() from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    # In memory every pooled connection would see a database of its own.
    if backend != "sqlite" or url.database in (None, "", ":memory:"):
        raise _bad_url()
    return url


def _bad_url() -> BadInput:
    # The address itself may hold a password and is not repeated.
    return BadInput(
        "数据库地址无法识别。",
        field="database_url",
        code="bad_database_url",
        mend="请写成 sqlite:///文件路径 或 postgresql://用户@主机/库名。",
    )


def _reading_options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"writes": False}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _engine(url: URL, *, at_start: bool = False, foreign_keys: bool = True) -> Engine:
    # More connections than a web process has threads: nobody waits for one.
    pool = {"poolclass": NullPool} if at_start else {"pool_size": 8, "max_overflow": 32}
    options: dict[str, Any] = {"json_serializer": dump_json, **pool}
    if url.get_backend_name() == "sqlite":
        _make_private(Path(str(url.database)))
        engine = create_engine(url, **options)
        # A batch migration drops and remakes tables, which must not cascade to their rows.
        patience = START_TIMEOUT_MS if at_start else BUSY_TIMEOUT_MS
        prepare = partial(_prepare_sqlite, patience_ms=patience, foreign_keys=foreign_keys)
        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        raise NotReady(
            "缺少 PostgreSQL 驱动。",
            code="no_driver",
            mend="请运行 pip install 'courtside[scale]'。",
        ) from error


def _make_private(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)  # SQLite gives its -wal and -shm files the mode of the main file


def _prepare_sqlite(
    connection: Any, _record: object, *, patience_ms: int, foreign_keys: bool
) -> None:
    # The driver would begin a transaction only before a write; we begin every one ourselves.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
    connection.execute("PRAGMA journal_mode = WAL")
    # In WAL mode NORMAL cannot corrupt the file and survives a killed process; only a power cut
    # may lose the last commits. FULL would sync the disk on every member's message.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    # A transaction that reads first and then wants to write fails at once when somebody wrote in
    # between, whatever the busy timeout. So writers lock first, and readers never become writers.
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
