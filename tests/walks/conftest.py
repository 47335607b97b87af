from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kb.db import Database
from reception import Reception, open_reception, share_cache


@pytest.fixture
def reception(database: Database, cache: Path, tmp_path: Path) -> Reception:
    """On each engine."""
    return open_reception(database, share_cache(tmp_path / "first host", cache))


@pytest.fixture(scope="module")
def desk(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reception]:
    """One on SQLite for all tests of a file: each of them opens conversations of its own."""
    data_dir = share_cache(tmp_path_factory.mktemp("desk") / "data", cache)
    with closing(Database(f"sqlite:///{data_dir / 'courtside.db'}")) as database:
        yield open_reception(database, data_dir)
