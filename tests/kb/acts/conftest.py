from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kb.acts.open_assistant import open_assistant
from kb.answering.assistant import Assistant
from kb.db import Database
from kb.policy import adopt, read_policies
from kb.search import Follower
from reception import CORPUS, Reception, share_cache
from world import MORNING, open_club


@pytest.fixture(scope="session")
def lexicon_and_gate(
    sqlite_template: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """An assistant whose base is empty: what takes long to read is read once."""
    data_dir = share_cache(tmp_path_factory.mktemp("assistant") / "data", cache)
    (data_dir / "courtside.db").write_bytes(sqlite_template.read_bytes())
    with closing(Database(f"sqlite:///{data_dir / 'courtside.db'}")) as database:
        _adopt_policies(database)
        yield open_assistant(database, CORPUS, data_dir)[1]


@pytest.fixture
def club(database: Database, lexicon_and_gate: Assistant, tmp_path: Path) -> Reception:
    """The small named world on each engine, with an index of its own."""
    return _open(database, lexicon_and_gate, tmp_path / "index")


@pytest.fixture
def sqlite_club(sqlite: Database, lexicon_and_gate: Assistant, tmp_path: Path) -> Reception:
    return _open(sqlite, lexicon_and_gate, tmp_path / "index")


def _open(database: Database, like: Assistant, index: Path) -> Reception:
    _adopt_policies(database)
    with database.writing() as session:
        people = vars(open_club(session)).values()
        staff = {person.login: person.id for person in people}
    follower = Follower(database, like.analyzer, index, like.meaning)
    return Reception(database, follower, replace(like, snapshot=follower.snapshot), staff)


def _adopt_policies(database: Database) -> None:
    with database.writing() as session:
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
