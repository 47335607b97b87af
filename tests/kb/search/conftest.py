from dataclasses import dataclass
from pathlib import Path

import pytest

from house import ROOT
from kb.db import Database
from kb.knowledge import find_entry, retire
from kb.search import Follower
from kb.text import Analyzer, load_lexicon
from world import MORNING, NOON, Staff, open_club, publish_text, text

LEXICON = ROOT / "corpus/lexicon"


@pytest.fixture(scope="session")
def analyzer(cache: Path) -> Analyzer:
    return Analyzer(load_lexicon(LEXICON / "common", LEXICON / "club"), cache)


@dataclass(frozen=True)
class Base:
    database: Database
    staff: Staff

    def publish(self, key: str, question: str, answer: str = "见公告。", *variants: str) -> None:
        with self.database.writing() as session:
            publish_text(session, self.staff, key, text(question, answer, *variants), MORNING)

    def retire(self, key: str) -> None:
        with self.database.writing() as session:
            retire(session, find_entry(session, key), "不再提供", by=self.staff.zhou.id, now=NOON)


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
