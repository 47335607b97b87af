from pathlib import Path

import pytest

from house import ROOT
from kb.db import Database
from kb.search import Follower
from kb.text import Analyzer, load_lexicon
from shelves import Base
from world import open_club

LEXICON = ROOT / "corpus/lexicon"


@pytest.fixture(scope="session")
def analyzer(cache: Path) -> Analyzer:
    return Analyzer(load_lexicon(LEXICON / "common", LEXICON / "club"), cache)


@pytest.fixture
def base(sqlite: Database) -> Base:
    """The small named world, in force."""
    with sqlite.writing() as session:
        staff = open_club(session)
        session.expunge_all()
    return Base(sqlite, staff)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def follower(base: Base, analyzer: Analyzer, index: Path) -> Follower:
    return Follower(base.database, analyzer, index)
