"""Two processes on one database: what one saves of the lexicon and the thresholds, the other
answers by; what it was killed over never happened."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.acts.tuning import tuning_of
from kb.clock import monotonic
from kb.db import Database
from kb.policy import adopt, read_policies
from kb.search.follower import LOOK_EVERY
from reception import CORPUS, share_cache
from talking import Process, asked, begun, heard
from tuning import STRICT
from world import MORNING, open_club

ASKED, MEANT = "甲乙球场地费", "羽毛球场地费"
LONG = 60
"""seconds, for a machine that has much else to do"""
TUNING = "tuning.py"


@pytest.fixture
def place(sqlite: Database, sqlite_url: str, cache: Path, tmp_path: Path) -> tuple[str, Path]:
    with sqlite.writing() as session:
        adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
        open_club(session)
    return sqlite_url, share_cache(tmp_path / "data", cache)


@pytest.fixture
def answering(place: tuple[str, Path]) -> Iterator[Process]:
    with begun(TUNING, "ask", *place) as process:
        assert heard(process) == {"ready": True}
        yield process


def test_what_one_process_saves_another_answers_by_without_a_new_start(
    answering: Process, place: tuple[str, Path]
) -> None:
    assert asked(answering, ASKED) == before() | {"kind": "handoff"}
    with begun(TUNING, "save", *place) as process:
        assert heard(process) == {"saved": True}
    until, said = monotonic() + LONG, asked(answering, ASKED)
    while said["read"] != MEANT and monotonic() < until:
        assert said["kind"] == "handoff"  # members are answered meanwhile, as before
        time.sleep(LOOK_EVERY)
        said = asked(answering, ASKED)
    assert (said["read"], said["answer_at"], said["wrong"]) == (MEANT, STRICT, [])


def test_a_process_killed_before_it_commits_leaves_everything_as_it_was(
    answering: Process, place: tuple[str, Path], sqlite: Database
) -> None:
    with begun(TUNING, "die", *place) as process:
        assert heard(process) == {"written": True}
        assert process.wait() == -signal.SIGKILL
    time.sleep(LOOK_EVERY)
    assert asked(answering, ASKED) == before() | {"kind": "handoff"}
    with sqlite.reading() as session:
        assert tuning_of(session).amendments == ()
    with begun(TUNING, "save", *place) as process:  # the next one is not kept waiting
        assert heard(process) == {"saved": True}


def before() -> dict[str, object]:
    shipped = read_policies(CORPUS / "policy").answering.answer_at
    return {"read": ASKED, "answer_at": shipped, "wrong": []}
