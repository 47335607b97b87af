import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.db import Database
from reception import Reception, open_reception, receive, share_cache


@pytest.fixture
def reception(database: Database, cache: Path, tmp_path: Path) -> Reception:
    """On each engine."""
    return open_reception(database, share_cache(tmp_path / "first host", cache))


@pytest.fixture(scope="module")
def desk(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reception]:
    """One on SQLite for all tests of a file: each of them opens conversations of its own."""
    copied = tmp_path_factory.mktemp("desk") / "data"
    with receive(shutil.copytree(furnished, copied, symlinks=True)) as opened:
        yield opened
