"""The command that reminds of re-checks."""

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kb.db import Database
from kb.people.person import Person
from world import MORNING, Staff, publish_text, text


def test_what_is_due_is_told_and_told_once(
    courtside: Callable[..., Any], installed: Path, tmp_path: Path
) -> None:
    data = tmp_path / "reminded"
    data.mkdir()
    shutil.copy(installed / "courtside.db", data)
    url = f"sqlite:///{data / 'courtside.db'}"
    with closing(Database(url)) as database, database.writing() as session:
        by_login = {each.login: each for each in session.scalars(select(Person))}
        staff = Staff(*(by_login[login] for login in ("wang", "li", "chen", "zhou")))
        old = text("老规定是什么？", "见公告。", review_on=date(2020, 1, 1))
        publish_text(session, staff, "old-rule", old, MORNING)
    first = courtside("knowledge", "remind", data_dir=data)
    assert (first.code, "  old-rule" in first.lines) == (0, True)
    again = courtside("knowledge", "remind", data_dir=data)
    assert again.lines[0].startswith("新到期 0 条")
