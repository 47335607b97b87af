"""Real processes on one base: they keep level with each other, die, and find the disk full."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from kb.search.follower import LOOK_EVERY
from shelves import Base
from talking import Process, asked, begun, heard

FOLLOWING = "following.py"


def lines_of(process: Process) -> list[dict[str, Any]]:
    assert process.stdout is not None
    lines = [json.loads(line) for line in process.stdout]
    assert process.wait() == 0
    return lines


def found(process: Process, question: str) -> list[str]:
    ids: list[str] = asked(process, question)["ids"]
    return ids


def test_two_processes_answer_by_what_a_third_publishes_at_the_next_look(
    base: Base, sqlite_url: str, index: Path, cache: Path
) -> None:
    place = (sqlite_url, index, cache)
    with begun(FOLLOWING, "ask", *place) as one, begun(FOLLOWING, "ask", *place) as other:
        assert heard(one) == heard(other) == {"ready": True}
        assert found(one, "攀岩") == found(other, "攀岩") == []

        base.publish("climbing", "攀岩怎么收费？")
        time.sleep(LOOK_EVERY)
        assert found(one, "攀岩") == found(other, "攀岩") == ["climbing"]

        shutil.rmtree(index)  # whoever tidies up
        base.retire("climbing")
        time.sleep(LOOK_EVERY)
        assert found(one, "攀岩") == found(other, "攀岩") == []
        assert "parking" in found(one, "停车")

        base.publish("skating", "滑冰怎么收费？")
        time.sleep(LOOK_EVERY)
        assert found(one, "滑冰") == found(other, "滑冰") == ["skating"]
    assert (index / "CURRENT").exists()


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.long)])
def test_a_process_killed_at_any_write_leaves_an_index_that_is_right_or_rebuilt(
    base: Base, sqlite_url: str, index: Path, cache: Path, stride: int
) -> None:
    with begun(FOLLOWING, "die", sqlite_url, index, cache, stride) as process:
        steps = lines_of(process)
    assert all(step["level"] for step in steps)
    assert [step["killed"] for step in steps] == [True] * (len(steps) - 1) + [False]
    assert steps[-1]["step"] > 30


def test_on_a_full_disk_answers_go_on_and_the_index_follows_when_there_is_room_again(
    base: Base, sqlite_url: str, index: Path, cache: Path
) -> None:
    with begun(FOLLOWING, "fill", sqlite_url, index, cache) as process:
        assert lines_of(process) == [
            {"answers": True, "locked": False},
            {"told": "index_not_written", "locked": False},
            {"whole": True},
            {"answers": True},
            {"level": True},
        ]
