"""Near-misses that a base makes, and the systems it is measured against."""

from contextlib import closing
from pathlib import Path

import pytest

from house import ROOT
from kb.acts.open_assistant import open_foreign_assistant
from kb.answering.assistant import Assistant
from kb.reports.near_misses import swapped
from kb.search.stock import StockWhoosh


@pytest.fixture(scope="module")
def library(cache: Path) -> Assistant:
    return open_foreign_assistant(ROOT / "tests/corpora/library", ROOT / "corpus", cache)


def test_swapped_questions_are_new_different_and_always_the_same(library: Assistant) -> None:
    index = library.snapshot()
    found = [each.question for each in swapped(index, library.analyzer, 100)]
    own = {each.raw for document in index.documents.values() for each in document.wordings}
    assert len(found) == len(set(found)) == 100
    assert own.isdisjoint(found)
    assert found == [each.question for each in swapped(index, library.analyzer, 100)]


def test_stock_whoosh_finds_an_entry_by_its_own_words(library: Assistant) -> None:
    with closing(StockWhoosh(library.snapshot().documents.values())) as whoosh:
        found = whoosh.best("外籍人士怎么办借书证 AND (NOT *")
        assert found is not None
        assert found[0] == "card-foreigner-apply"
        assert whoosh.best("zzzz") is None
