from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from world import Staff, hire_staff


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)
