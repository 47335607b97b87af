from pathlib import Path

import pytest

from house import ROOT
from kb.text import Analyzer, load_lexicon

LEXICON = ROOT / "corpus/lexicon"


@pytest.fixture(scope="session")
def analyzer(cache: Path) -> Analyzer:
    """The demo club's, which has not learnt from any base."""
    return Analyzer(load_lexicon(LEXICON / "common", LEXICON / "club"), cache)
